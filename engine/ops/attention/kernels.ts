/**
 * The kernels of attention and their variants: for processors those of `wide.ts`, for graphics cards 16 rows
 * by 64 invocations, for software adapters six rows by the lanes of a vector. No variant keeps a matrix of
 * queries by keys in memory: the backward pass computes the weights anew.
 *
 * @module
 */
import type { Device, KernelSource } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { type Layout, Variants } from "../kernels/variants.ts";
import {
  type AttentionGradients,
  type AttentionInputs,
  type AttentionResults,
  type AttentionSizes,
  type Starts,
  uniforms,
  uniformsOf,
} from "./inputs.ts";
import { runWide, runWideGradient, suitsWide } from "./wide.ts";
import bindings from "../../../shaders/attention/attention_bindings.wgsl" with { type: "text" };
import forwardCode from "../../../shaders/attention/attention.wgsl" with { type: "text" };
import gradientBindings from "../../../shaders/attention/attention_gradient_bindings.wgsl" with {
  type: "text",
};
import gradientCode from "../../../shaders/attention/attention_gradient.wgsl" with { type: "text" };
import gradientTiledCode from "../../../shaders/attention/attention_gradient_tiled.wgsl" with {
  type: "text",
};
import packCode from "../../../shaders/attention/attention_pack.wgsl" with { type: "text" };
import placesCode from "../../../shaders/attention/attention_places.wgsl" with { type: "text" };
import rowsCode from "../../../shaders/attention/attention_rows.wgsl" with { type: "text" };
import tileCode from "../../../shaders/attention/attention_tile.wgsl" with { type: "text" };
import tiledCode from "../../../shaders/attention/attention_tiled.wgsl" with { type: "text" };
import reduceCode from "../../../shaders/parts/rows.wgsl" with { type: "text" };
import threefryCode from "../../../shaders/parts/threefry.wgsl" with { type: "text" };

/** Kernels for a kind of device: rows of a workgroup, and its invocations, as many as a panel has rows. */
interface Shape {
  readonly rows: number;
  readonly lanes: number;
  readonly forward: Variants;
  readonly gradient: Variants;
}

function shape(
  rows: number,
  lanes: number,
  forward: string,
  gradient: string,
  parts: readonly string[],
  constants: KernelSource["constants"],
): Shape {
  const source = { writes: 2, uniforms, constants: { LANES: lanes, ...constants } };
  const whole = (...own: string[]) => [...own, ...parts, placesCode, threefryCode].join("\n");
  return {
    rows,
    lanes,
    forward: new Variants({
      name: "attention",
      code: whole(forward, bindings),
      reads: 4,
      ...source,
    }),
    gradient: new Variants({
      name: "attention_gradient",
      code: whole(gradient, gradientBindings),
      reads: 6,
      ...source,
    }),
  };
}

// rows.wgsl brings the constant LANES.
const vectors = shape(6, 8, forwardCode, gradientCode, [rowsCode, reduceCode], { SIZE: 8 });
const tiles = shape(16, 64, tiledCode, gradientTiledCode, [tileCode], {});

const shapeFor = ({ traits: { kind } }: Device) => kind === "gpu" ? tiles : vectors;

/** Whether weights are dropped. */
const drops: readonly Layout[] = [{ DROP: 0 }, { DROP: 1 }];
/** Layouts of workgroups whose rows are queries, or keys. */
const byQueries: readonly Layout[] = drops.map((drop) => ({ ...drop, KEYS: 0 }));
const byKeys: readonly Layout[] = drops.map((drop) => ({ ...drop, KEYS: 1 }));

const packer = new Variants({
  name: "attention_pack",
  code: packCode,
  reads: 1,
  writes: 1,
  uniforms: { rows: "u32", size: "u32", start: "u32" },
});
const packLayouts = new Map([vectors, tiles].map(({ lanes }) => [lanes, { LANES: lanes }]));

