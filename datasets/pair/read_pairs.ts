import { chunksOf, type Content, nameOf } from "../bytes.ts";
import { DataError } from "../error.ts";
import { checkNamed, usual } from "../table/columns.ts";
import { labelsIn, numberLabels, type WrittenLabel } from "../table/labels.ts";
import { decodeText } from "../table/lines.ts";
import { readRows, type TableForm } from "../table/table.ts";
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

/** Usual names of the column that holds the class, the most usual first, where there is no `gold_label`. */
const LABEL_COLUMNS = ["label", "class", "category", "is_duplicate"];

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
export interface PairTableOptions extends PairColumns, TableForm {
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

interface Row extends WrittenLabel {
  readonly first: string;
  readonly second: string;
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
  const { name = nameOf(content), classesOf } = options;
  const rows: Row[] = [];
  let dropped = 0;
  for await (const row of rowsOf(content, { ...options, name })) {
    if (row === null) dropped++;
    else rows.push(row);
  }
  if (!rows.length) {
    throw new DataError(`Cannot read ${name}: it is empty, give a file with a row for each pair`);
  }
  const known = classesOf ?? { name, classes: labelsIn(rows, name, "pairs").sort() };
  return {
    name,
    classes: known.classes,
    pairs: {
      first: rows.map(({ first }) => first),
      second: rows.map(({ second }) => second),
      labels: numberLabels(rows, name, known),
    },
    dropped,
  };
}

/** The rows of a table; null for a row without a label. */
async function* rowsOf(
  content: Content,
  options: PairTableOptions & { readonly name: string },
): AsyncGenerator<Row | null> {
  const { name } = options;
  let names: readonly string[] = [];
  const columns = (header: readonly string[]) => {
    names = chosen(header, name, options);
    return names.map((name) => ({ name }));
  };
  const text = decodeText(chunksOf(content), name);
  for await (const { line, cells } of readRows(text, { ...options, columns })) {
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
  const label = header.includes(NO_LABEL.column) ? NO_LABEL.column : usual(LABEL_COLUMNS, header);
  const likely = { firstColumn: first, secondColumn: second, labelColumn: label } as const;
  return (Object.keys(likely) as (keyof typeof likely)[]).map((option) => {
    const column = wanted[option] ?? likely[option];
    checkNamed(header, name, column, option);
    return column;
  });
}
