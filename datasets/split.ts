import { DataError } from "./error.ts";
import { RandomStream } from "./random.ts";

/**
 * Holds out a share of the rows by chance, stratified: the same share of each class, rounded to the nearest
 * row.
 *
 * @param labels Class indices `[n]`.
 * @param fraction Share to hold out, in (0, 1).
 * @param seed Seed of the draw, any number.
 * @param purpose Name of the random stream, such as `"validation"`, so that splits of one seed differ.
 * @returns Numbers of the rows that stay, `kept` `[n - m]`, and of the rows held out, `held` `[m]`, both
 *   rising.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitRows } from "@associated/learning/data";
 *
 * const { kept, held } = splitRows(Uint32Array.of(0, 0, 1, 1), 0.5, 1, "test");
 * console.assert(kept.length === 2 && held.length === 2); // one row of each class
 * ```
 */
export function splitRows(
  labels: Uint32Array,
  fraction: number,
  seed: number,
  purpose: string,
): { kept: Uint32Array<ArrayBuffer>; held: Uint32Array<ArrayBuffer> } {
  const random = new RandomStream(seed, "split", purpose);
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const rows = byClass.get(label);
    if (rows) rows.push(row);
    else byClass.set(label, [row]);
  });
  const held: number[] = [];
  for (const label of [...byClass.keys()].sort((a, b) => a - b)) {
    const rows = random.shuffle(byClass.get(label) ?? []);
    for (const row of rows.slice(0, Math.round(rows.length * fraction))) held.push(row);
  }
  if (held.length === 0 || held.length === labels.length) {
    throw new DataError(
      `Cannot hold out ${fraction} of ${labels.length} rows: one part would be empty, ` +
        `give more rows or a share between 0 and 1`,
    );
  }
  const isHeld = new Set(held);
  const kept = Uint32Array.from([...labels.keys()].filter((row) => !isHeld.has(row)));
  return { kept, held: Uint32Array.from(held).sort() };
}
