/** Short runs of every kind leave the recorded weights, files and texts. */
import { assertEquals } from "@std/assert";
import { isFused } from "../engine/device/cpu/fused.ts";
import { readRuns, type RecordedRuns, runAll } from "./equal_runs.ts";
import { RUNS } from "./equal_runs_list.ts";

const names = RUNS.map(({ name }) => name);

Deno.test({
  name: isFused()
    ? "short runs of every kind leave the recorded weights and accuracies to the bit, and the recorded outputs"
    : "short runs are not compared, as multiply-add rounds twice here and once where they were recorded",
  ignore: !isFused(),
  fn: async (test) => {
    const [recorded, runs] = [await readRuns(), await runAll()];
    for (const part of ["weights", "outputs"] as const) {
      await test.step(part, () => assertSame(part, runs, recorded));
    }
  },
});

/** Compares a part run by run, so that what differs names its run. */
function assertSame(part: keyof RecordedRuns, runs: RecordedRuns, recorded: RecordedRuns): void {
  assertEquals(Object.keys(recorded[part]), names, `${part} are recorded of other runs`);
  const differing = names.filter((name) =>
    JSON.stringify(runs[part][name]) !== JSON.stringify(recorded[part][name])
  );
  const of = ({ [part]: all }: RecordedRuns) => differing.map((name) => [name, all[name]]);
  assertEquals(of(runs), of(recorded), `${part} of ${differing.join(", ")} differ`);
}

Deno.test("the recorded runs are apart: no two of them ended with the same weights", async () => {
  const { weights } = await readRuns();
  assertEquals(new Set(names.map((name) => weights[name].last)).size, names.length);
});
