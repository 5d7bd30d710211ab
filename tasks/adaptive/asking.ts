/**
 * At which depths it pays to ask whether an example is sure.
 *
 * @module
 */
import type { ExitRule } from "../loop/exits/prediction.ts";
import type { ExitTimes, StageTimes } from "../loop/exits/time.ts";

/** Gain below which a cost is taken for noise, so that all depths are asked. */
const NOISE = 0.01;

/**
 * A rule with those of its exits, the last and an earlier one at least, that make it cheapest. An answer takes
 * time, and many examples go past an exit that few leave at.
 *
 * @param score What a rule costs, the less the better.
 */
export function worthAsking(rule: ExitRule, score: (rule: ExitRule) => number): ExitRule {
  let best = { rule, cost: score(rule) };
  while (best.rule.exits.length > 2) {
    const { exits } = best.rule;
    const [next] = exits.slice(0, -1)
      .map((exit) => ({ ...rule, exits: exits.filter((other) => other !== exit) }))
      .map((rule) => ({ rule, cost: score(rule) }))
      .toSorted((a, b) => a.cost - b.cost);
    if (!(next.cost < best.cost - NOISE)) break;
    best = next;
  }
  return best.rule;
}

/** What the times would be with some of the exits, which rise and end with the last. */
export function timesWith(
  { times: { full, exits, single }, alone }: StageTimes,
  all: readonly number[],
  some: readonly number[],
): ExitTimes {
  const past = exits.map((time, e) => time - alone[e]); // what asking at the exits before it takes
  const asking = past.map((time, e) => Math.max(0, (past[e + 1] ?? time) - time));
  const at = some.map((exit) => all.indexOf(exit));
  const before = (k: number) => at.slice(0, k).reduce((sum, e) => sum + asking[e], 0);
  return {
    full,
    exits: at.map((e, k) => alone[e] + before(k)),
    single: at.map((e) => single[e]),
  };
}
