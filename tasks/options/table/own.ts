/**
 * Options of predict: which texts, images or rows it answers, and how much it shows.
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
    data: ["text"],
    help:
      "The text to classify; without --text and --file, lines of standard input. Columns that a model also takes (--side) are empty then.",
  },
  "second": {
    type: "string",
    placeholder: "TEXT",
    commands: ["predict"],
    group: "Own examples",
    data: ["text"],
    help: "The second text of a pair, beside --text.",
  },
  "file": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own examples",
    data: ["text", "numbers"],
    help:
      "File of texts: one a line (labels of fastText are left out), or a CSV, TSV or JSON-lines file with --text-column and the columns that the model also takes; a table of numbers with the columns of the model.",
  },
  "images": {
    type: "list",
    placeholder: "FILES",
    commands: ["predict"],
    group: "Own examples",
    data: ["image"],
    help:
      "PNG and JPEG files, or folders of them, to classify; predict takes them as words behind the run too.",
  },
  "output": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own examples",
    help:
      "Write the answers into a .csv, .tsv or .jsonl file, a row for each with its number, what was asked, the class, its probability and the depth that answered: the deepest where neither --depth nor --adaptive is given.",
  },
  "all-classes": {
    type: "flag",
    default: false,
    commands: ["predict"],
    group: "Own examples",
    help: "Write the probability of each class into the file of --output too.",
  },
  "submission": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own examples",
    data: ["text"],
    help: "Predict the data set's unlabelled test texts into a file in GLUE's form, as SST-2.tsv.",
  },
  "explain": {
    type: "flag",
    default: false,
    commands: ["predict"],
    group: "Own examples",
    data: ["text"],
    help: "Show what each word of a text does for the answer, and what a Transformer attends to.",
  },
  "top": {
    type: "integer",
    min: 1,
    max: 1_000_000,
    default: 5,
    commands: ["predict"],
    group: "Own examples",
    help: "Classes to show for an answer, the likeliest first.",
  },
} as const satisfies Record<string, OptionSpec>;
