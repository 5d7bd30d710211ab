/**
 * How the tables that options name are written.
 *
 * @module
 */
import type { TableLayout } from "../../datasets/mod.ts";
import type { OptionsOf } from "./options.ts";

type Layout = Pick<OptionsOf<"train">, "delimiter" | "header">;

/** The layout of a table; `tab` and `\t` stand for the character that a shell hardly lets through. */
export function layoutOf({ delimiter, header }: Layout): TableLayout {
  return { delimiter: delimiter === "tab" || delimiter === "\\t" ? "\t" : delimiter, header };
}

/** The layout of a table for a saved run: as its own tables are written where the options say nothing else. */
export function layoutBeside(own: Layout, { delimiter, header }: Layout): TableLayout {
  return layoutOf({ delimiter: delimiter ?? own.delimiter, header: own.header && header });
}
