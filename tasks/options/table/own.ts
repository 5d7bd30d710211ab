/**
 * Options of predict: which texts it answers, and how much it shows.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";

/** The options under the heading Own examples, by name. */
export const OWN_OPTIONS = {
  "text": {
    type: "string",
    placeholder: "TEXT",
    commands: ["predict"],
    group: "Own examples",
    help:
      "The text to classify; without --text and --file, lines of standard input. Columns that a model also takes (--side) are empty then.",
  },
  "file": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own examples",
    help:
      "File of texts: one a line, or a CSV, TSV or JSON-lines file with --text-column and the columns that the model also takes.",
  },
  "submission": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own examples",
    help: "Predict the data set's unlabelled test texts into a file in GLUE's form, as SST-2.tsv.",
  },
  "explain": {
    type: "flag",
    default: false,
    commands: ["predict"],
    group: "Own examples",
    help: "Show what each word of a text does for the answer, and what a Transformer attends to.",
  },
  "top": {
    type: "integer",
    min: 1,
    max: 1_000_000,
    default: 5,
    commands: ["predict"],
    group: "Own examples",
    help: "Classes to show for a text, the likeliest first.",
  },
} as const satisfies Record<string, OptionSpec>;
