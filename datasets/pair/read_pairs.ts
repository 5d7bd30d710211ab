import { chunksOf, type Content, nameOf } from "../bytes.ts";
import { DataError } from "../error.ts";
import { checkGroupColumn, checkNamed, usual } from "../table/columns.ts";
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
  /** Column of the group of a row; rows of a group are on one side of every split. None where absent. */
  readonly groupColumn?: string;
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

/** Two texts. */
export interface PairRow {
  /** The first text. */
  readonly first: string;
  /** The second text. */
  readonly second: string;
}

interface Row extends PairRow, WrittenLabel {
  readonly group: string;
}

/** A column that is read: which option names it, and what it is called where the option is not given. */
type Wanted = readonly (readonly [option: keyof PairColumns, likely: string])[];

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
  const { name = nameOf(content), classesOf, groupColumn } = options;
  const wanted = (header: readonly string[]) => {
    const columns = labelled(header, groupColumn);
    const label = options.labelColumn ?? columns[2][1];
    if (groupColumn !== undefined) checkGroupColumn(header, name, groupColumn, label);
    return columns;
  };
  const rows: Row[] = [];
  let dropped = 0;
  for await (const { line, names, cells } of rowsOf(content, { ...options, name }, wanted)) {
    const [first, second, label, group] = cells;
    if (names[2] === NO_LABEL.column && label === NO_LABEL.label) {
      dropped++;
      continue;
    }
    checkCells(name, { line, names, cells });
    rows.push({ line, first, second, label, group });
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
      ...(groupColumn !== undefined && { groups: rows.map(({ group }) => group) }),
    },
    dropped,
  };
}

/**
 * Reads pairs of texts without their labels, one after another.
 *
 * @param content The table itself.
 * @throws {DataError} with the line for all that is wrong in the table, such as a text that is empty.
 *
 * @example
 * ```ts
 * import { readPairRows } from "@associated/learning/data";
 *
 * for await (const { first, second } of readPairRows("premise,hypothesis\na dog runs,it moves\n")) {
 *   console.log(first, second);
 * }
 * ```
 */
export async function* readPairRows(
  content: Content,
  options: Omit<PairTableOptions, "classesOf" | "labelColumn" | "groupColumn"> = {},
): AsyncGenerator<PairRow> {
  const { name = nameOf(content) } = options;
  for await (const row of rowsOf(content, { ...options, name }, texts)) {
    checkCells(name, row);
    yield { first: row.cells[0], second: row.cells[1] };
  }
}

/** A row of a table, and the names of its columns. */
interface Cells {
  readonly line: number;
  readonly names: readonly string[];
  readonly cells: readonly string[];
}

/** The rows of a table, of its columns those that are wanted. */
async function* rowsOf(
  content: Content,
  options: PairColumns & TableForm & { readonly name: string },
  wantedOf: (header: readonly string[]) => Wanted,
): AsyncGenerator<Cells> {
  const { name } = options;
  let names: readonly string[] = [];
  const columns = (header: readonly string[]) => {
    names = wantedOf(header).map(([option, likely]) => {
      const column = options[option] ?? likely;
      checkNamed(header, name, column, option);
      return column;
    });
    return names.map((name) => ({ name }));
  };
  const text = decodeText(chunksOf(content), name);
  for await (const { line, cells } of readRows(text, { ...options, columns })) {
    yield { line, names, cells };
  }
}

function checkCells(name: string, { line, names, cells }: Cells): void {
  const empty = names.find((_, i) => cells[i] === "");
  if (empty === undefined) return;
  throw new DataError(
    `Cannot read ${name}: line ${line} has nothing in its column "${empty}", add it or remove the line`,
  );
}

/** The columns of both texts. */
function texts(header: readonly string[]): Wanted {
  const [first, second] =
    TEXT_COLUMNS.find((pair) => pair.every((name) => header.includes(name))) ?? TEXT_COLUMNS[0];
  return [["firstColumn", first], ["secondColumn", second]];
}

/** The columns of both texts, of the label, and of the group where rows have one. */
function labelled(header: readonly string[], group: string | undefined): Wanted {
  const label = header.includes(NO_LABEL.column) ? NO_LABEL.column : usual(LABEL_COLUMNS, header);
  const groups = group === undefined ? [] : [["groupColumn", group]] as const;
  return [...texts(header), ["labelColumn", label], ...groups];
}
