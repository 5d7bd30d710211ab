/**
 * The kernels of an LSTM layer and their variants: for software adapters a block of rows and units
 * in registers, for graphics cards a tile of rows in workgroup memory, for processors a block of
 * rows by the units of a vector.
 *
 * @module
 */
import { type Device, grid, Kernel, type KernelSource } from "../../device/device.ts";
import type { Shape } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { RowKernel } from "../kernels/rows.ts";
import { full } from "../pointwise/full.ts";
import { add } from "../pointwise/pointwise.ts";
import type { LstmBackward, LstmForward, LstmGradients, LstmSizes } from "./steps.ts";
import { packed } from "./pack.ts";
import { isWide, runWide, runWideGradient } from "./wide.ts";
import cell from "../../../shaders/lstm/lstm_cell.wgsl" with { type: "text" };
import beginCode from "../../../shaders/lstm/lstm_begin.wgsl" with { type: "text" };
import endCode from "../../../shaders/lstm/lstm_end.wgsl" with { type: "text" };
import forwardCode from "../../../shaders/lstm/lstm.wgsl" with { type: "text" };
import panelCode from "../../../shaders/lstm/lstm_panel.wgsl" with { type: "text" };
import productCode from "../../../shaders/lstm/lstm_product.wgsl" with { type: "text" };
import gradientPanelCode from "../../../shaders/lstm/lstm_gradient_panel.wgsl" with {
  type: "text",
};
import gradientCode from "../../../shaders/lstm/lstm_gradient.wgsl" with { type: "text" };
import transposeCode from "../../../shaders/lstm/lstm_transpose.wgsl" with { type: "text" };

/** Units of a workgroup of processors. */
const units = 8;

/** Numbers of rows of a block that fit into the registers of processors. */
const panelHeights = [1, 2, 3, 4, 5, 6];

const [batch, time, hidden, directions, elements] = ["u32", "u32", "u32", "u32", "u32"] as const;

const begin = new Kernel({
  name: "lstm_begin",
  code: `${beginCode}\n${cell}`,
  reads: 2,
  writes: 2,
  uniforms: { batch, time, hidden, elements },
});

const end = new RowKernel({
  name: "lstm_end",
  code: `${endCode}\n${cell}`,
  reads: 5,
  writes: 2,
  uniforms: { batch, time, directions },
});

const transpose = new Kernel({
  name: "lstm_transpose",
  code: transposeCode,
  reads: 1,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32", elements },
});

const forward = variants(forwardCode, panelCode, (variant) =>
  new Kernel({
    name: "lstm",
    reads: 4,
    writes: 4,
    uniforms: { batch, time, hidden, directions, step: "u32" },
    ...variant,
  }));

const gradient = variants(gradientCode, gradientPanelCode, (variant) =>
  new Kernel({
    name: "lstm_gradient",
    reads: 5,
    writes: 3,
    uniforms: { batch, time, hidden, directions, step: "i32", has_dy: "u32" },
    ...variant,
  }));

type Variant = Pick<KernelSource, "code" | "entry" | "constants">;

/** The kernels: one by tiles, and others by the number of rows of their blocks. */
interface Variants {
  readonly tiled: Kernel;
  readonly rows: ReadonlyMap<number, Kernel>;
  readonly panel: ReadonlyMap<number, Kernel>;
}

function variants(code: string, panel: string, make: (variant: Variant) => Kernel): Variants {
  const whole = `${code}\n${cell}`;
  const processors = [code, panel, productCode, cell].join("\n");
  const each = (heights: readonly number[], variant: Variant) =>
    new Map(heights.map((ROWS) => {
      const constants = { ...variant.constants, ROWS };
      return [ROWS, make({ ...variant, constants })] as const;
    }));
  return {
    tiled: make({ code: whole, entry: "tiled" }),
    rows: each([1, 2, 4, 8], { code: whole, constants: { WIDTH: 8 } }),
    panel: each(panelHeights, { code: processors, entry: "panel" }),
  };
}

/**
 * The kernel for a device and batch, and its workgroups; `own` is the number of units of a lane of the
 * variant in registers.
 */
