import { assert, assertEquals } from "@std/assert";
import { tune } from "../../../../engine/ops/matmul/tuning.ts";
import { openCpu, openWebGPU } from "../../../../engine/mod.ts";
import { familiesFor } from "../../../../engine/ops/matmul/kernels.ts";
import { replaced } from "../../device/cpu/replaced.ts";
import { onDevices, openAnother, webgpu } from "../../device.ts";

onDevices("tune() notes a choice where there is one, and keeps one that is there", async () => {
  const device = await openAnother();
  try {
    const { kind } = device.traits;
    const { live } = device.memory();
    await tune(device);
    const [name, other] = kind === "cpu" ? ["vectors", "256"] : ["matmul", "shared"];
    const known = kind === "cpu" ? ["128", "256"] : familiesFor(device.traits);
    assertEquals([...device.choices.keys()], [name]);
    assert(known.includes(device.choices.get(name)!), device.choices.get(name));
    assertEquals(device.memory().live, live);
    device.choices.set(name, other);
    const before = device.counters.dispatches;
    await tune(device);
    assertEquals(device.counters.dispatches, before);
    assertEquals(device.choices.get(name), other);
  } finally {
    device.destroy();
  }
});

Deno.test("tune() tells the traits of processors which vectors pay, and products keep to it", async () => {
  const device = await openCpu({ choices: { vectors: "of another version" } });
  try {
    assertEquals([device.traits.vectorBits, familiesFor(device.traits)[0]], [128, "panel"]);
    await tune(device);
    assertEquals(device.traits.vectorBits, Number(device.choices.get("vectors")));
    device.choices.set("vectors", "256");
    assertEquals([device.traits.vectorBits, familiesFor(device.traits)[0]], [256, "wide"]);
  } finally {
    device.destroy();
  }
});

Deno.test("tune() takes wide vectors where they are faster and give the same bits", async () => {
  // Milliseconds that products take by each family, on a clock that only products move.
  const cases = [
    { panel: 30, wide: 1, changes: false, bits: "256" },
    { panel: 30, wide: 1, changes: true, bits: "128" },
    { panel: 1, wide: 30, changes: false, bits: "128" },
  ];
  for (const { panel, wide, changes, bits } of cases) {
    const device = await openCpu({ threads: 1 });
    const { run, settle } = device;
    const isWide = () => device.choices.get("matmul") === "wide";
    let clock = 0;
    device.run = (kernel, dispatch) => {
      run.call(device, kernel, dispatch);
      if (isWide() && changes) device.write(dispatch.writes[0], Float32Array.of(12345));
    };
    device.settle = async () => {
      await settle.call(device);
      clock += isWide() ? wide : panel;
    };
    await replaced(performance, "now", () => clock, () => tune(device));
    assertEquals(device.choices.get("vectors"), bits);
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
