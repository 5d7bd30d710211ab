import { assert, assertEquals } from "@std/assert";
import { tune } from "../../../../engine/ops/matmul/tuning.ts";
import { openWebGPU } from "../../../../engine/mod.ts";
import { familiesFor } from "../../../../engine/ops/matmul/kernels.ts";
import { onDevices, openAnother, webgpu } from "../../device.ts";

onDevices("tune() notes a choice where there is one, and keeps one that is there", async () => {
  const device = await openAnother();
  try {
    const families = familiesFor(device.traits);
    const { live } = device.memory();
    await tune(device);
    const choice = device.choices.get("matmul");
    if (families.length > 1) assert(families.includes(choice!), `${choice}`);
    else assertEquals([choice, device.counters.dispatches], [undefined, 0]);
    assertEquals(device.memory().live, live);
    device.choices.set("matmul", "shared");
    const before = device.counters.dispatches;
    await tune(device);
    assertEquals(device.counters.dispatches, before);
    assertEquals(device.choices.get("matmul"), "shared");
  } finally {
    device.destroy();
  }
});

Deno.test({
  name: "tune() replaces a choice that does not exist, on WebGPU",
  ignore: webgpu === null,
  fn: async () => {
    const device = await openWebGPU({ choices: { matmul: "of another version" } });
    try {
      await tune(device);
      assert(familiesFor(device.traits).includes(device.choices.get("matmul")!));
    } finally {
      device.destroy();
    }
  },
});
