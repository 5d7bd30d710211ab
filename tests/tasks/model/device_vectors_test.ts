/** Training by kernels for narrow and for wide vectors of the processors. */
import { assert, assertEquals } from "@std/assert";
import { openCpu } from "../../../engine/mod.ts";
import { alModel, randomBatch, stateOf } from "../../../tasks/bench/models.ts";
import type { Case } from "../../../tasks/bench/peers/cases.ts";
import { TrainingStep } from "../../../tasks/loop/steps.ts";

const sizes = { batch: 16, time: 12, width: 96, heads: 4, hidden: 96, label: 64, classes: 4 };
const models: readonly Pick<Case, "kind" | "sizes">[] = (
  ["al-lstm", "al-transformer"] as const
).map((kind) => ({ kind, sizes: { ...sizes, rows: 200, blocks: 2, sparse: 1 } }));

/** All that a model is after some steps, and how many kernels of products by wide tiles it ran. */
async function trained(model: typeof models[number], vectors: "128" | "256") {
  const device = await openCpu({ threads: 2, choices: { vectors } });
  const { run } = device;
  let wide = 0;
  device.run = (kernel, dispatch) => {
    wide += Number("SPAN" in kernel.constants && kernel.name === "matmul");
    run.call(device, kernel, dispatch);
  };
  const learner = alModel(device, 1, model);
  const step = new TrainingStep(learner);
  for (let seed = 1; seed <= 3; seed++) step.run(randomBatch(seed, model.sizes));
  const state = await Promise.all(
    stateOf(learner).map(async (tensor) => [...new Uint32Array((await tensor.data()).buffer)]),
  );
  device.destroy();
  return { state, wide };
}

for (const model of models) {
  Deno.test(`a step of ${model.kind} leaves the same bits by narrow and by wide vectors`, async () => {
    const narrow = await trained(model, "128"), wide = await trained(model, "256");
    assertEquals(narrow.wide, 0);
    assert(wide.wide > 0);
    assert(narrow.state.length > 5);
    assertEquals(wide.state, narrow.state);
  });
}
