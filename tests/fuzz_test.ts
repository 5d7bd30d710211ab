/** Some thousand damaged inputs; `fuzz.ts` tries as many as one likes. */
import { assertEquals } from "@std/assert";
import { damaged, faultOf, type Target, targets } from "./fuzz.ts";
import { commandTargets } from "./fuzz_runs.ts";
import { inFolder } from "./tasks/support.ts";

async function holds(all: readonly Target[], each: number): Promise<void> {
  for (const target of all) {
    for (const seed of target.seeds) assertEquals(await faultOf(target, seed), null, target.name);
    for (let seed = 1; seed <= each; seed++) {
      const fault = await faultOf(target, damaged(target, seed));
      assertEquals(fault, null, `${target.name}, seed ${seed}`);
    }
  }
}

Deno.test("damaged data and run files end in errors of ours, commands on damaged runs too", () =>
  inFolder(async (folder) => {
    const all = await targets(folder);
    await holds(all.filter(({ isSlow }) => !isSlow), 150);
    await holds(all.filter(({ isSlow }) => isSlow), 15);
    await holds(commandTargets(folder).filter((_, i) => i % 29 === 0), 2);
  }));

Deno.test("damaged() follows from its seed", () => {
  const target = { name: "a", seeds: [Uint8Array.of(1, 2, 3)], read: () => Promise.resolve() };
  assertEquals(damaged(target, 5), damaged(target, 5));
});
