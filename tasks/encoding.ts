/**
 * What a saved model needs to know of the data that it learned, whatever its kind.
 *
 * @module
 */

/** How data become what a net reads. */
export interface Encoding {
  /** Its classes. */
  readonly classes: readonly string[];
}

/** What enters at a block: words of the text from place `from` up to `to`, or the words of a column. */
export type BlockInput =
  | { readonly from: number; readonly to: number }
  | { readonly column: string };
