/**
 * Columns by their names in a header.
 *
 * @module
 */
import { DataError } from "../error.ts";

/** The first of the usual names that a header has; where it has none, the most usual. */
export function usual(names: readonly string[], header: readonly string[]): string {
  return names.find((name) => header.includes(name)) ?? names[0];
}

/**
 * Refuses a column that a header lacks.
 *
 * @param name Name of the table in errors.
 * @param way What to do about it, and the option that this way out names.
 * @throws {DataError} with some of the columns that are there.
 */
export function checkColumn(
  header: readonly string[],
  name: string,
  column: string,
  { way, option }: { readonly way: string; readonly option?: string },
): void {
  if (header.includes(column)) return;
  throw new DataError(
    `Cannot read ${name}: it has no column "${column}" but ${someOf(header)}, ${way}`,
    { option },
  );
}

/**
 * Refuses a column that a header lacks, and names the option that says which it is.
 *
 * @throws {DataError} as {@linkcode checkColumn}.
 */
export function checkNamed(
  header: readonly string[],
  name: string,
  column: string,
  option: string,
): void {
  checkColumn(header, name, column, {
    way: `name the right one with ${option}${hint(header)}`,
    option,
  });
}

/** Another way out, where the names of a header look like those of none. */
function hint(header: readonly string[]): string {
  if (header.length === 1 && /\W/.test(header[0])) return ", or give the delimiter";
  const isText = (name: string) => name.length > LONGEST || /\S\s+\S+\s+\S/.test(name);
  return header.some(isText) ? ", or say that there is no header" : "";
}

/**
 * Refuses a column of groups that a header lacks, or that holds the classes.
 *
 * @throws {DataError} when rows cannot be kept together by it.
 */
export function checkGroupColumn(
  header: readonly string[],
  name: string,
  column: string,
  label: string,
): void {
  const option = "groupColumn";
  checkNamed(header, name, column, option);
  if (column !== label) return;
  throw new DataError(
    `Cannot read ${name}: "${column}" holds the classes, whose rows must be on both sides of a ` +
      `split, name another column with ${option}`,
    { option },
  );
}

const [SHOWN, LONGEST] = [12, 40];

/** Some names of a header, each no longer than a few words. */
function someOf(header: readonly string[]): string {
  const names = header.slice(0, SHOWN).map((name) =>
    name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name
  );
  return names.join(", ") + (header.length > SHOWN ? ` and ${header.length - SHOWN} more` : "");
}
