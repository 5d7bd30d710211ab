/**
 * Tables as plain text, for terminals and logs.
 *
 * @module
 */

import { unicodeWidth } from "@std/cli/unicode-width";
import { printable } from "../../datasets/printable.ts";
import { confusedPairs } from "../loop/class_scores.ts";

/** The text cut to `width` terminal columns, with `…` at its end where something was cut. */
export function fit(text: string, width: number): string {
  if (unicodeWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += unicodeWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return width < 1 ? "" : kept + "…";
}

/**
 * Names cut to `width` columns: at their ends, or in their middle where names begin alike, so that they are
 * told apart.
 */
export function distinct(names: readonly string[], width: number): string[] {
  const plain = names.map(printable);
  const cut = plain.map((name) => fit(name, width));
  const taken = new Map<string, number>();
  for (const name of cut) taken.set(name, (taken.get(name) ?? 0) + 1);
  return plain.map((name, i) => {
    if (taken.get(cut[i]) === 1 || cut[i] === name) return cut[i];
    const end = fit([...name].toReversed().join(""), Math.ceil(width / 2)).slice(0, -1);
    return fit(name, width - unicodeWidth(end)) + [...end].toReversed().join("");
  });
}

/**
 * A table with a header, a line below it, and columns two spaces apart. Columns whose cells are all
 * numbers (or empty) are right-aligned.
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => printable(String(cell))));
  const numeric = header.map((_, column) =>
    lines.slice(1).every((line) =>
      /^([-+]?[\d.,]+(e[-+]?\d+)?\s?\S?|NaN|-|)$/i.test(line[column] ?? "")
    )
  );
  const widths = header.map((_, column) =>
    Math.max(...lines.map((line) => unicodeWidth(line[column] ?? "")))
  );
  const body = lines.map((line) =>
    widths.map((width, column) => {
      const cell = line[column] ?? "";
      const space = " ".repeat(width - unicodeWidth(cell));
      return numeric[column] ? space + cell : cell + space;
    }).join("  ").trimEnd()
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [body[0], rule, ...body.slice(1)].join("\n") + "\n";
}

/** Classes of a confusion matrix at most; of more, the pairs that are confused most often are shown. */
const MOST_CLASSES = 20;
const SHOWN_PAIRS = 15;
const PAIR_WIDTH = 28;

/**
 * A confusion matrix as text: a row for each true class, a column for each predicted one, and the
 * part of the row that is right. Many classes get numbered columns, and so many that no screen is as wide a
 * table of the worst pairs.
 */
export function confusionText(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string {
  if (classes.length > MOST_CLASSES) return worstPairs(matrix, classes);
  const names = distinct(classes, 20);
  const short = names.length <= 6 && names.every((name) => unicodeWidth(name) <= 12);
  const columns = names.map((name, index) => short ? name : String(index + 1));
  const rows = matrix.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return [
      short ? names[index] : `${index + 1} ${names[index]}`,
      ...row,
      share(row[index], total),
    ];
  });
  return textTable(["true \\ predicted", ...columns, "right"], rows);
}

/** The pairs of classes that are confused most often. */
function worstPairs(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string {
  const worst = confusedPairs(matrix).slice(0, SHOWN_PAIRS);
  if (!worst.length) return `None of the ${classes.length} classes is taken for another.\n`;
  const names = distinct(classes, PAIR_WIDTH);
  const rows = worst.map(({ truth, answer, count, total }) => [
    names[truth],
    names[answer],
    count,
    share(count, total),
  ]);
  return `Of ${names.length} classes, the pairs that are confused most often:\n\n` +
    textTable(["true", "predicted", "rows", "of the class"], rows);
}

function share(count: number, total: number): string {
  return total === 0 ? "-" : `${(100 * count / total).toFixed(1)} %`;
}
