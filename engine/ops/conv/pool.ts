/**
 * Pooling of images: the greatest or the mean of each window.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { format, type Shape, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { reshape } from "../arrange/reshape.ts";
import { type Device, grid, Kernel } from "../../device/device.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { type Padding, type Windows, windowsOf } from "./windows.ts";
import averageCode from "../../../shaders/conv/pool_average.wgsl" with { type: "text" };
import averageGradientCode from "../../../shaders/conv/pool_average_gradient.wgsl" with {
  type: "text",
};
import foursCode from "../../../shaders/conv/pool_fours.wgsl" with { type: "text" };
import maxCode from "../../../shaders/conv/pool_max.wgsl" with { type: "text" };
import maxFoursCode from "../../../shaders/conv/pool_max_fours.wgsl" with { type: "text" };
import maxFoursGradientCode from "../../../shaders/conv/pool_max_fours_gradient.wgsl" with {
  type: "text",
};
import maxGradientCode from "../../../shaders/conv/pool_max_gradient.wgsl" with { type: "text" };
import windowsCode from "../../../shaders/conv/pool_windows.wgsl" with { type: "text" };

/** Options of pooling. */
export interface PoolOptions {
  /** Rows and columns of a window; a number stands for both. */
  readonly size: number | readonly [rows: number, columns: number];
  /** Pixels from window to window, down and across; the rows of a window where absent. */
  readonly stride?: number;
  /** Rows and columns around the image, half a window at most; none where absent. */
  readonly padding?: Padding;
}

/** Pooling of images. */
export interface Pooling {
  /** Of a signal, a signal. */
  (x: Signal, options: PoolOptions): Signal;
  /** `[batch, height, width, channels]` to `[batch, down, across, channels]`, a pixel a window. */
  (x: Tensor, options: PoolOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<PoolOptions>;
}

const members = "rows columns height width window_rows window_columns stride top left down across";
const uniforms = Object.fromEntries(members.split(" ").map((name) => [name, "u32" as const]));

function kernelOf(name: string, code: string, reads: number, writes: number): ColumnKernel {
  return new ColumnKernel({ name, code: `${code}\n${windowsCode}`, reads, writes, uniforms });
}

const greatest = kernelOf("pool_max", maxCode, 1, 2);
const greatestGradient = kernelOf("pool_max_gradient", maxGradientCode, 2, 1);
const average = kernelOf("pool_average", averageCode, 1, 1);
const averageGradient = kernelOf("pool_average_gradient", averageGradientCode, 1, 1);

function foursKernelOf(name: string, code: string, reads: number, writes: number): Kernel {
  const uniforms = { lines: "u32", across: "u32", channels: "u32" } as const;
  return new Kernel({ name, code: `${code}\n${foursCode}`, reads, writes, uniforms });
}

const fours = foursKernelOf("pool_max_fours", maxFoursCode, 1, 2);
const foursGradient = foursKernelOf("pool_max_fours_gradient", maxFoursGradientCode, 2, 1);

/** Whether an image is windows of 2 x 2 pixels beside each other, and a device runs a workgroup as one vector. */
function isFours({ traits: { kind } }: Device, windows: Windows): boolean {
  const { height, width, rows, columns, stride, top, left, down, across } = windows;
  const isPair = rows === 2 && columns === 2 && stride === 2 && top === 0 && left === 0;
  return kind !== "gpu" && isPair && height === 2 * down && width === 2 * across;
}

/** Runs a kernel for lines of windows. */
function runLines(
  kernel: Kernel,
  [batch, down, across, channels]: Shape,
  reads: readonly Signal[],
  writes: readonly Signal[],
): void {
  const lines = across && channels && batch * down;
  reads[0].device.run(kernel, {
    reads: reads.map(({ storage }) => storage),
    writes: writes.map(({ storage }) => storage),
    uniforms: { lines, across, channels },
    groups: grid(lines, 1),
  });
}

/** Runs a kernel for the pixels of the first tensor that it writes. */
function run(
  kernel: ColumnKernel,
  windows: Windows,
  reads: readonly Signal[],
  writes: readonly Signal[],
): void {
  const rows = sizeOf(writes[0].shape.slice(0, 3)), columns = writes[0].shape[3];
  kernel.run(writes[0].device, {
    reads: reads.map(({ storage }) => storage),
    writes: writes.map(({ storage }) => storage),
    rows,
    columns,
    uniforms: {
      ...windows,
      rows,
      window_rows: windows.rows,
      window_columns: windows.columns,
    },
  });
}

function poolWindows(name: string, x: Shape, { size, stride, padding = 0 }: PoolOptions): Windows {
  const [rows, columns] = typeof size === "number" ? [size, size] : size;
  if (x.length !== 4 || x[1] === 0 || x[2] === 0) {
    throw new ShapeError(
      `Cannot ${name} ${format(x)}: give [batch, height, width, channels] with a pixel at least`,
    );
  }
  const windows = windowsOf(name, x.slice(1, 3), [rows, columns], {
    stride: stride ?? rows,
    padding,
  });
  if (2 * windows.top > rows || 2 * windows.left > columns) {
    throw new ShapeError(
      `Cannot ${name} with windows of ${format([rows, columns])} and padding ${padding}: ` +
        "give half a window at most",
    );
  }
  return windows;
}

/** Pixels and channels of an image in float64, and where the windows stand on it. */
interface Image {
  readonly x: HostArray;
  readonly windows: Windows;
}

/** The elements of a window that are inside of the image. */
function* elements({ x, windows }: Image, index: number): Generator<number> {
  const { height, width, rows, columns, stride, top, left, down, across } = windows;
  const channels = x.shape[3], c = index % channels, pixel = (index - c) / channels;
  const j = pixel % across, line = (pixel - j) / across, i = line % down, n = (line - i) / down;
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < columns; b++) {
      const p = i * stride + a - top, q = j * stride + b - left;
      if (p < 0 || p >= height || q < 0 || q >= width) continue;
      yield x.data[((n * height + p) * width + q) * channels + c];
    }
  }
}

