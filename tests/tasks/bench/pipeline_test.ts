import { assert, assertEquals } from "@std/assert";
import { openCpu } from "../../../engine/mod.ts";
import { pipelineCases, pipelines } from "../../../tasks/bench/pipeline.ts";
import { pipelineTable } from "../../../tasks/bench/report_ours.ts";

Deno.test("pipelines() times a net in sequence, in a pipeline and by backpropagation on each device", async () => {
  const devices = await Promise.all([1, 2].map(async (threads) => (
    { name: `cpu-${threads}`, device: await openCpu({ threads }) }
  )));
  for (const model of ["linearal", "lstmal", "transformeral"] as const) {
    const one = { model, blocks: 2, batch: 3, width: 8 };
    const lines = await Array.fromAsync(pipelines(devices, one, 2));
    assertEquals(lines.map(({ device }) => device), ["cpu-1", "cpu-2"]);
    for (const { sequential, pipeline, backprop, busy, runs } of lines) {
      assert(sequential > 0 && pipeline > 0 && backprop > 0 && busy! > 0);
      assertEquals(runs.pipeline.length, 2);
    }
    assert(pipelineTable(lines).includes(`2 blocks of ${model}, width 8, batch 3`));
  }
  for (const { device } of devices) device.destroy();
});

Deno.test("the table compares with one thread in sequence", () => {
  const one = { kind: "pipeline", ...pipelineCases[0], device: "cpu-1", threads: 1 } as const;
  const runs = { sequential: [], pipeline: [], backprop: [] };
  const text = pipelineTable([
    { ...one, sequential: 4, pipeline: 5, backprop: 6, busy: 4.5, runs },
    {
      ...one,
      device: "cpu-2",
      threads: 2,
      sequential: 2.5,
      pipeline: 2,
      backprop: 4,
      busy: 3.6,
      runs,
    },
    { ...one, device: "gpu", sequential: 2, pipeline: 1, backprop: 3, busy: null, runs },
  ]);
  for (const gain of ["1.00×", "0.80×", "1.60×", "2.00×", "1.50×", "1.13×", "0.90×"]) {
    assert(text.includes(gain), gain);
  }
  // 3.6 ms of two threads that had 2 ms each.
  assert(/0\.90×\s+90\.00 %/.test(text), text);
});
