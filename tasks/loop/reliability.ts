/**
 * Whether a net is right as often as it says that it is.
 *
 * @module
 */

/** Answers that are about as confident. */
export interface ReliabilityBin {
  /** Answers. */
  readonly rows: number;
  /** Mean probability of the answered class, from 0 to 1; NaN where there is no answer. */
  readonly confidence: number;
  /** Share of right answers, from 0 to 1; NaN where there is no answer. */
  readonly accuracy: number;
}

/** Bins of equal width from 0 to 1, as many as Guo et al. have (2017). */
const BINS = 15;

/** Sorts answers into bins of confidence. */
export class Reliability {
  readonly #bins = Array.from({ length: BINS }, () => ({ rows: 0, confidence: 0, right: 0 }));

  /** Counts an answer whose class has this probability. */
  add(confidence: number, isRight: boolean): void {
    // Bin m holds confidences above m / 15 and up to (m + 1) / 15.
    const bin = this.#bins[Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1))];
    bin.rows += 1;
    bin.confidence += confidence;
    bin.right += Number(isRight);
  }

  /** The bins, of rising confidence. */
  get bins(): ReliabilityBin[] {
    return this.#bins.map(({ rows, confidence, right }) => ({
      rows,
      confidence: confidence / rows,
      accuracy: right / rows,
    }));
  }
}

/** The expected calibration error: the mean distance of confidence and accuracy, by the answers of each bin. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const filled = bins.filter(({ rows }) => rows > 0);
  const total = filled.reduce((sum, { rows }) => sum + rows, 0);
  const distance = filled.reduce(
    (sum, { rows, confidence, accuracy }) => sum + rows * Math.abs(accuracy - confidence),
    0,
  );
  return distance / total;
}
