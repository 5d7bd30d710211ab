/**
 * `predict --output`: answers as the rows of a CSV, TSV or JSON-lines file.
 *
 * @module
 */
import { formatOfName, type TableFormat } from "../../datasets/table/table.ts";
import { printable } from "../../datasets/printable.ts";
import type { Naming } from "../modality.ts";
import { OptionError } from "../options/value.ts";
import { writeFile } from "../run/atomic.ts";
import type { Answer, AnswerAt } from "./answers.ts";

/** How answers become rows. */
export interface RowOptions {
  /** What an example is called: the name of its column. */
  readonly one: Naming["one"];
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Whether each class has a column with its probability. */
  readonly allClasses: boolean;
  /** Whether rows leave early, and say how sure the model was. */
  readonly leaves: boolean;
}

/** What was written. */
export interface WrittenAnswers {
  /** The file. */
  readonly file: string;
  /** Its rows. */
  readonly rows: number;
  /** Rows that were answered at each depth. */
  readonly depths: Readonly<Record<number, number>>;
  /** Rows with a remark, by the remark. */
  readonly remarks: Readonly<Record<string, number>>;
}

/**
 * The form of a file by its ending.
 *
 * @throws {OptionError} when it ends in none of .csv, .tsv, .jsonl and .ndjson
 */
export function outputFormat(file: string): TableFormat {
  const format = /\.(csv|tsv|jsonl|ndjson)$/i.test(file) && formatOfName(file);
  if (format) return format;
  throw new OptionError(
    `Cannot write --output ${JSON.stringify(file)}: its name ends in none of .csv .tsv .jsonl, ` +
      "give one that does",
  );
}

/**
 * Writes answers as they come: a row for each question with its number from 1, the question, the answer, its
 * probability and the depth that gave it. The file is there as a whole or not at all.
 *
 * @param answers The answers to the questions in their order, some at a time, each at one depth.
 * @throws {DataError} when the file cannot be written
 */
export async function writeAnswers(
  file: string,
  answers: AsyncIterable<readonly Answer[]>,
  options: RowOptions,
): Promise<WrittenAnswers> {
  const format = outputFormat(file);
  const depths: Record<number, number> = {};
  const remarks: Record<string, number> = {};
  let rows = 0;
  const encoder = new TextEncoder();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (format !== "jsonl") yield encoder.encode(fields(header(options), format));
    for await (const some of answers) {
      const lines = some.map(({ shown, remark, depths: [at] }) => {
        if (remark) remarks[remark] = (remarks[remark] ?? 0) + 1;
        depths[at.depth] = (depths[at.depth] ?? 0) + 1;
        rows += 1;
        return format === "jsonl"
          ? `${JSON.stringify(record(rows, shown, at, options))}\n`
          : fields(cells(rows, shown, at, options), format);
      });
      yield encoder.encode(lines.join(""));
    }
  }
  await writeFile(file, pieces(), "give another file");
  return { file, rows, depths, remarks };
}

function header({ one, classes, allClasses, leaves }: RowOptions): string[] {
  return [
    ...["row", one === "row" ? "numbers" : one, "label", "probability", "depth"],
    ...(leaves ? ["confidence"] : []),
    ...(allClasses ? classes.map((name) => `probability of ${name}`) : []),
  ];
}

function cells(
  row: number,
  shown: string,
  { label, depth, confidence, probabilities }: AnswerAt,
  { classes, allClasses, leaves }: RowOptions,
): string[] {
  return [
    ...[row, shown, label, probabilities[label], depth].map(String),
    ...(leaves ? [String(confidence)] : []),
    ...(allClasses ? classes.map((name) => String(probabilities[name])) : []),
  ];
}

/** The same names as the columns have, but for the probabilities, which are an object by class. */
function record(
  row: number,
  shown: string,
  { label, depth, confidence, probabilities }: AnswerAt,
  options: RowOptions,
): object {
  const [, question] = header(options);
  return {
    row,
    [question]: shown,
    label,
    probability: probabilities[label],
    depth,
    ...(options.leaves && { confidence }),
    ...(options.allClasses && { probabilities }),
  };
}

/** Cells as a line; TSV has no quotes, so that a tab or a line's end in a cell becomes a space. */
function fields(values: readonly string[], format: "csv" | "tsv"): string {
  if (format === "tsv") return `${values.map(printable).join("\t")}\n`;
  const quoted = (text: string) =>
    /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return `${values.map(quoted).join(",")}\n`;
}

/** A line on a file of answers to some questions, each called `one` and several `unit`. */
export function writtenText(
  { file, rows, depths, remarks }: WrittenAnswers,
  { one, unit }: Pick<Naming, "one" | "unit">,
): string {
  const counts = Object.entries(depths).map(([depth, count]) => `${count} at depth ${depth}`);
  const notes = Object.entries(remarks).map(([remark, count]) => `\n${count} of them: ${remark}`);
  return `${file}: ${rows} ${rows === 1 ? one : unit} answered, ${counts.join(", ")}${
    notes.join("")
  }`;
}
