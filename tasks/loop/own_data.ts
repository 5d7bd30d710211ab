/**
 * How data of one's own are learned where nothing else is said, by the commands and by the library:
 * docs/decisions.md has what was measured.
 *
 * @module
 */
import type { Choice } from "./choice.ts";

/** Steps that training makes at least where so many fit into {@linkcode MOST_EPOCHS}. */
export const OWN_STEPS = 1500;

/** Epochs at most. */
export const MOST_EPOCHS = 100;

/** Epochs at least where nothing else is said. */
export const LEAST_EPOCHS = 5;

/** As many epochs as make {@linkcode OWN_STEPS} steps of so many rows, within bounds. */
export function ownEpochs(
  { rows, batch, least = LEAST_EPOCHS }: {
    readonly rows: number;
    readonly batch: number;
    readonly least?: number;
  },
): number {
  const steps = Math.max(1, Math.ceil(rows / batch));
  return Math.max(least, Math.min(MOST_EPOCHS, Math.ceil(OWN_STEPS / steps)));
}

/** Words of a text from which on it counts as long. */
const LONG = 100;

/**
 * How far word vectors return to their first values in an epoch, see {@linkcode tableDecay}: far where texts are short,
 * of which counts of words tell more than what is learned by errors, and less where they are long (Wang and Manning,
 * ACL 2012, found this of naive Bayes).
 */
export function ownTableDecay(
  { offsets, labels }: { readonly offsets: Uint32Array; readonly labels: Uint32Array },
): number {
  return offsets[labels.length] < LONG * labels.length ? 4 : 1;
}

/**
 * The strength with which a table is drawn to its first values at a step, so that in an epoch at the given rate a row
 * that no step uses keeps e^-decay of what it has learned.
 */
export function tableDecay(
  { decay, rate, rows, batch }: {
    readonly decay: number;
    readonly rate: number;
    readonly rows: number;
    readonly batch: number;
  },
): number {
  return decay && decay / (rate * Math.ceil(rows / batch));
}

/** How texts of one's own are learned. */
export interface OwnTexts {
  /** Words of a text that are read, by models without side inputs. */
  readonly maxLen: number;
  /** Decoupled decay of all weights but word tables. */
  readonly decay: number;
  /** What word vectors begin with, where no vectors are given. */
  readonly firstVectors: "drawn" | "counts";
  /** Whose validation accuracy chooses the epoch, where several depths learn. */
  readonly choose: Choice;
  /** Rate of the blocks above the words of a model; that of every data set where absent. */
  readonly rates: Readonly<Record<string, number | undefined>>;
}

/** Files have few steps, in which deep blocks do not come along at the rate of the large sets. */
export const OWN_TEXTS: OwnTexts = {
  maxLen: 400,
  decay: 2,
  firstVectors: "counts",
  choose: "mean",
  rates: { linearal: 4e-3, lstmal: 4e-3 },
};
