/**
 * Attention on processors: products by tiles whose operands are in workgroup memory, at 128 or 256 bits. The
 * bits of the results are the same at both.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import { empty } from "../../tensor/tensor.ts";
import { byConstants, type Layout } from "../kernels/variants.ts";
import {
  type AttentionGradients,
  type AttentionInputs,
  type AttentionResults,
  type AttentionSizes,
  uniforms,
  uniformsOf,
} from "./inputs.ts";
import bindings from "../../../shaders/attention/attention_wide_bindings.wgsl" with {
  type: "text",
};
import forwardCode from "../../../shaders/attention/attention_wide.wgsl" with { type: "text" };
import gradientBindings from "../../../shaders/attention/attention_gradient_wide_bindings.wgsl" with {
  type: "text",
};
import gradientCode from "../../../shaders/attention/attention_gradient_wide.wgsl" with {
  type: "text",
};
import placesCode from "../../../shaders/attention/attention_places.wgsl" with { type: "text" };
import productCode from "../../../shaders/attention/attention_wide_product.wgsl" with {
  type: "text",
};
import threefryCode from "../../../shaders/parts/threefry.wgsl" with { type: "text" };

const whole = (...own: string[]) => [...own, productCode, placesCode, threefryCode].join("\n");

const forward = byConstants({
  name: "attention",
  code: whole(forwardCode, bindings),
  reads: 6,
  writes: 2,
  uniforms,
});

const gradient = byConstants({
  name: "attention_gradient",
  code: whole(gradientCode, gradientBindings),
  reads: 10,
  writes: 3,
  uniforms,
});

/** Bytes of workgroup memory that the kernels may take. */
const room = 65536;

/** Whether a device is one of processors whose workgroup memory holds what the kernels multiply. */
export function suitsWide({ traits: { kind, workgroupMemory } }: Device): boolean {
  return kind === "cpu" && workgroupMemory >= room;
}

/** Rows of a tile, and keys whose weights the forward kernel holds at most. */
const rows = 2, held = 128;

/** Queries that a workgroup holds, keys and columns of a head that are multiplied at once: each is a kernel of its own. */
const blocks = [16, 32, 64] as const, terms = [64, 48, 32] as const;
/** Keys that are multiplied and weighed at once where there are no more. */
const fewKeys = 16;
const spans = [64, 60, 56, 52, 48, 44, 40, 36, 32] as const;

/** The part that leaves the fewest places empty when a length is cut to such parts; of equals the first. */
function partOf(length: number, parts: readonly number[]): number {
  const filled = (part: number) => Math.ceil(length / part) * part;
  return parts.reduce((a, b) => filled(b) < filled(a) ? b : a);
}

/** The constants of the kernels, and how many queries a workgroup has at a time. */
function cutOf({ traits }: Device, { size, queries, keys }: AttentionSizes, drops: boolean) {
  const tiles = Math.ceil(queries / rows), most = blocks[2] / rows;
  const block = rows * Math.ceil(tiles / Math.ceil(tiles / most));
  const TERMS = keys > fewKeys ? partOf(keys, terms) : fewKeys;
  const constants: Layout = {
    LANES: traits.vectorBits === 256 ? 16 : 8,
    SPAN: size <= spans[0] ? 4 * Math.ceil(size / 4) : partOf(size, spans),
    TERMS,
    QUERIES: blocks.find((places) => block <= places)!,
    FOURS: Number(size % 4 === 0),
    DROP: Number(drops),
  };
  return { constants, block, most: TERMS * Math.floor(held / TERMS) };
}

/** Computes `y` and the log-sum-exp of each query's scores. */
export function runWide(
  sizes: AttentionSizes,
  inputs: AttentionInputs,
  { y, statistics }: AttentionResults,
): void {
  const { batch, heads, size, queries, keys } = sizes;
  const { q, k, v, lengths, ticket } = inputs;
  if (!y.size) return;
  const { constants, block, most } = cutOf(q.device, sizes, ticket !== undefined);
  q.device.run(forward({ ...constants, KEYS: most, BLOCK: Math.min(constants.TERMS, 32) }), {
    // Without a ticket another buffer is bound in its place, and not read.
    reads: [q, k, k, v, lengths, ticket ?? lengths].map(({ storage }) => storage),
    writes: [y.storage, statistics.storage],
    uniforms: uniformsOf(sizes, inputs, { block }),
    groups: [Math.ceil(queries / block), heads, batch],
    flops: 4 * batch * heads * queries * keys * size,
  });
}

/** Gradients of `q`, and of `k` and `v` where `needsKeys`. */
export function runWideGradient(
  sizes: AttentionSizes,
  inputs: AttentionInputs,
  { y, statistics }: AttentionResults,
  dy: AttentionInputs["q"],
  needsKeys: boolean,
): AttentionGradients {
  const { batch, heads, size, queries, keys } = sizes;
  const { q, k, v, lengths, ticket } = inputs;
  const { device } = q;
  const dq = empty(device, q.shape);
  // Without gradients of keys other buffers are bound in their place, and not written.
  const [dk, dv] = [k, v].map(({ shape }) => empty(device, needsKeys ? shape : [0]));
  const { constants, block } = cutOf(device, sizes, ticket !== undefined);
  device.run(gradient({ ...constants, BY_KEYS: Number(needsKeys) }), {
    reads: [q, k, k, v, v, y, dy, statistics, lengths, ticket ?? lengths].map(({ storage }) =>
      storage
    ),
    writes: [dq, dk, dv].map(({ storage }) => storage),
    uniforms: uniformsOf(sizes, inputs, { block }),
    groups: [1, heads, batch],
    flops: 2 * (needsKeys ? 5 : 3) * batch * heads * queries * keys * size,
  });
  if (needsKeys) return [dq, dk, dv];
  device.release([dk, dv]);
  return [dq, null, null];
}
