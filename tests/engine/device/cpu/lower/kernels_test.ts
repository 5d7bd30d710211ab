/** Lowers every kernel of operations and optimizers, and runs it against the shared test device. */
import { assert } from "@std/assert";
import { lower } from "../../../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../../../engine/device/cpu/wgsl/parser.ts";
import { interpret } from "../interpret.ts";
import { type Recorded, recordedRuns } from "./kernels.ts";

/** Invocations that the interpreter runs in reasonable time. */
const mostInvocations = 3000;

/** Terms of attention's scores that the interpreter adds up in reasonable time. */
const mostTerms = 16;

/** The written words that are not what the device wrote: as numbers where they are near. */
function differences({ kernel, after }: Recorded, got: readonly Uint32Array[]): string[] {
  const found: string[] = [];
  for (let b = kernel.reads; b < kernel.reads + kernel.writes; b++) {
    const numbers = new Float32Array(got[b].buffer), wanted = new Float32Array(after[b].buffer);
    for (let i = 0; i < numbers.length; i++) {
      if (got[b][i] === after[b][i]) continue;
      const near = Math.abs(numbers[i] - wanted[i]) <= 1e-5 + 1e-4 * Math.abs(wanted[i]);
      if (!near) found.push(`binding ${b} word ${i}: ${numbers[i]}, not ${wanted[i]}`);
    }
  }
  return found;
}

for (const kind of ["gpu", "software", "cpu"] as const) {
  Deno.test(`lower() makes of each kernel for "${kind}" what the device runs`, async () => {
    const runs = await recordedRuns(kind);
    const names = new Set(runs.map(({ kernel }) => kernel.name));
    for (const name of ["matmul", "lstm", "lstm_gradient", "adam", "softmax", "embedding_rows"]) {
      assert(names.has(name), `${name} did not run`);
    }
    for (const run of runs) {
      const { kernel, groups, before } = run;
      const program = lower(parse(kernel), kernel);
      const count = [...groups, ...program.size].reduce((a, b) => a * b);
      if (count > mostInvocations || kernel.constants.TERMS > mostTerms) continue;
      const got = before.map((words) => words.slice());
      interpret(program, { bindings: got, groups });
      const [first] = differences(run, got);
      assert(!first, `${kernel.name} ${kernel.entry} ${JSON.stringify(kernel.constants)} ${first}`);
    }
  });
}
