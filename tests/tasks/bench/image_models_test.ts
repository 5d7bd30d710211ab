/** The operations of the cases that train image models, counted from the tables of the papers. */
import { assertEquals } from "@std/assert";
import { cases } from "../../../tasks/bench/peers/cases.ts";

/** A convolution: side of the image, channels that it reads and makes, stride, side of a window. */
type Sizes = readonly [side: number, inputs: number, outputs: number, stride: number, size: number];

/** The convolutions of a block: first those that read its input. */
interface Block {
  readonly reading: readonly Sizes[];
  readonly others: readonly Sizes[];
  /** Numbers of an example that the bridge reads. */
  readonly width: number;
}

const conv = (side: number, inputs: number, outputs: number, stride = 1, size = 3): Sizes => {
  return [side, inputs, outputs, stride, size];
};

/** A residual layer that halves the image and doubles the channels, and others that do neither. */
function halving(side: number, inputs: number, layers = 2): Block {
  const outputs = 2 * inputs, half = side / 2, others = 2 * layers - 1;
  return {
    reading: [conv(side, inputs, outputs, 2), conv(side, inputs, outputs, 2, 1)],
    others: Array.from({ length: others }, () => conv(half, outputs, outputs)),
    width: 16 * outputs,
  };
}

/** A dense layer: a window of the one pixel of an image of side 1. */
const dense = (inputs: number, outputs: number): Block => {
  return { reading: [conv(1, inputs, outputs, 1, 1)], others: [], width: outputs };
};

const blocks: Readonly<Record<string, readonly Block[]>> = {
  mlp: [dense(28 * 28, 512), dense(512, 512), dense(512, 512), dense(512, 512)],
  cnn: [
    { reading: [conv(32, 3, 32)], others: [conv(32, 32, 32)], width: 16 * 32 },
    { reading: [conv(32, 32, 32)], others: [conv(32, 32, 32, 2)], width: 16 * 32 },
    { reading: [conv(16, 32, 64)], others: [conv(16, 64, 64)], width: 16 * 64 },
    { reading: [conv(16, 64, 64)], others: [conv(16, 64, 64, 2)], width: 16 * 64 },
  ],
  vgg: [
    { reading: [conv(32, 3, 128)], others: [conv(32, 128, 256)], width: 16 * 256 },
    { reading: [conv(16, 256, 256)], others: [conv(16, 256, 512)], width: 16 * 512 },
    { reading: [conv(8, 512, 512)], others: [], width: 16 * 512 },
    { reading: [conv(4, 512, 512)], others: [], width: 4 * 512 },
  ],
  resnet: [
    {
      reading: [conv(32, 3, 64)],
      others: [1, 2, 3, 4].map(() => conv(32, 64, 64)),
      width: 16 * 64,
    },
    halving(32, 64),
    halving(16, 128),
    halving(8, 256),
  ],
  "resnet-20": [
    { reading: [conv(32, 3, 16)], others: [], width: 16 * 16 },
    {
      reading: [conv(32, 16, 16)],
      others: [1, 2, 3, 4, 5].map(() => conv(32, 16, 16)),
      width: 16 * 16,
    },
    halving(32, 16, 3),
    halving(16, 32, 3),
  ],
};

const products = (all: readonly Sizes[]) =>
  all.reduce(
    (sum, [side, inputs, outputs, stride, size]) =>
      sum + (side / stride) ** 2 * inputs * outputs * size ** 2,
    0,
  );

Deno.test("cases of image models hold the operations of a step", () => {
  for (const mode of ["al", "bp"]) {
    for (const [name, all] of Object.entries(blocks)) {
      const one = cases.find((one) => one.name === `${mode}-${name}`)!;
      const { batch, label, classes } = one.sizes;
      const flops = all.reduce((sum, { reading, others, width }, i) => {
        // Two operations a product, forward and for both gradients; nothing flows back into what enters.
        const enters = mode === "al" || i === 0;
        const f = (enters ? 4 : 6) * products(reading) + 6 * products(others);
        const hasBridge = mode === "al" || i === all.length - 1;
        const b = hasBridge ? 6 * 5 * label * (width + label) : 0;
        // g reads constants and learns, h learns and hands its gradient on.
        const sides = (mode === "al" ? 10 : 6) * label * (i ? label : classes);
        return sum + f + b + sides;
      }, 0);
      assertEquals([one.flops, one.bytes], [batch * flops, 0], one.name);
    }
  }
});
