/**
 * Tables as plain text, for terminals and logs.
 *
 * @module
 */

import { unicodeWidth } from "@std/cli/unicode-width";

/** Text without control characters, which could move the cursor or colour the terminal. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, " ");
}

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

/**
 * A confusion matrix as text: a row for each true class, a column for each predicted one, and the
 * part of the row that is right. Many classes get numbered columns.
 */
export function confusionText(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string {
  const names = classes.map((name) => fit(printable(name), 20));
  const short = names.length <= 6 && names.every((name) => unicodeWidth(name) <= 12);
  const columns = names.map((name, index) => short ? name : String(index + 1));
  const rows = matrix.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const right = total === 0 ? "-" : `${(100 * row[index] / total).toFixed(1)} %`;
    return [short ? names[index] : `${index + 1} ${names[index]}`, ...row, right];
  });
  return textTable(["true \\ predicted", ...columns, "right"], rows);
}
