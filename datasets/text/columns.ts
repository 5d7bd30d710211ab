import { DataError } from "../error.ts";
import { checkGroupColumn, checkNamed, usual } from "../table/columns.ts";
import { LABEL_COLUMNS } from "../table/labels.ts";
import type { Column } from "../table/table.ts";

/** Usual names of the column that holds the text, the most usual first. */
const TEXT_COLUMNS = ["text", "sentence", "review", "content", "description"];

/** The columns of a table of texts. */
export interface TextColumns {
  /**
   * Column of the text; several names with commas between them are read with a space between their texts.
   * Default is the first of the names that data sets use.
   */
  readonly textColumn?: string;
  /** Column of the label; default is the first of the names that data sets use. */
  readonly labelColumn?: string;
  /** Columns to read as side inputs; default none. */
  readonly sideColumns?: readonly string[];
  /** Column of the group of a row; rows of a group are on one side of every split. Default none. */
  readonly groupColumn?: string;
}

/** The columns of a table, chosen by its header. */
export interface ChosenColumns {
  /** Columns of the text. */
  readonly texts: readonly string[];
  /** Column of the label, or null where labels are not read. */
  readonly label: string | null;
  /** Columns of side inputs. */
  readonly sides: readonly string[];
  /** Column of the group, or null where rows have none. */
  readonly group: string | null;
}

/**
 * Chooses the columns of labelled texts.
 *
 * @throws {DataError} where a column is missing, or the column of the classes is a text or a side input too.
 */
export function labelledColumns(
  header: readonly string[],
  name: string,
  { textColumn, labelColumn, sideColumns = [], groupColumn }: TextColumns,
): ChosenColumns {
  const texts = textColumns(header, name, textColumn);
  const label = labelColumn ?? usual(LABEL_COLUMNS, header);
  checkNamed(header, name, label, "labelColumn");
  for (const side of sideColumns) checkNamed(header, name, side, "sideColumns");
  if (groupColumn !== undefined) checkGroupColumn(header, name, groupColumn, label);
  if (texts.includes(label)) throw givenAway(name, label, "in the text", "textColumn");
  if (sideColumns.includes(label)) throw givenAway(name, label, "as a side input", "sideColumns");
  return { texts, label, sides: sideColumns, group: groupColumn ?? null };
}

function givenAway(name: string, label: string, how: string, option: keyof TextColumns): DataError {
  return new DataError(
    `Cannot read ${name}: "${label}" holds the classes and gives them away ${how}, ` +
      `leave it out of ${option}`,
    { option },
  );
}

/**
 * Chooses the columns of texts whose labels are not read; where there is a single column, it holds the text.
 *
 * @throws {DataError} where a column is not there.
 */
export function plainColumns(
  header: readonly string[],
  name: string,
  { textColumn, sideColumns = [] }: TextColumns,
): ChosenColumns {
  const texts = textColumns(header, name, header.length === 1 ? header[0] : textColumn);
  for (const side of sideColumns) checkNamed(header, name, side, "sideColumns");
  return { texts, label: null, sides: sideColumns, group: null };
}

/** The columns in the order in which a row's cells are read; only side inputs may be null in JSON. */
export function inOrder({ texts, label, sides, group }: ChosenColumns): Column[] {
  const names = label === null ? texts : [...texts, label];
  return [
    ...names.map((name) => ({ name })),
    ...sides.map((name) => ({ name, mayBeNull: true })),
    ...group === null ? [] : [{ name: group, mayBeNull: true }],
  ];
}

function textColumns(header: readonly string[], name: string, wanted?: string): string[] {
  const names = wanted === undefined
    ? [usual(TEXT_COLUMNS, header)]
    : header.includes(wanted)
    ? [wanted]
    : wanted.split(",").map((part) => part.trim());
  for (const column of names) checkNamed(header, name, column, "textColumn");
  return names;
}

/** The error for texts that have no columns to take side inputs from. */
export function noColumns(name: string, columns: readonly string[]): DataError {
  const wanted = columns.join(", ");
  return new DataError(
    `Cannot read the columns ${wanted} of ${name}: it has no columns, ` +
      `give a CSV, TSV or JSON-lines file that has them`,
  );
}
