import { assertEquals } from "@std/assert";
import { layout } from "../../../../engine/device/cpu/layout.ts";
import { handmade, large, mix, openHere, words } from "./handmade.ts";

Deno.test("commands run in their order, in lists that are longer than the memory for them", async () => {
  const device = await openHere(1);
  const y = device.allocate(4);
  device.write(y, Uint32Array.of(0));
  let expected = 0;
  for (let i = 0; i < layout.capacity + 300; i++) {
    const number = i % 3 ? 1 : 2;
    device.run(handmade(number === 1 ? "one" : "two"), { reads: [], writes: [y], groups: [1] });
    expected = (Math.imul(expected, 3) + number) >>> 0;
  }
  assertEquals(await words(device, y), [expected]);
  assertEquals(device.counters.submits, 2);
  device.destroy();
});

Deno.test("replayed commands run between those before and after, on grown memory too", async () => {
  const device = await openHere(2);
  const y = device.allocate(4);
  device.write(y, Uint32Array.of(0));
  const run = (name: "one" | "two") =>
    device.run(handmade(name), { reads: [], writes: [y], groups: [1] });
  const twice = device.record(() => {
    run("one");
    run("two");
  });
  run("two");
  twice.replay();
  run("one");
  twice.replay();
  // Recording ran the step too; the digits are those of a number to base 3.
  assertEquals(await words(device, y), [parseInt("12" + "2" + "12" + "1" + "12", 3)]);
  device.keep(device.allocate(2 ** 27));
  twice.replay();
  assertEquals(await words(device, y), [parseInt("12212112" + "12", 3)]);
  device.destroy();
});

Deno.test("shared commands see what those before them wrote, whole", async () => {
  const count = 64 * 256;
  const device = await openHere(3);
  const [a, b] = [device.allocate(4 * count), device.allocate(4 * count)];
  const start = Uint32Array.from({ length: count }, (_, i) => i * 2654435761);
  device.write(a, start);
  device.write(b, start);
  const groups = [256] as const;
  const step = device.record(() => {
    const c = device.allocate(4 * count);
    device.run(mix, { reads: [a, b], writes: [c], groups, flops: large });
    device.run(mix, { reads: [c, a], writes: [b], groups, flops: large });
    device.run(mix, { reads: [b, c], writes: [a], groups, flops: large });
  });
  for (let i = 0; i < 20; i++) step.replay();
  const found = await words(device, a, count);
  const expected = start.slice(), other = start.slice();
  const mixed = (x: number, y: number) =>
    (Math.imul(x, 1664525) + Math.imul(y ^ (x >>> 7), 22695477) + 1) >>> 0;
  for (let i = 0; i < 21; i++) {
    for (let n = 0; n < count; n++) {
      const c = mixed(expected[n], other[n]);
      other[n] = mixed(c, expected[n]);
      expected[n] = mixed(other[n], c);
    }
  }
  assertEquals(found, [...expected]);
  device.destroy();
});
