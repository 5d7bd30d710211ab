/** At which depths it pays to ask. */
import { assertEquals } from "@std/assert";
import { timesWith, worthAsking } from "../../../tasks/adaptive/asking.ts";
import type { ExitRule } from "../../../tasks/loop/exits/prediction.ts";

const rule: ExitRule = {
  criterion: "margin",
  squashed: false,
  temperatures: [1, 1, 1, 1],
  exits: [1, 2, 3, 4],
};

Deno.test("exits that cost more than they save are left out, but for one", () => {
  const costs: Record<string, number> = {
    "1,2,3,4": 0.8,
    "1,2,4": 0.7,
    "2,3,4": 0.75,
    "1,4": 0.72,
  };
  const cost = ({ exits }: ExitRule) => costs[exits.join()] ?? 0.9;
  assertEquals(worthAsking(rule, cost).exits, [1, 2, 4]);
  assertEquals(worthAsking(rule, ({ exits }) => exits.length).exits.length, 2);
  assertEquals(worthAsking(rule, () => Infinity), rule);
  // A gain that a measurement could have made.
  assertEquals(worthAsking(rule, ({ exits }) => 0.5 + exits.length / 1000), rule);
});

Deno.test("timesWith() takes off what asking at the other exits takes", () => {
  // Asking takes 1, 2 and 3 at the first three exits.
  const times = { full: 40, exits: [10, 21, 33, 46], single: [1, 2, 3, 4] };
  const alone = [10, 20, 30, 40];
  const having = (...some: number[]) => timesWith({ times, alone }, [1, 2, 3, 4], some);
  assertEquals(having(1, 2, 3, 4), { full: 40, exits: times.exits, single: times.single });
  assertEquals(having(1, 2, 4), { full: 40, exits: [10, 21, 43], single: [1, 2, 4] });
  assertEquals(having(3, 4), { full: 40, exits: [30, 43], single: [3, 4] });
});