function choose(
  device: Device,
  { tiled, rows, panel }: Variants,
  { batch, hidden, directions }: LstmSizes,
  own: number,
): { kernel: Kernel; groups: [number, number, number] } {
  const { kind } = device.traits;
  if (kind === "gpu") {
    return { kernel: tiled, groups: [Math.ceil(hidden / 32), Math.ceil(batch / 4), directions] };
  }
  if (kind === "cpu") {
    const height = panelHeight(batch);
    // Rows come first: then a thread gets all rows of some units, and the weights of these units stay in its
    // cache.
    const groups = [Math.ceil(batch / height), Math.ceil(hidden / units), directions] as const;
    return { kernel: panel.get(height)!, groups: [...groups] };
  }
  const most = batch > 4 ? 8 : batch > 2 ? 4 : Math.max(batch, 1);
  const groups = [Math.ceil(hidden / (8 * own)), Math.ceil(batch / most), directions] as const;
  return { kernel: rows.get(most)!, groups: [...groups] };
}

/** The number of rows of a block with the least time: a row costs its products, a block its loads of weights. */
function panelHeight(batch: number): number {
  const time = (height: number) => Math.ceil(batch / height) * (height + 0.7);
  return panelHeights.reduce((best, height) => time(height) <= time(best) ? height : best);
}

/** Writes `h` as the state before the first token of each row, and as the last state of rows without tokens. */
export function beginLstm(
  sizes: LstmSizes,
  { h, lengths, previous, last }: Pick<LstmForward, "h" | "lengths" | "previous" | "last">,
): void {
  const { batch, time, hidden } = sizes;
  h.device.run(begin, {
    reads: [h.storage, lengths.storage],
    writes: [previous.storage, last.storage],
    uniforms: { batch, time, hidden, elements: h.size },
    groups: grid(h.size),
  });
}

/** Runs all steps, each by a dispatch of its own. */
export function runLstm(sizes: LstmSizes, steps: LstmForward): void {
  const { batch, time, hidden, directions } = sizes;
  const { weight, bias, lengths, c, gates, previous, cells, last } = steps;
  const { device } = weight;
  if (isWide(device, sizes)) return runWide(sizes, steps);
  const laid = device.traits.kind === "cpu" ? packed(weight, sizes, units) : weight;
  const { kernel, groups } = choose(device, forward, sizes, 2);
  for (let step = 0; step < time; step++) {
    device.run(kernel, {
      reads: [laid, bias, lengths, c].map(({ storage }) => storage),
      writes: [gates, previous, cells, last].map(({ storage }) => storage),
      uniforms: { batch, time, hidden, directions, step },
      groups,
      flops: 8 * directions * batch * hidden * hidden,
    });
  }
}

/** The hidden states at each token, `[batch, time, directions * hidden]`, and the cell state at the end of each row. */
export function endLstm(
  { batch, time, hidden, directions }: LstmSizes,
  { lengths, c, previous, cells, last }: LstmForward,
): [y: Signal, c: Signal] {
  const { device } = c;
  const y = empty(device, [batch, time, directions * hidden]);
  if (!time) return [y, copied(c, device, c.shape)];
  const after = empty(device, c.shape);
  end.run(previous, {
    reads: [previous, last, cells, c, lengths].map(({ storage }) => storage),
    writes: [y.storage, after.storage],
    uniforms: { batch, time, directions },
  });
  return [y, after];
}

/**
 * Runs all steps backwards, each by a dispatch of its own; the gates are overwritten by their gradients.
 * Returns the gradients of the first state, of `h` only if `needsH`.
 */
export function runLstmGradient(
  sizes: LstmSizes,
  { dh: givenH, dc: givenC, ...given }: Omit<LstmBackward, "dh" | "dc"> & LstmGradients,
  needsH: boolean,
): { dh: Signal; dc: Signal } {
  const { batch, time, hidden, directions } = sizes;
  const { weight, lengths, c, gates, cells, dy } = given;
  const { device } = weight;
  const dh = copied(givenH, device, c.shape), dc = copied(givenC, device, c.shape);
  const first = needsH && time ? -1 : 0;
  if (isWide(device, sizes)) {
    runWideGradient(sizes, { ...given, dh, dc }, first);
    return { dh, dc };
  }
  const turned = device.traits.kind === "cpu"
    ? packed(weight, sizes, units, true)
    : transposed(weight);
  const { kernel, groups } = choose(device, gradient, sizes, 8);
  for (let step = time - 1; step >= first; step--) {
    device.run(kernel, {
      // Where no gradient reaches y, another buffer is bound in its place, and not read.
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
