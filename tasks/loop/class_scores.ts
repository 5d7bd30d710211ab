/**
 * Precision, recall and F1 of each class.
 *
 * @module
 */

/** How a class did; fractions from 0 to 1, NaN where nothing was counted. */
export interface ClassScore {
  /** Right answers among the answers of this class. */
  readonly precision: number;
  /** Right answers among the texts of this class. */
  readonly recall: number;
  /** Harmonic mean of the two: twice the right answers by all answers and texts of the class. */
  readonly f1: number;
  /** Texts of this class. */
  readonly support: number;
}

/** Scores of each class from `confusion[truth][answer]`, numbers of texts. */
export function classScores(confusion: readonly (readonly number[])[]): ClassScore[] {
  return confusion.map((row, k) => {
    const support = row.reduce((sum, n) => sum + n, 0);
    const answers = confusion.reduce((sum, other) => sum + other[k], 0);
    const right = row[k];
    return {
      precision: right / answers,
      recall: right / support,
      f1: 2 * right / (support + answers),
      support,
    };
  });
}

/** Means over the classes that occur, each counted once (macro); the support is the number of texts. */
export function macroScore(scores: readonly ClassScore[]): ClassScore {
  const known = scores.filter(({ support }) => support > 0);
  // A class that is never answered has no precision; it counts as 0, as is usual.
  const mean = (of: (score: ClassScore) => number) =>
    known.reduce((sum, score) => sum + (of(score) || 0), 0) / known.length;
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
    support: scores.reduce((sum, { support }) => sum + support, 0),
  };
}

/** Means over all classes, each counted by its examples (weighted); the support is the number of texts. */
export function weightedScore(scores: readonly ClassScore[]): ClassScore {
  const support = scores.reduce((sum, score) => sum + score.support, 0);
  const mean = (of: (score: ClassScore) => number) =>
    scores.reduce((sum, score) => sum + score.support * (of(score) || 0), 0) / support;
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
    support,
  };
}

/**
 * Matthews' correlation coefficient of truths and answers, from -1 to 1, for any number of classes (Gorodkin,
 * 2004); 0 where all truths or all answers are one class, as is usual, and NaN of no texts.
 */
export function matthews(confusion: readonly (readonly number[])[]): number {
  const sums = (values: readonly number[]) => values.reduce((sum, n) => sum + n, 0);
  const truths = confusion.map(sums);
  const answers = confusion.map((_, k) => sums(confusion.map((row) => row[k])));
  const [total, right] = [sums(truths), sums(confusion.map((row, k) => row[k]))];
  const product = (a: readonly number[], b: readonly number[]) => sums(a.map((n, k) => n * b[k]));
  const spread = Math.sqrt(
    (total ** 2 - product(truths, truths)) * (total ** 2 - product(answers, answers)),
  );
  if (total === 0) return NaN;
  return spread === 0 ? 0 : (right * total - product(truths, answers)) / spread;
}

/** How often examples of a class were taken for another. */
export interface ConfusedPair {
  /** The true class. */
  readonly truth: number;
  /** The class that was answered. */
  readonly answer: number;
  /** Examples of the true class that were answered so. */
  readonly count: number;
  /** Examples of the true class. */
  readonly total: number;
}

/** Pairs of classes that are confused, those first that are confused most often. */
export function confusedPairs(matrix: readonly (readonly number[])[]): ConfusedPair[] {
  const pairs = matrix.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({ truth, answer, count, total }));
  });
  return pairs.filter(({ truth, answer, count }) => truth !== answer && count > 0)
    .toSorted((a, b) => b.count - a.count || b.count / b.total - a.count / a.total);
}
