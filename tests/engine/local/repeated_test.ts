/** What comes again is replayed, on inputs as they are then, and what came once is given back. */
import { assertEquals } from "@std/assert";
import { multiply, tensor } from "../../../engine/mod.ts";
import { Repeated } from "../../../engine/local/repeated.ts";
import { device, onDevices } from "../device.ts";

onDevices("Repeated runs its body twice at most, and gives what its inputs come to", async () => {
  const x = tensor(device, [1, 2]);
  let runs = 0;
  const squares = new Repeated(device, x, () => {
    runs += 1;
    return { x, y: multiply(x, x) };
  });
  for (const value of [3, 4, 5, 6]) {
    device.write(x.storage, Float32Array.of(value, 2));
    assertEquals([...await squares.run().y.data()], [value * value, 4]);
    squares.giveBack();
  }
  assertEquals(runs, 2);
  const { live } = device.memory();
  squares.free();
  assertEquals([device.memory().live < live, x.storage.alive], [true, true]);
});
