/** The instructions that WebAssembly has in this runtime. */

/** `() -> v128`: splats a constant. */
const vectors = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
];

/** `v128 -> v128`: f32x4.relaxed_madd. */
const relaxed = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
];

/** Whether there are vector instructions, without which nothing runs. */
export function hasVectors(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(Uint8Array.from(vectors));
}

/** Whether there are relaxed vector instructions. */
export function hasRelaxed(): boolean {
  return WebAssembly.validate(Uint8Array.from(relaxed));
}
