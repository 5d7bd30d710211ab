/** The layout of types in memory. */
import { holdsBool, remembered, type StructType, type Type } from "./types.ts";

/**
 * How a value is laid out in words: `wgsl` as WGSL prescribes, `packed` without gaps, for an
 * invocation's own arrays.
 */
export type Packing = "wgsl" | "packed";

/** The size and alignment of a type, in words. */
interface Layout {
  readonly words: number;
  readonly alignment: number;
  /** The offset of each member of a structure. */
  readonly members: readonly number[];
}

const layouts: Readonly<Record<Packing, (type: Type) => Layout>> = {
  wgsl: remembered((type) => layout(type, "wgsl")),
  packed: remembered((type) => layout(type, "packed")),
};

function layout(type: Type, packing: Packing): Layout {
  if (type.kind === "vector") {
    const alignment = packing === "packed" ? 1 : type.size === 2 ? 2 : 4;
    return { words: type.size, alignment, members: [] };
  }
  if (type.kind === "array") {
    const { alignment } = layouts[packing](type.of);
    return { words: stride(type.of, packing) * (type.count ?? 0), alignment, members: [] };
  }
  if (type.kind !== "struct") return { words: 1, alignment: 1, members: [] };
  let end = 0, alignment = 1;
  const members = type.members.map((member) => {
    const own = layouts[packing](member.type);
    const start = roundUp(end, own.alignment);
    alignment = Math.max(alignment, own.alignment);
    end = start + own.words;
    return start;
  });
  return { words: roundUp(end, alignment), alignment, members };
}

function roundUp(words: number, step: number): number {
  return Math.ceil(words / step) * step;
}

/** Words from one element of an array to the next. */
export function stride(of: Type, packing: Packing): number {
  const { words, alignment } = layouts[packing](of);
  return roundUp(words, alignment);
}

/** The size of a type in words; a run-time array counts as if it had no elements. */
export function words(type: Type, packing: Packing): number {
  return layouts[packing](type).words;
}

/** The offset of a structure's member, in words. */
export function memberOffset(type: StructType, index: number, packing: Packing): number {
  return layouts[packing](type).members[index];
}

/** The offsets, in words, of the scalars that a value is taken apart into, in order. */
export function offsets(type: Type, packing: Packing): readonly number[] {
  if (type.kind === "vector") return Array.from({ length: type.size }, (_, i) => i);
  if (type.kind === "array") {
    const step = stride(type.of, packing), inner = offsets(type.of, packing);
    return Array.from({ length: type.count! }, (_, i) => inner.map((word) => word + i * step))
      .flat();
  }
  if (type.kind !== "struct") return [0];
  return type.members.flatMap((member, i) => {
    const start = memberOffset(type, i, packing);
    return offsets(member.type, packing).map((word) => word + start);
  });
}

/** The size of a type in bytes as WGSL's limits count it: a bool takes one byte. */
export const bytes: (type: Type) => number = remembered((type) => {
  if (!holdsBool(type)) return 4 * words(type, "wgsl");
  if (type.kind === "array") return (type.count ?? 0) * bytes(type.of);
  if (type.kind === "struct") return type.members.reduce((sum, { type }) => sum + bytes(type), 0);
  return type.kind === "vector" ? type.size : 1;
});
