import { assert, assertEquals } from "@std/assert";
import {
  backward,
  crossEntropy,
  Parameter,
  type Signal,
  Tape,
  tensor,
  weightedCrossEntropy,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";

onDevices("what is learned by heart has gradients of 0, not of subnormal numbers", async () => {
  const classes = tensor(device, Uint32Array.of(0)), weights = tensor(device, [1]);
  for (const loss of [crossEntropy, weightedCrossEntropy]) {
    const z = new Parameter(device, new Tape("t"), "z", [1, 4], Float32Array.of(0, -40, -60, -95));
    backward(loss(z, classes, weights));
    const [right, small, ...none] = await (z.gradient as Signal).data();
    assert(right === 0 && Math.abs(small / Math.exp(-40) - 1) < 1e-4, `${right}, ${small}`);
    assertEquals(none, [0, 0]);
  }
});
