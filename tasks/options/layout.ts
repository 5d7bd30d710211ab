/**
 * How the tables that options name are written.
 *
 * @module
 */
import type { TableLayout } from "../../datasets/mod.ts";
import type { OptionsOf } from "./options.ts";

/** The layout of a table; `tab` and `\t` stand for the character that a shell hardly lets through. */
export function layoutOf(
  { delimiter, header }: Pick<OptionsOf<"train">, "delimiter" | "header">,
): TableLayout {
  return { delimiter: delimiter === "tab" || delimiter === "\\t" ? "\t" : delimiter, header };
}
