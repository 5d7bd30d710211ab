/** Data and nets that the tests of classifiers share. */
import {
  type Classifier,
  type ClassifierOptions,
  type LabelledTexts,
  trainClassifier,
} from "../../../mod.ts";
import { newsDataset } from "../../../datasets/mod.ts";
import { device } from "../../engine/device.ts";
import { type Row, someRows } from "../support.ts";

/** Rows as a caller of the library has them. */
export function labelled(rows: readonly Row[]): LabelledTexts {
  return { texts: rows.map(({ text }) => text), labels: rows.map(({ label }) => label) };
}

/** A few texts of three kinds. */
export const few: LabelledTexts = labelled(someRows(60));

/** Options of a net that trains at once. */
export const quick = {
  model: "linearal",
  epochs: 2,
  batch: 16,
  words: { width: 6 },
  labels: { width: 4, deepWidth: 4 },
  above: { width: 5 },
} as const satisfies ClassifierOptions<"linearal">;

/** Trains with options that need not be right. */
export function train(
  options: object,
  data: LabelledTexts = few,
): Promise<Classifier<"linearal">> {
  return trainClassifier(data, { device, ...quick, ...options } as ClassifierOptions<"linearal">);
}

/** The made-up news: its classes, some texts to train on and 500 others to test on. */
export function news(count: number): {
  readonly classes: readonly string[];
  readonly train: LabelledTexts;
  readonly test: LabelledTexts;
} {
  const { classes, train, test } = newsDataset();
  const first = ({ texts, labels }: typeof train, n: number): LabelledTexts => ({
    texts: texts.slice(0, n),
    labels: labels.slice(0, n),
  });
  return { classes, train: first(train, count), test: first(test!, 500) };
}
