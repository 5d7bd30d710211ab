/**
 * Lines of fastText: the label of a text is a word that begins with `__label__`.
 *
 * @module
 */
import { DataError } from "../error.ts";
import { splitLines } from "../table/lines.ts";

/** How a label begins. */
const PREFIX = "__label__";

/** A label, with the space behind it. */
const LABEL = /(^|\s)__label__\S*(?=\s|$)/g;

/** A labelled text of a line. */
export interface LabelledLine {
  /** Number of the line, counted from 1. */
  readonly line: number;
  /** The label without its prefix. */
  readonly label: string;
  /** All other words. */
  readonly text: string;
}

/** Whether a line begins as fastText's do, so that its file is one of theirs. */
export function isFastText(line: string): boolean {
  return line.trimStart().startsWith(PREFIX);
}

/**
 * Whether a first line is one of fastText whatever its file is called: no header of a table begins with a label
 * and a word behind it.
 */
export function isFastTextRow(line: string): boolean {
  return /^\s*__label__[^\s,;|"]+\s+\S/.test(line);
}

/** A line without its labels. */
export function withoutLabels(line: string): string {
  return isFastText(line) ? line.replace(LABEL, "").trim() : line;
}

/**
 * Reads the lines of fastText; blank ones are passed over.
 *
 * @param name Name of the file in errors.
 * @throws {DataError} with the line, where a text has no label, or several: a net answers with one class.
 */
export async function* fastTextLines(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<LabelledLine> {
  for await (const { first, lines } of splitLines(text)) {
    for (const [i, whole] of lines.entries()) {
      if (whole.trim() !== "") yield labelled(whole, first + i, name);
    }
  }
}

function labelled(whole: string, line: number, name: string): LabelledLine {
  const words = (whole.match(LABEL) ?? []).map((word) => word.trim().slice(PREFIX.length));
  const labels = [...new Set(words)];
  const refuse = (state: string, way: string): never => {
    throw new DataError(`Cannot read ${name}: line ${line} has ${state}, ${way}`);
  };
  if (labels.length === 0) refuse("no label", `begin it with ${PREFIX} and the class`);
  if (labels.length > 1) {
    const all = labels.slice(0, 8).join(", ");
    refuse(`${labels.length} labels (${all})`, "leave one: a model answers with one class");
  }
  const [label] = labels;
  if (label === "") refuse("a label without a name", `write the class behind ${PREFIX}`);
  return { line, label, text: whole.replace(LABEL, "").trim() };
}
