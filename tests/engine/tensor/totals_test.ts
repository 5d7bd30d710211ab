import { assertEquals, assertThrows } from "@std/assert";
import { recorded, ShapeError, type Signal, sum, tensor, Totals } from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

onDevices("Totals add up over recorded steps, and start anew when assigned", async () => {
  const totals = new Totals(device, 2);
  const step = recorded(device, ({ x }: Readonly<Record<"x", Signal>>) => {
    totals.add([sum(x), sum(x, { axes: [0] })]);
  });
  for (const value of [1, 2, 3.5]) step({ x: { data: Float32Array.of(value), shape: [1] } });
  assertEquals([...await totals.read()], [6.5, 6.5]);
  totals.assign(Float32Array.of(1, 0));
  step({ x: { data: Float32Array.of(2), shape: [1] } });
  assertEquals([...await totals.read()], [3, 2]);
});

onDevices("Totals refuse what are not as many scalars", () => {
  const totals = new Totals(device, 2);
  assertThrows(() => totals.add([tensor(device, 1)]), ShapeError, "give one scalar for each");
  assertThrows(() => totals.add([tensor(device, 1), tensor(device, [1, 2])]), ShapeError);
});
