/**
 * The kernels of an LSTM layer and their variants: for processors a block of rows and units in
 * registers, for graphics cards a tile of rows in workgroup memory.
 *
 * @module
 */
import { type Device, grid, Kernel } from "../device.ts";
import type { Shape } from "../shape.ts";
import { empty, type Signal } from "../tensor.ts";
import { full } from "./full.ts";
import { add } from "./pointwise.ts";
import cell from "../../shaders/lstm_cell.wgsl" with { type: "text" };
import beginCode from "../../shaders/lstm_begin.wgsl" with { type: "text" };
import endCode from "../../shaders/lstm_end.wgsl" with { type: "text" };
import forwardCode from "../../shaders/lstm.wgsl" with { type: "text" };
import gradientCode from "../../shaders/lstm_gradient.wgsl" with { type: "text" };
import transposeCode from "../../shaders/lstm_transpose.wgsl" with { type: "text" };

/** Sizes of an LSTM layer's computation. */
export interface LstmSizes {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly directions: number;
}

const [batch, time, hidden, directions, elements] = ["u32", "u32", "u32", "u32", "u32"] as const;

const begin = new Kernel({
  name: "lstm_begin",
  code: `${beginCode}\n${cell}`,
  reads: 2,
  writes: 1,
  uniforms: { batch, time, hidden, elements },
});

const end = new Kernel({
  name: "lstm_end",
  code: `${endCode}\n${cell}`,
  reads: 5,
  writes: 2,
  uniforms: { batch, time, hidden, directions, elements },
});

const transpose = new Kernel({
  name: "lstm_transpose",
  code: transposeCode,
  reads: 1,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32", elements },
});

const forward = variants((shape) =>
  new Kernel({
    name: "lstm",
    code: `${forwardCode}\n${cell}`,
    reads: 4,
    writes: 4,
    uniforms: { batch, time, hidden, directions, step: "u32" },
    ...shape,
  })
);

const gradient = variants((shape) =>
  new Kernel({
    name: "lstm_gradient",
    code: `${gradientCode}\n${cell}`,
    reads: 5,
    writes: 3,
    uniforms: { batch, time, hidden, directions, step: "i32", has_dy: "u32" },
    ...shape,
  })
);

interface Variant {
  readonly entry: string;
  readonly constants?: Readonly<Record<string, number>>;
}

interface Variants {
  readonly tiled: Kernel;
  readonly rows: ReadonlyMap<number, Kernel>;
}

function variants(make: (variant: Variant) => Kernel): Variants {
  const rows = [1, 2, 4, 8].map((ROWS) =>
    [ROWS, make({ entry: "main", constants: { ROWS, WIDTH: 8 } })] as const
  );
  return { tiled: make({ entry: "tiled" }), rows: new Map(rows) };
}

/** The kernel for a device and batch, and its workgroups; `units` a lane of the register variant. */
function choose(
  device: Device,
  { tiled, rows }: Variants,
  { batch, hidden, directions }: LstmSizes,
  units: number,
): { kernel: Kernel; groups: [number, number, number] } {
  if (device.traits.kind === "gpu") {
    return { kernel: tiled, groups: [Math.ceil(hidden / 32), Math.ceil(batch / 4), directions] };
  }
  const most = batch > 4 ? 8 : batch > 2 ? 4 : Math.max(batch, 1);
  const groups = [Math.ceil(hidden / (8 * units)), Math.ceil(batch / most), directions] as const;
  return { kernel: rows.get(most)!, groups: [...groups] };
}

/** What the steps of an LSTM layer read and write, `[directions, batch, ...]` but for `y`. */
export interface LstmBuffers {
  /** u32 `[batch]`. */
  readonly lengths: Signal;
  /** State before the first token: `[directions, batch, hidden]`. */
  readonly c: Signal;
  /** `[directions, batch, time, 4 * hidden]`: products, then gates, then their gradients. */
  readonly gates: Signal;
  /** `[directions, batch, time, hidden]`. */
  readonly cells: Signal;
}

