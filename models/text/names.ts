/**
 * Names of what enters a text model: under the number of its block, counted from 0, but for the first.
 *
 * @module
 */

/** The name of what enters at a block: `lengths` at the first, `3/lengths` at block 3. */
export function inputName(block: number, kind: string): string {
  return block ? `${block}/${kind}` : kind;
}

/** The block that an input enters at and what it is there; what {@linkcode inputName} was made of. */
export function readInputName(name: string): { readonly block: number; readonly kind: string } {
  const slash = name.indexOf("/");
  if (slash < 0) return { block: 0, kind: name };
  return { block: Number(name.slice(0, slash)), kind: name.slice(slash + 1) };
}
