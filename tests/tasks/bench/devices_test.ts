/** Which devices a benchmark opens, and what their lines say. */
import { availableParallelism } from "node:os";
import { assert, assertEquals } from "@std/assert";
import { besideOf, deviceLine, openDevices, ourDevice } from "../../../tasks/bench/devices.ts";
import { play, processors } from "../../engine/device.ts";

Deno.test("openDevices() opens the processors with all threads and with one, or as told", async () => {
  const cores = availableParallelism();
  const both = await openDevices("cpu");
  assertEquals(
    both.ours.map(({ name }) => name),
    cores === 1 ? ["cpu-1"] : [`cpu-${cores}`, "cpu-1"],
  );
  const three = await openDevices("cpu", 3);
  assertEquals(three.ours.map(({ name }) => name), ["cpu-3"]);
  assertEquals([both.leftOut, three.leftOut], [[], []]);
  for (const { device } of [...both.ours, ...three.ours]) device.destroy();
});

Deno.test("openDevices() tells of every kind of device, of what is not here why", async () => {
  const { ours, leftOut } = await openDevices("auto", 1);
  const kinds = [...ours.map(({ device }) => device.traits.kind), ...leftOut.map((l) => l.device)];
  assertEquals(kinds.sort(), ["cpu", "gpu", "software"]);
  assert(ours.some(({ name }) => name === "cpu-1"));
  for (const { reason } of leftOut) assert(reason.startsWith("Cannot open "), reason);
  for (const { device } of ours) device.destroy();
});

Deno.test("a device is named by its kind, processors by their threads", () => {
  const cpu = ourDevice(processors), { threads } = processors.traits;
  assertEquals(cpu.name, `cpu-${threads}`);
  assertEquals(besideOf(cpu), { kind: "cpu", threads: threads! });
  const gpu = ourDevice(play({ kind: "gpu", threads: undefined }, processors));
  assertEquals(gpu.name, "gpu");
  assertEquals(besideOf(gpu), { kind: "gpu", threads: availableParallelism() });
  assertEquals(deviceLine(gpu), {
    kind: "device",
    name: "gpu",
    adapter: processors.traits.name,
    device: "gpu",
    threads: null,
    kernels: {},
  });
});
