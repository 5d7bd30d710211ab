import { chunksOf, type Content } from "../bytes.ts";
import { DataError } from "../error.ts";
import { decodeText } from "../table/lines.ts";
import { readRows, type TableFormat, type TableLayout } from "../table/table.ts";
import type { Pairs } from "./pairs.ts";

/** Usual names of the columns of two texts, the most usual first. */
const TEXT_COLUMNS = [
  ["sentence1", "sentence2"],
  ["premise", "hypothesis"],
  ["question1", "question2"],
  ["text1", "text2"],
  ["text_a", "text_b"],
  ["question", "sentence"],
] as const;

/** Usual names of the column that holds the class, the most usual first. */
const LABEL_COLUMNS = ["gold_label", "label", "class", "category", "is_duplicate"];

/** What stands in the column `gold_label` where those who were asked did not agree. */
const NO_LABEL = { column: "gold_label", label: "-" } as const;

/** The columns of a table of pairs; each has a usual name where absent. */
export interface PairColumns {
  /** Column of the first text. */
  readonly firstColumn?: string;
  /** Column of the second text. */
  readonly secondColumn?: string;
  /** Column of the label. */
  readonly labelColumn?: string;
}

/** Options of {@linkcode readPairs}. */
export interface PairTableOptions extends PairColumns, TableLayout {
  /** Name of the table in errors; default "the table". */
  readonly name?: string;
  /** Its form; by default its first line tells it: an object, a tab, or else commas. */
  readonly format?: TableFormat;
  /** A table whose classes are the only ones allowed, in their order. */
  readonly classesOf?: Pick<PairTable, "name" | "classes">;
}

/** A table of labelled pairs. */
export interface PairTable {
  /** Its name in errors. */
  readonly name: string;
  /** Class names, in the order of their code units; labels are indices into them. */
  readonly classes: readonly string[];
  /** Its rows. */
  readonly pairs: Pairs;
  /** Rows that were dropped because their column `gold_label` holds `-`, which means no label. */
  readonly dropped: number;
}

interface Row {
  readonly line: number;
  readonly first: string;
  readonly second: string;
  readonly label: string;
}

/**
 * Reads labelled pairs of texts from CSV or TSV with a header row, or from JSON lines. Rows whose `gold_label`
 * is `-` have no label; they are dropped and counted.
 *
 * @param content The table itself: a text, a `File` that a page was given, the body of a response.
 * @throws {DataError} with the line for all that is wrong in the table, such as a text that is empty.
 *
 * @example
 * ```ts
 * import { readPairs } from "@associated/learning/data";
 *
 * const table = "premise,hypothesis,label\na dog runs,it moves,yes\nit rains,it is dry,no\n";
 * const { classes, pairs } = await readPairs(table);
 * console.assert(classes.join() === "no,yes" && pairs.second[1] === "it is dry");
 * ```
 */
export async function readPairs(
  content: Content,
  options: PairTableOptions = {},
): Promise<PairTable> {
  const { name = "the table", classesOf } = options;
  const rows: Row[] = [];
  let dropped = 0;
  for await (const row of rowsOf(content, name, options)) {
    if (row === null) dropped++;
    else rows.push(row);
  }
  if (!rows.length) {
    throw new DataError(`Cannot read ${name}: it is empty, give a file with a row for each pair`);
  }
  const classes = classesOf?.classes ?? classesIn(rows, name);
  return {
    name,
    classes,
    pairs: {
      first: rows.map(({ first }) => first),
      second: rows.map(({ second }) => second),
      labels: Uint32Array.from(rows, (row) => indexOf(row, name, classesOf ?? { name, classes })),
    },
    dropped,
  };
}

/** The rows of a table; null for a row without a label. */
async function* rowsOf(
  content: Content,
  name: string,
  { format, delimiter, header, ...wanted }: PairTableOptions,
): AsyncGenerator<Row | null> {
  let names: readonly string[] = [];
  const columns = (found: readonly string[]) => {
    names = chosen(found, name, wanted);
    return names.map((name) => ({ name }));
  };
  const text = decodeText(chunksOf(content), name);
  const query = { name, format, delimiter, header, columns };
  for await (const { line, cells } of readRows(text, query)) {
    const [first, second, label] = cells;
    if (names[2] === NO_LABEL.column && label === NO_LABEL.label) {
      yield null;
      continue;
    }
    const empty = names.find((_, i) => cells[i] === "");
    if (empty !== undefined) {
      throw new DataError(
        `Cannot read ${name}: line ${line} has nothing in its column "${empty}", ` +
          "add it or remove the line",
      );
    }
    yield { line, first, second, label };
  }
}

/** The columns of both texts and of the label. */
function chosen(header: readonly string[], name: string, wanted: PairColumns): string[] {
  const [first, second] =
    TEXT_COLUMNS.find((pair) => pair.every((name) => header.includes(name))) ??
      TEXT_COLUMNS[0];
  const label = LABEL_COLUMNS.find((name) => header.includes(name)) ?? LABEL_COLUMNS[1];
  const usual = { firstColumn: first, secondColumn: second, labelColumn: label } as const;
  const options = Object.keys(usual) as (keyof typeof usual)[];
  return options.map((option) => {
    const column = wanted[option] ?? usual[option];
    if (header.includes(column)) return column;
    throw new DataError(
      `Cannot read ${name}: it has no column "${column}" but ${header.join(", ")}, ` +
        `name the right one with ${option}`,
      { option },
    );
  });
}

function classesIn(rows: readonly Row[], name: string): string[] {
  const classes = [...new Set(rows.map(({ label }) => label))].sort();
  if (classes.length > 1) return classes;
  throw new DataError(
    `Cannot use ${name}: all ${rows.length} pairs have the class "${classes[0]}", ` +
      "give data of two classes or more",
  );
}

function indexOf(
  { label, line }: Row,
  name: string,
  known: Pick<PairTable, "name" | "classes">,
): number {
  const index = known.classes.indexOf(label);
  if (index >= 0) return index;
  throw new DataError(
    `Cannot read ${name}: line ${line} has the class ${JSON.stringify(label)} and ${known.name} ` +
      `only ${known.classes.join(", ")}, correct the line`,
  );
}
