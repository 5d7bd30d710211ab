/**
 * What counts of words tell on a file of texts: multinomial naive Bayes and logistic regression, beside which
 * the accuracies of `./al train --dataset train.csv --test-data test.csv` are looked at.
 *
 * `deno run -A tests/bag_of_words.ts own/sst2/train.csv own/sst2/test.csv` prints their test accuracies, and
 * `deno run -A tests/bag_of_words.ts own/sst2/train.csv --folds 5` those of the parts that `./al compare
 * --dataset own/sst2/train.csv --folds 5` tests.
 * `deno run -A tests/bag_of_words.ts --from sst2 --rows 8000 --whole --least-words 8 --to own/sst2` makes such
 * files of a data set that has a name: rows drawn by a seed with the share of each class, and as many test rows; with
 * `--whole` of each group the longest text alone, as a sentence without its phrases.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { stringify } from "@std/csv/stringify";
import { loadText } from "../datasets/files/mod.ts";
import {
  type Encoded,
  type Examples,
  selectRows,
  splitExamples,
  tokenize,
  Vocabulary,
} from "../datasets/mod.ts";
import { splitRows } from "../datasets/split.ts";

/** Features of texts: row `i` has `values[k]` of word `words[k]` for `k` from `starts[i]` to `starts[i + 1]`. */
export interface Bags {
  /** `[n + 1]`. */
  readonly starts: Uint32Array;
  /** `[starts[n]]`. */
  readonly words: Uint32Array;
  /** `[starts[n]]`. */
  readonly values: Float64Array;
  /** Class indices `[n]`. */
  readonly labels: Uint32Array;
}

/** Scores of classes that are linear in the features. */
export interface Scores {
  /** `[words, classes]`. */
  readonly weights: Float64Array;
  /** `[classes]`. */
  readonly bias: Float64Array;
}

/** How many words and classes there are. */
interface Sizes {
  readonly words: number;
  readonly classes: number;
}

/** Counts of the words of each text, without unknown ones. */
export function countsOf({ tokens, offsets, labels }: Encoded): Bags {
  const starts = [0], words: number[] = [], values: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    const own = Map.groupBy(tokens.subarray(offsets[i], offsets[i + 1]), (id) => id);
    for (const [word, { length }] of own) {
      if (word < FIRST) continue;
      words.push(word);
      values.push(length);
    }
    starts.push(words.length);
  }
  return {
    starts: Uint32Array.from(starts),
    words: Uint32Array.from(words),
    values: Float64Array.from(values),
    labels,
  };
}

/** The first word behind padding and unknown. */
const FIRST = 2;

/** Which words a text has, as a vector of length 1. */
export function presenceOf({ values, ...bags }: Bags): Bags {
  const lengths = values.slice();
  for (let i = 0; i < bags.labels.length; i++) {
    const [start, end] = [bags.starts[i], bags.starts[i + 1]];
    lengths.fill(1 / Math.sqrt(Math.max(1, end - start)), start, end);
  }
  return { ...bags, values: lengths };
}

/** Multinomial naive Bayes with one more of each word in each class. */
export function naiveBayes(bags: Bags, { words, classes }: Sizes): Scores {
  const counts = new Float64Array(words * classes).fill(1);
  const [rows, totals] = [new Float64Array(classes), new Float64Array(classes).fill(words)];
  bags.labels.forEach((label, i) => {
    rows[label]++;
    for (let k = bags.starts[i]; k < bags.starts[i + 1]; k++) {
      counts[bags.words[k] * classes + label] += bags.values[k];
      totals[label] += bags.values[k];
    }
  });
  return {
    weights: counts.map((n, i) => Math.log(n / totals[i % classes])),
    bias: rows.map((n) => Math.log(n / bags.labels.length)),
  };
}

/**
 * Logistic regression by accelerated gradients (Nesterov) that start anew where they no longer lead down.
 *
 * @param decay Half the squares of the weights, times this, are added to the mean cross-entropy.
 */
