import { DataError } from "./error.ts";
import { RandomStream } from "./random.ts";
import type { Examples } from "./text/types.ts";

/** Row numbers of the two parts of a split, each rising. */
export interface Split {
  /** Rows that stay. */
  readonly kept: Uint32Array<ArrayBuffer>;
  /** Rows held out. */
  readonly held: Uint32Array<ArrayBuffer>;
}

/**
 * Holds out a share of the rows by chance, stratified: the same share of each class, rounded to the
 * nearest row.
 *
 * @param fraction Share to hold out, in (0, 1).
 * @param purpose Name of the random stream, such as `"validation"`, so that splits of one seed differ.
 * @throws {DataError} when one of the parts would be empty.
 */
export function splitRows(
  labels: Uint32Array,
  fraction: number,
  seed: number,
  purpose: string,
): Split {
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
  const kept = Uint32Array.from(labels.keys().filter((row) => !isHeld.has(row)));
  return { kept, held: Uint32Array.from(held).sort() };
}

/** The examples of the given rows, in that order, with their columns. */
export function selectRows(examples: Examples, rows: Uint32Array): Examples {
  const pick = (texts: readonly string[]) => Array.from(rows, (row) => texts[row]);
  const columns = examples.columns &&
    new Map([...examples.columns].map(([name, texts]) => [name, pick(texts)]));
  const labels = Uint32Array.from(rows, (row) => examples.labels[row]);
  return { texts: pick(examples.texts), labels, ...(columns && { columns }) };
}

/**
 * Cuts a validation part from the training examples.
 *
 * @param fraction Share for validation, in (0, 1); default 0.1.
 */
export function splitExamples(
  examples: Examples,
  seed: number,
  fraction = 0.1,
): { train: Examples; validation: Examples } {
  const { kept, held } = splitRows(examples.labels, fraction, seed, "validation");
  return { train: selectRows(examples, kept), validation: selectRows(examples, held) };
}