/** Rows in panels, whose elements lie in the order in which the loops of products read them. */
interface Packed {
  readonly data: Signal;
  /** The starts of the panels of keys, and in the backward pass of values and slopes; queries start at 0. */
  readonly starts: Starts;
}

/** Packs some of the inputs, each `[batch, time, heads * size]`, into one buffer. */
function pack({ batch, heads, size }: AttentionSizes, inputs: readonly Signal[]): Packed {
  const { device } = inputs[0];
  const { lanes } = shapeFor(device);
  const panels = inputs.map(({ shape }) => Math.ceil(shape[1] / lanes));
  const starts: number[] = [];
  let length = 0;
  for (const count of panels) {
    starts.push(length);
    length += batch * heads * count * lanes * size;
  }
  const data = empty(device, [length]);
  inputs.forEach((x, i) => {
    device.run(packer.get("main", packLayouts.get(lanes)!), {
      reads: [x.storage],
      writes: [data.storage],
      uniforms: { rows: x.shape[1], size, start: starts[i] },
      groups: [panels[i], heads, batch],
    });
  });
  const [, at_keys, at_values, at_slopes] = starts;
  return { data, starts: { at_keys, at_values, at_slopes } };
}

/** Computes `y` and the log-sum-exp of each query's scores. */
export function runAttention(
  sizes: AttentionSizes,
  inputs: AttentionInputs,
  results: AttentionResults,
): void {
  const { batch, heads, size, queries, keys } = sizes;
  const { q, k, v, lengths, ticket } = inputs;
  const { device } = q, { y, statistics } = results;
  if (suitsWide(device)) return runWide(sizes, inputs, results);
  const { rows, forward } = shapeFor(device);
  const packed = pack(sizes, [q, k]);
  device.run(forward.get("main", drops[ticket ? 1 : 0]), {
    // Without a ticket another buffer is bound in its place, and not read.
    reads: [packed.data, v, lengths, ticket ?? lengths].map(({ storage }) => storage),
    writes: [y.storage, statistics.storage],
    uniforms: uniformsOf(sizes, inputs, packed.starts),
    groups: [Math.ceil(queries / rows), heads, batch],
    flops: 4 * batch * heads * queries * keys * size,
  });
  device.release(packed.data);
}

/** Gradients of `q`, and of `k` and `v` where `needsKeys`. */
export function runAttentionGradient(
  sizes: AttentionSizes,
  inputs: AttentionInputs,
  results: AttentionResults,
  dy: Signal,
  needsKeys: boolean,
): AttentionGradients {
  const { batch, heads, size, queries, keys } = sizes;
  const { q, k, v, lengths, ticket } = inputs;
  const { device } = q, { y, statistics } = results;
  if (suitsWide(device)) return runWideGradient(sizes, inputs, results, dy, needsKeys);
  const { rows, gradient } = shapeFor(device);
  const packed = pack(sizes, [q, k, v, dy]);
  const run = (
    layouts: readonly Layout[],
    count: number,
    [a, b, known]: readonly Signal[],
    writes: readonly Signal[],
    products: number,
  ) =>
    device.run(gradient.get("main", layouts[ticket ? 1 : 0]), {
      reads: [packed.data, a, b, known, lengths, ticket ?? lengths].map(({ storage }) => storage),
      writes: writes.map(({ storage }) => storage),
      uniforms: uniformsOf(sizes, inputs, packed.starts),
      groups: [Math.ceil(count / rows), heads, batch],
      flops: 2 * products * batch * heads * queries * keys * size,
    });
  const dq = empty(device, q.shape);
  const slopes = empty(device, [2, ...statistics.shape]);
  run(byQueries, queries, [k, y, statistics], [dq, slopes], 3);
  let dk: Signal | null = null, dv: Signal | null = null;
  if (needsKeys) {
    [dk, dv] = [empty(device, k.shape), empty(device, v.shape)];
    run(byKeys, keys, [q, dy, slopes], [dk, dv], 4);
  }
  device.release([packed.data, slopes]);
  return [dq, dk, dv];
}