const samples: Sample<PoolOptions>[] = [
  { shapes: [[1, 1, 1, 1]], options: { size: 1 } },
  { shapes: [[0, 4, 4, 3]], options: { size: 2 } },
  { shapes: [[2, 4, 4, 0]], options: { size: 2 } },
  { shapes: [[2, 5, 7, 3]], options: { size: 2 } },
  { shapes: [[2, 7, 6, 5]], options: { size: 3, stride: 2, padding: 1 } },
  { shapes: [[1, 5, 4, 2]], options: { size: 3, stride: 1, padding: "same" } },
  { shapes: [[3, 3, 2, 4]], options: { size: 5, stride: 3, padding: 2 } },
  { shapes: [[2, 9, 4, 6]], options: { size: [2, 3], stride: 4 } },
  { shapes: [[3, 6, 5, 33]], options: { size: [6, 5] } },
  { shapes: [[2, 8, 9, 70]], options: { size: 2 } },
  { shapes: [[2, 8, 6, 70]], options: { size: 2 } },
  { shapes: [[3, 2, 2, 5]], options: { size: 2 } },
];

const refuses: Sample<PoolOptions>[] = [
  { shapes: [[4, 4, 3]], options: { size: 2 } },
  { shapes: [[2, 0, 4, 3]], options: { size: 2, padding: 1 } },
  { shapes: [[2, 3, 3, 1]], options: { size: 4 } },
  { shapes: [[2, 3, 3, 1]], options: { size: 2, padding: 2 } },
  { shapes: [[2, 3, 3, 1]], options: { size: 0 } },
  { shapes: [[2, 3, 3, 1]], options: { size: 2, stride: 0.5 } },
];

interface Parts extends Pick<Rule<PoolOptions>, "forward"> {
  readonly gradient: (
    windows: Windows,
    dy: Signal,
    saved: readonly Signal[],
    dx: Signal,
  ) => void;
  readonly of: (values: number[], windows: Windows) => number;
}

function pooling(name: string, { forward, gradient, of }: Parts): Pooling {
  const rule: Rule<PoolOptions> = {
    name,
    shapes: ([x], options) => {
      const { down, across } = poolWindows(name, x, options);
      return [[x[0], down, across, x[3]]];
    },
    forward,
    backward: ({ gradients: [dy], inputs: [x], saved, options }) => {
      const dx = empty(x.device, x.shape);
      gradient(poolWindows(name, x.shape, options), dy!, saved, dx);
      return [dx];
    },
    reference: ([x], options) => {
      const windows = poolWindows(name, x.shape, options);
      const [shape] = rule.shapes([x.shape], options);
      return [hostArray(shape, (i) => of([...elements({ x, windows }, i)], windows))];
    },
    samples,
    refuses,
  };
  const call = (x: Tensor, options: PoolOptions) => apply(rule, [x], options)[0];
  return Object.assign(call as unknown as Pooling, { rule });
}

/** The greatest pixel of each window, channel by channel; the gradient goes to the first of equals. */
export const maxPool: Pooling = pooling("max_pool", {
  forward: ([x], options, [shape]) => {
    const y = empty(x.device, shape), winner = empty(x.device, shape, "u32");
    const windows = poolWindows("max_pool", x.shape, options);
    if (isFours(x.device, windows)) runLines(fours, shape, [x], [y, winner]);
    else run(greatest, windows, [x], [y, winner]);
    return { outputs: [y], saved: [winner] };
  },
  gradient: (windows, dy, [winner], dx) => {
    if (isFours(dx.device, windows)) runLines(foursGradient, dy.shape, [dy, winner], [dx]);
    else run(greatestGradient, windows, [dy, winner], [dx]);
  },
  of: (values) => Math.max(...values),
});

/** The mean of each window, channel by channel; padding counts as zeros. */
export const averagePool: Pooling = pooling("average_pool", {
  forward: ([x], options, [shape]) => {
    const y = empty(x.device, shape);
    run(average, poolWindows("average_pool", x.shape, options), [x], [y]);
    return { outputs: [y] };
  },
  gradient: (windows, dy, _, dx) => run(averageGradient, windows, [dy], [dx]),
  of: (values, { rows, columns }) =>
    values.reduce((total, value) => total + value, 0) / (rows * columns),
});

/** Of a signal, a signal. */
export function globalAveragePool(x: Signal): Signal;
/**
 * The mean of all pixels of an image, `[batch, height, width, channels]` to `[batch, channels]`.
 *
 * @throws {ShapeError} When there are no pixels.
 */
export function globalAveragePool(x: Tensor): Tensor;
export function globalAveragePool(x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape;
  return reshape(averagePool(x, { size: [height, width] }), [batch, channels]);
}