/** Writes `h` as the state before the first token of each row. */
export function beginLstm(
  sizes: LstmSizes,
  { h, lengths, previous }: { h: Signal; lengths: Signal; previous: Signal },
): void {
  const { batch, time, hidden } = sizes;
  h.device.run(begin, {
    reads: [h.storage, lengths.storage],
    writes: [previous.storage],
    uniforms: { batch, time, hidden, elements: h.size },
    groups: grid(time ? h.size : 0),
  });
}

/** Runs all steps, a dispatch each. */
export function runLstm(
  sizes: LstmSizes,
  buffers: LstmBuffers & { weight: Signal; bias: Signal; previous: Signal; y: Signal },
): void {
  const { batch, time, hidden, directions } = sizes;
  const { weight, bias, lengths, c, gates, previous, cells, y } = buffers;
  const { device } = weight;
  const { kernel, groups } = choose(device, forward, sizes, 2);
  for (let step = 0; step < time; step++) {
    device.run(kernel, {
      reads: [weight, bias, lengths, c].map(({ storage }) => storage),
      writes: [gates, previous, cells, y].map(({ storage }) => storage),
      uniforms: { batch, time, hidden, directions, step },
      groups,
      flops: 8 * directions * batch * hidden * hidden,
    });
  }
}

/** The state at the end of each row. */
export function endLstm(
  { batch, time, hidden, directions }: LstmSizes,
  { lengths, h, c, cells, y }: { lengths: Signal; h: Signal; c: Signal; cells: Signal; y: Signal },
): [h: Signal, c: Signal] {
  const last = [empty(h.device, h.shape), empty(h.device, h.shape)] as const;
  h.device.run(end, {
    reads: [y, cells, h, c, lengths].map(({ storage }) => storage),
    writes: last.map(({ storage }) => storage),
    uniforms: { batch, time, hidden, directions, elements: h.size },
    groups: grid(h.size),
  });
  return [...last];
}

/** Gradients that reach an LSTM layer, or begin as 0. */
export interface LstmGradients {
  readonly dy: Signal | null;
  readonly dh: Signal | null;
  readonly dc: Signal | null;
}

/**
 * Runs all steps backwards, a dispatch each: the gates become their gradients. Returns the
 * gradients of the first state; that of `h` only where `needsH`.
 */
export function runLstmGradient(
  sizes: LstmSizes,
  { weight, lengths, c, gates, cells }: LstmBuffers & { weight: Signal },
  { dy, ...given }: LstmGradients,
  needsH: boolean,
): { dh: Signal; dc: Signal } {
  const { batch, time, hidden, directions } = sizes;
  const { device } = weight;
  const dh = copied(given.dh, device, c.shape), dc = copied(given.dc, device, c.shape);
  const turned = transposed(weight);
  const { kernel, groups } = choose(device, gradient, sizes, 8);
  for (let step = time - 1; step >= (needsH && time ? -1 : 0); step--) {
    device.run(kernel, {
      // Where no gradient reaches y, the binding needs a buffer all the same; it is not read.
      reads: [turned, lengths, c, cells, dy ?? cells].map(({ storage }) => storage),
      writes: [gates, dh, dc].map(({ storage }) => storage),
      uniforms: { batch, time, hidden, directions, step, has_dy: dy ? 1 : 0 },
      groups,
      flops: 8 * directions * batch * hidden * hidden,
    });
  }
  return { dh, dc };
}

/** A copy for the steps to write into. */
function copied(x: Signal | null, device: Device, shape: Shape): Signal {
  return x ? add(x, full(device, [], 0)) : full(device, shape, 0);
}

/** The last two of three axes swapped, so that neighbouring lanes read neighbouring weights. */
function transposed(x: Signal): Signal {
  const [count, rows, columns] = x.shape;
  const y = empty(x.device, [count, columns, rows]);
  x.device.run(transpose, {
    reads: [x.storage],
    writes: [y.storage],
    uniforms: { rows, columns, elements: x.size },
    groups: grid(x.size),
  });
  return y;
}
