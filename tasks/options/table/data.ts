/**
 * Options of the data: where texts come from and how they are read.
 *
 * @module
 */

import { IMAGE_SET_NAMES, PAIR_SET_NAMES, TEXT_SET_NAMES } from "../sets.ts";
import type { OptionSpec } from "../spec.ts";
import { building, learning, training, using } from "./commands.ts";

/** The options under the heading Data, by name. */
export const DATA_OPTIONS = {
  "dataset": {
    type: "name or path",
    names: [...TEXT_SET_NAMES, ...PAIR_SET_NAMES, ...IMAGE_SET_NAMES],
    placeholder: "NAME|FILE",
    default: "news",
    commands: [...learning, "eval", "summary", "bench"],
    group: "Data",
    help:
      "Data set: news (comes with the project), ag_news, dbpedia_14, imdb, sst2, snli (pairs of texts), or a CSV, TSV or JSON file, or one of fastText (__label__pos good film).",
  },
  "test-data": {
    type: "path",
    placeholder: "FILE",
    commands: [...learning, "eval", "summary"],
    group: "Data",
    help:
      "Test rows for a data set that is a file; without it a tenth of the rows is held out by seed. eval tests any run on such a file.",
  },
  "val-data": {
    type: "path",
    placeholder: "FILE|test",
    commands: learning,
    group: "Data",
    help:
      "Rows that choose the best epoch, instead of a part of the training rows: a file or folder as --test-data; or test for the test rows themselves, where a set has no others (sst2).",
  },
  "fold": {
    type: "string",
    placeholder: "K/N",
    commands: [...learning, "summary"],
    group: "Data",
    help:
      "Test on part K of N equal parts of a data set that is a file, and train on the others; compare --folds N trains all N runs.",
  },
  "text-column": {
    type: "list",
    placeholder: "NAMES",
    commands: [...learning, ...using, "summary"],
    group: "Texts",
    data: ["text"],
    help:
      "Columns whose texts are joined, for a data set that is a file; without it text, sentence, review, content or description.",
  },
  "second-column": {
    type: "string",
    placeholder: "NAME",
    commands: [...learning, ...using, "summary"],
    group: "Texts",
    data: ["text"],
    models: ["linearal", "lstmal", "transformeral", "ep_pair"],
    help:
      "Column of the second text, for a file of pairs of texts; without it ep_pair takes hypothesis, sentence2, question2 or text2. Models of blocks read the second text at block 2.",
  },
  "label-column": {
    type: "string",
    placeholder: "NAME",
    commands: [...learning, "eval", "summary"],
    group: "Data",
    data: ["text", "numbers"],
    help:
      "Column that holds the class, for a data set that is a file; without it label, class, category, sentiment or topic.",
  },
  "group-column": {
    type: "string",
    placeholder: "NAME",
    commands: [...learning, "summary"],
    group: "Data",
    data: ["text", "numbers"],
    help:
      "Column that says which rows belong together (sentences of a document, rows of a person), for a data set that is a file: rows of a group are never on both sides of a split.",
  },
  "delimiter": {
    type: "string",
    data: ["text", "numbers"],
    placeholder: "SIGN",
    commands: [...learning, ...using, "summary"],
    group: "Data",
    help:
      "Sign between the fields of a CSV or TSV file, or tab; without it the first line tells: a comma, else a semicolon, tab or bar.",
  },
  "header": {
    type: "flag",
    data: ["text", "numbers"],
    default: true,
    commands: [...learning, ...using, "summary"],
    group: "Data",
    help:
      "The first row of a CSV or TSV file names its columns; without a header they are named 1, 2, 3 and so on.",
  },
  "data-dir": {
    type: "path",
    placeholder: "FOLDER",
    commands: [...learning, "adapt", "gducheck", "eval", "summary", "bench"],
    live: true,
    group: "Data",
    help:
      "Folder with copies of the official files, one sub-folder a data set; nothing is downloaded then.",
  },
  "cache-dir": {
    type: "path",
    placeholder: "FOLDER",
    commands: [...learning, "adapt", "gducheck", "eval", "summary", "bench"],
    live: true,
    group: "Data",
    help: "Folder for downloads; without it the user's cache folder.",
  },
  "offline": {
    type: "flag",
    default: false,
    commands: [...learning, "adapt", "gducheck", "eval", "summary", "bench"],
    live: true,
    group: "Data",
    help: "Never use the network: what is not in the cache or --data-dir is an error.",
  },
  "limit": {
    type: "integer",
    min: 1,
    max: 1e9,
    commands: building,
    group: "Data",
    help:
      "Use only this many training rows, drawn by seed with the share of each class, for quick tries.",
  },
  "val-fraction": {
    type: "number",
    min: 0.001,
    max: 0.9,
    default: 0.1,
    commands: building,
    group: "Data",
    help:
      "Part of the training rows that chooses the best epoch; the test rows never take part in that.",
  },
  "max-len": {
    type: "integer",
    min: 1,
    max: 65536,
    default: 64,
    commands: training,
    group: "Texts",
    data: ["text"],
    help:
      "Words of a text that are read, from its start; words, not characters. 400 for files, without side inputs.",
  },
  "vocab-size": {
    type: "integer",
    min: 3,
    max: 10_000_000,
    default: 30_000,
    commands: building,
    group: "Texts",
    data: ["text"],
    help: "Most frequent training words that get a row of their own, padding and unknown included.",
  },
  "min-count": {
    type: "integer",
    min: 1,
    max: 1e9,
    default: 1,
    commands: building,
    group: "Texts",
    data: ["text"],
    help: "Times a word must occur in the training texts to get a row.",
  },
  "ngrams": {
    type: "integer",
    min: 1,
    max: 2,
    default: 1,
    commands: building,
    group: "Texts",
    data: ["text"],
    models: ["linearal", "lstmal", "transformeral"],
    help:
      "2 gives pairs of neighbouring words that occur twice or more vectors of their own; a pair follows its words and counts towards --max-len and --vocab-size.",
  },
  "unknown": {
    type: "choice",
    choices: ["zero", "drawn"],
    default: "zero",
    commands: building,
    group: "Texts",
    data: ["text"],
    models: ["linearal", "lstmal", "transformeral"],
    help:
      "First vector of the row that all words without a row share, and that learns only where training texts have such words: zero, or drawn as all others.",
  },
  "word-dropout": {
    type: "number",
    min: 0,
    max: 0.9,
    default: 0,
    commands: training,
    group: "Texts",
    data: ["text"],
    models: ["linearal", "lstmal", "transformeral"],
    help:
      "Probability with which a word of a training text is taken for an unknown one, so that their row learns.",
  },
  "stop-words": {
    type: "flag",
    default: false,
    commands: building,
    group: "Texts",
    data: ["text"],
    help: "Leave out English stop words (the, of, and ...), as some of the authors' loaders do.",
  },
  "vectors": {
    type: "path",
    placeholder: "FILE",
    commands: building,
    group: "Texts",
    data: ["text"],
    help:
      "Word vectors to start from: GloVe text, fastText .vec, word2vec text or binary, also ARCHIVE.zip/FILE; or glove.6B.50d to .300d and wiki-news-300d-1M, which are downloaded. Rows are aligned by word.",
  },
  "word-vec": {
    type: "path",
    placeholder: "RUN",
    commands: building,
    group: "Texts",
    data: ["text"],
    help: "Run of a text model whose word vectors to start from.",
  },
  "bucket": {
    type: "flag",
    default: true,
    commands: training,
    group: "Texts",
    data: ["text"],
    help: "Put texts of like length into a batch, so that less padding is computed.",
  },
} as const satisfies Record<string, OptionSpec>;
