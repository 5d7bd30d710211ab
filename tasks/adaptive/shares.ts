/**
 * Which part of a threshold each depth asks for.
 *
 * @module
 */
import type { ExitRule } from "../loop/exits/prediction.ts";
import { type DepthLogits, Sweep } from "../loop/exits/sweep.ts";

/** Parts of a threshold that are tried. */
const PARTS: readonly number[] = [1, 0.85, 0.7, 0.55, 0.4, 0.25];

/** Times that all depths are gone through. */
const ROUNDS = 2;

/** Gain below which an accuracy or a cost is taken for noise, so that a depth asks for what it did. */
const NOISE = 0.01;

/**
 * What shares that are found on some validation rows promise too much, as a share of the answers: they are chosen
 * among many, and so for what is chance in these rows. Measured; see docs/decisions.md.
 */
export function promised({ shares }: Pick<ExitRule, "shares">, rows: number): number {
  return shares?.some((share) => share < 1) ? 0.2 / Math.sqrt(rows) : 0;
}

/**
 * A rule whose deeper exits may ask for a part of the threshold alone: where going on gains little, as where the
 * blocks above are hardly better, examples that are not sure leave too. Part by part the one is taken that does
 * best; the first exit asks for the whole threshold, and the last for nothing, since all leave there.
 *
 * @param score What a rule with its sweep costs at best, the less the better; Infinity where nothing will do.
 */
export function withShares(
  set: DepthLogits,
  rule: ExitRule,
  score: (sweep: Sweep, rule: ExitRule) => number,
): ExitRule {
  let best = { ...rule, shares: rule.temperatures.map(() => 1) };
  let least = score(new Sweep(set, best), best);
  for (let round = 0; round < ROUNDS; round++) {
    for (const exit of rule.exits.slice(1, -1)) {
      for (const part of PARTS) {
        const tried = { ...best, shares: best.shares.with(exit - 1, part) };
        const reached = score(new Sweep(set, tried), tried);
        if (reached < least - NOISE) [best, least] = [tried, reached];
      }
    }
  }
  return best.shares.some((share) => share < 1) ? best : rule;
}
