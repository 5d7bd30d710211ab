import { assert, assertEquals } from "@std/assert";
import { openCpu } from "../../../engine/mod.ts";
import { pipelineCases, pipelines } from "../../../tasks/bench/pipeline.ts";
import { pipelineTable } from "../../../tasks/bench/report_ours.ts";

Deno.test("pipelines() times a net in sequence, in a pipeline, by backpropagation and in processes", async () => {
  const devices = await Promise.all([1, 2].map(async (threads) => (
    { name: `cpu-${threads}`, device: await openCpu({ threads }) }
  )));
  for (const model of ["linearal", "lstmal", "transformeral"] as const) {
    const one = { model, blocks: 2, batch: 3, width: 8 };
    // Processes take long to start: those of one model are enough.
    const measured = model === "lstmal" ? devices : devices.slice(0, 1);
    const lines = await Array.fromAsync(pipelines(measured, one, 1));
    assertEquals(lines.map(({ device }) => device), measured.map(({ name }) => name));
    for (const { threads, sequential, pipeline, backprop, processes, busy, runs } of lines) {
      assert(sequential > 0 && pipeline > 0 && backprop > 0 && busy! > 0);
      assert(threads === 1 ? processes === null : processes! > 0, `${processes}`);
      assertEquals(runs.processes.length, threads === 1 ? 0 : runs.pipeline.length);
    }
    assert(pipelineTable(lines).includes(`2 blocks of ${model}, width 8, batch 3`));
  }
  for (const { device } of devices) device.destroy();
});

Deno.test("the table compares with one thread in sequence", () => {
  const one = { kind: "pipeline", ...pipelineCases[0], device: "cpu-1", threads: 1 } as const;
  const none = {
    processes: null,
    runs: { sequential: [], pipeline: [], backprop: [], processes: [] },
  };
  const two = { ...one, ...none, device: "cpu-2", threads: 2, processes: 2.1 };
  const text = pipelineTable([
    { ...one, ...none, sequential: 4, pipeline: 5, backprop: 6, busy: 4.5 },
    { ...two, sequential: 2.5, pipeline: 2.5, backprop: 4, busy: 3.6 },
    { ...one, ...none, device: "gpu", sequential: 2, pipeline: 1, backprop: 3, busy: null },
  ]);
  for (const gain of ["1.00×", "0.80×", "1.60×", "2.00×", "1.50×", "1.13×", "0.90×", "1.90×"]) {
    assert(text.includes(gain), gain);
  }
  // Of what two processes reach; then 3.6 ms of two threads that had 2.5 ms each.
  assert(/1\.90×\s+84 %\s+0\.90×\s+72\.00 %/.test(text), text);
});
