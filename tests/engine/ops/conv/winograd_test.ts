/** Convolutions by fewer products, over the edges of their tiles, against float64. */
import { assert } from "@std/assert";
import { type HostArray, Random, type Shape, sizeOf, tensor } from "../../../../engine/mod.ts";
import { conv2d } from "../../../../engine/ops/conv/conv2d.ts";
import * as columns from "../../../../engine/ops/conv/columns.ts";
import { sizesOf } from "../../../../engine/ops/conv/sizes.ts";
import * as winograd from "../../../../engine/ops/conv/winograd.ts";
import * as strided from "../../../../engine/ops/conv/winograd_strided.ts";
import { device, onDevices, processors } from "../../device.ts";

function drawn(random: Random, shape: Shape): HostArray {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
  return { shape, data: Float64Array.from(values) };
}

/** Gradients in float64 of the sum of a convolution's results times `dy`. */
function gradients(
  x: HostArray,
  weight: HostArray,
  dy: HostArray,
  { padding, stride }: { padding: number; stride: number },
) {
  const [batch, height, width, inputs] = x.shape, outputs = weight.shape[3];
  const [, down, across] = dy.shape;
  const dx = new Float64Array(x.data.length), dw = new Float64Array(weight.data.length);
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const result = ((n * down + i) * across + j) * outputs;
        for (let tap = 0; tap < 9; tap++) {
          const p = stride * i + Math.floor(tap / 3) - padding;
          const q = stride * j + tap % 3 - padding;
          if (p < 0 || p >= height || q < 0 || q >= width) continue;
          const pixel = ((n * height + p) * width + q) * inputs;
          for (let c = 0; c < inputs; c++) {
            for (let o = 0; o < outputs; o++) {
              const w = (tap * inputs + c) * outputs + o;
              dx[pixel + c] += dy.data[result + o] * weight.data[w];
              dw[w] += dy.data[result + o] * x.data[pixel + c];
            }
          }
        }
      }
    }
  }
  return { dx, dw };
}

/** Root of the mean square of the errors, over that of the values. */
function error(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let errors = 0, values = 0;
  for (let i = 0; i < want.length; i++) {
    errors += (got[i] - want[i]) ** 2;
    values += want[i] ** 2;
  }
  return Math.sqrt(errors / values);
}

/** Errors of the result and of both gradients, by a way to convolve. */
async function errorsOf(
  way: typeof winograd | typeof strided | typeof columns,
  [batch, height, width, inputs, outputs, padding]: readonly number[],
  stride = way === strided ? 2 : 1,
): Promise<number[]> {
  const options = { padding, stride };
  const on = way === strided ? processors : device, random = new Random(height + width);
  const x = drawn(random, [batch, height, width, inputs]);
  const weight = drawn(random, [3, 3, inputs, outputs]);
  const sizes = sizesOf(x.shape, weight.shape, options);
  const [y] = conv2d.rule.reference([x, weight], options);
  const dy = drawn(random, y.shape);
  const want = gradients(x, weight, dy, options);
  const [xs, ws, dys] = [x, weight, dy].map(({ data, shape }) => tensor(on, data, shape));
  const results = [
    way.convolve(sizes, xs, ws, undefined, "none"),
    way.inputGradient(sizes, dys, ws),
    way.weightGradient(sizes, xs, dys),
  ];
  const got = await Promise.all(results.map((result) => result.data()));
  return [error(got[0], y.data), error(got[1], want.dx), error(got[2], want.dw)];
}

const cases = [
  [1, 1, 1, 1, 1, 1],
  [2, 3, 4, 1, 5, 0],
  [1, 4, 9, 7, 1, 1],
  [3, 5, 6, 4, 9, 2],
  [2, 7, 3, 17, 8, 1],
  [1, 2, 5, 3, 3, 4],
  [2, 13, 10, 6, 19, 1],
  // Several blocks of tiles, of one way and of the other.
  [33, 8, 8, 8, 5, 1],
  [33, 17, 15, 9, 3, 0],
];

async function convolves(way: typeof winograd | typeof strided): Promise<void> {
  for (const sizes of cases) {
    for (const [i, error] of (await errorsOf(way, sizes)).entries()) {
      assert(error < 2e-6, `${sizes}: error ${error} of result ${i}`);
    }
  }
}

/** Errors less than a millionth, and three times those of plain sums. */
async function errsLittle(way: typeof winograd | typeof strided): Promise<void> {
  const sizes = [2, 12, 12, 64, 48, 1], stride = way === strided ? 2 : 1;
  const most = await errorsOf(way, sizes), plain = await errorsOf(columns, sizes, stride);
  most.forEach((error, i) => assert(error < 1e-6, `result ${i}: ${error}`));
  // The gradient of images is summed by plain sums in two steps, which errs less.
  for (const i of [0, 2]) assert(most[i] < 3 * plain[i], `${i}: ${most[i]} beside ${plain[i]}`);
}

onDevices(
  "winograd convolves images of all heights, widths and paddings",
  () => convolves(winograd),
);
onDevices(
  "winograd errs by a millionth at most, three times as much as plain sums",
  () => errsLittle(winograd),
);

// Its kernels are for processors alone: software adapters would compile them for minutes.
Deno.test("strided winograd convolves images of all heights, widths and paddings", () =>
  convolves(strided));
Deno.test("strided winograd errs by a millionth at most, three times as much as plain sums", () =>
  errsLittle(strided));
