/** Tells which instructions WebAssembly has in this runtime. */

/** A module with a function `() -> v128` that splats a constant. */
const vectors = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
];

/** A module with a function `v128 -> v128` that uses f32x4.relaxed_madd. */
const relaxed = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
];

/** Whether the runtime has vector instructions, which every kernel needs. */
export function hasVectors(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(Uint8Array.from(vectors));
}

/** Whether the runtime has relaxed vector instructions. */
export function hasRelaxed(): boolean {
  return WebAssembly.validate(Uint8Array.from(relaxed));
}