export function logisticRegression(bags: Bags, sizes: Sizes, decay: number, steps = 300): Scores {
  const size = (sizes.words + 1) * sizes.classes, bias = sizes.words * sizes.classes;
  let at = new Float64Array(size), ahead = at, momentum = 1;
  for (let step = 0; step < steps; step++) {
    const slope = slopeAt(bags, sizes, ahead);
    for (let i = 0; i < bias; i++) slope[i] += decay * ahead[i];
    // Of rows of length 1, with a 1 for the bias, the curvature is 1 at most.
    const next = ahead.map((value, i) => value - slope[i] / (1 + decay));
    const leads = slope.reduce((sum, value, i) => sum + value * (next[i] - at[i]), 0) <= 0;
    const later = leads ? (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2 : 1;
    const share = leads ? (momentum - 1) / later : 0;
    ahead = next.map((value, i) => value + share * (value - at[i]));
    [at, momentum] = [next, later];
  }
  return { weights: at.subarray(0, bias), bias: at.subarray(bias) };
}

/** The slope of the mean cross-entropy; the bias stands behind the weights. */
function slopeAt(bags: Bags, { words, classes }: Sizes, at: Float64Array): Float64Array {
  const slope = new Float64Array(at.length), bias = words * classes, n = bags.labels.length;
  const scores = { weights: at.subarray(0, bias), bias: at.subarray(bias) };
  for (let i = 0; i < n; i++) {
    const own = scoresOf(bags, i, scores);
    const most = Math.max(...own);
    const powers = own.map((score) => Math.exp(score - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let c = 0; c < classes; c++) {
      const error = (powers[c] / total - Number(c === bags.labels[i])) / n;
      slope[bias + c] += error;
      for (let k = bags.starts[i]; k < bags.starts[i + 1]; k++) {
        slope[bags.words[k] * classes + c] += error * bags.values[k];
      }
    }
  }
  return slope;
}

/** The score of each class for row `i`. */
function scoresOf({ starts, words, values }: Bags, i: number, { weights, bias }: Scores) {
  const scores = bias.slice();
  for (let k = starts[i]; k < starts[i + 1]; k++) {
    for (let c = 0; c < scores.length; c++) {
      scores[c] += values[k] * weights[words[k] * scores.length + c];
    }
  }
  return scores;
}

/** The share of rows whose class has the greatest score. */
export function accuracyOf(bags: Bags, scores: Scores): number {
  const right = bags.labels.filter((label, i) => {
    const own = scoresOf(bags, i, scores);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / bags.labels.length;
}

/** Decays of which a tenth of the training rows chooses one. */
const DECAYS = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

/** Test accuracies of both ways to learn from counts of words. */
export function bagOfWords(train: Examples, test: Examples, classes: number) {
  const vocabulary = Vocabulary.build(train.texts);
  const bagsOf = (examples: Examples) => countsOf(vocabulary.encode(examples));
  const sizes = { words: vocabulary.size, classes };
  const [all, tested] = [bagsOf(train), bagsOf(test)];
  const parts = splitExamples(train, 1);
  const [kept, held] = [parts.train, parts.validation].map((part) => presenceOf(bagsOf(part)));
  const chosen = DECAYS.map((decay) => ({
    decay,
    accuracy: accuracyOf(held, logisticRegression(kept, sizes, decay)),
  })).reduce((best, one) => one.accuracy > best.accuracy ? one : best);
  const regression = logisticRegression(presenceOf(all), sizes, chosen.decay);
  return {
    bayes: accuracyOf(tested, naiveBayes(all, sizes)),
    regression: accuracyOf(presenceOf(tested), regression),
    decay: chosen.decay,
  };
}

/** Which rows of a data set make files of one's own. */
interface Made {
  readonly rows: number;
  readonly leastWords: number;
  readonly whole: boolean;
  readonly dataDir?: string;
}

/** Rows of a data set drawn by a seed; where they are to be whole, of each group the longest text alone. */
export function drawnRows(
  train: Examples,
  { rows, leastWords, whole }: Pick<Made, "rows" | "leastWords" | "whole">,
) {
  const length = train.texts.map((text) => tokenize(text).length);
  const groups = Map.groupBy(train.texts.keys(), (i) => whole ? train.groups?.[i] ?? i : i);
  const longest = groups.values().map((group) =>
    group.reduce((a, b) => length[b] > length[a] ? b : a)
  );
  const all = selectRows(train, Uint32Array.from(longest.filter((i) => length[i] >= leastWords)));
  const total = all.labels.length;
  if (total <= rows) return all;
  return selectRows(all, splitRows(all.labels, rows / total, 1, "limit").held);
}

/** Writes a part of a data set that has a name as `train.csv` and `test.csv` of a folder. */
async function writeFiles(name: string, folder: string, { dataDir, ...made }: Made) {
  const { classes, train, test } = await loadText(name, { seed: 1, dataDir });
  const parts = {
    train: drawnRows(train, made),
    test: drawnRows(test!, { ...made, leastWords: 0 }),
  };
  await Deno.mkdir(folder, { recursive: true });
  for (const [part, { texts, labels }] of Object.entries(parts)) {
    const table = texts.map((text, i) => ({ text, label: classes[labels[i]] }));
    const content = stringify(table, { columns: ["text", "label"] });
    await Deno.writeTextFile(`${folder}/${part}.csv`, content);
  }
}

/** Test rows of a file: those of another file, or each of several parts of the file itself. */
function testedBy(testPath: string, folds: string | undefined) {
  if (folds === undefined) return [{ testData: testPath }];
  const of = Number(folds);
  return Array.from({ length: of }, (_, i) => ({ fold: { number: i + 1, of } }));
}

const percent = (shares: readonly number[]) =>
  `${(100 * shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(2)} %`;

if (import.meta.main) {
  const { _: [path, testPath], from, to, folds, whole, ...words } = parseArgs(Deno.args, {
    string: [
      "from",
      "to",
      "rows",
      "least-words",
      "data-dir",
      "text-column",
      "label-column",
      "folds",
    ],
    boolean: ["whole"],
    default: { "rows": "8000", "least-words": "1" },
  });
  if (from && to) {
    const [rows, leastWords] = [Number(words.rows), Number(words["least-words"])];
    await writeFiles(from, to, { rows, leastWords, whole, dataDir: words["data-dir"] });
  } else {
    const [textColumn, labelColumn] = [words["text-column"], words["label-column"]];
    const tested: ReturnType<typeof bagOfWords>[] = [];
    for (const place of testedBy(String(testPath), folds)) {
      const options = { seed: 1, ...place, textColumn, labelColumn };
      const { classes, train, test } = await loadText(String(path), options);
      tested.push(bagOfWords(train, test!, classes.length));
    }
    const decays = tested.map(({ decay }) => decay).join(", ");
    console.log(`naive Bayes ${percent(tested.map(({ bayes }) => bayes))}`);
    console.log(
      `logistic regression ${percent(tested.map(({ regression }) => regression))}, decay ${decays}`,
    );
  }
}
