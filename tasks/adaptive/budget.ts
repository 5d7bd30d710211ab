/**
 * `--budget`: a threshold for a given time or a given loss of accuracy, picked on validation texts.
 *
 * @module
 */
import { MOST_LOST } from "../loop/exits/calibration.ts";
import { OptionError } from "../options/value.ts";

/** What a threshold may cost. */
export interface Budget {
  /** A share of the full path's time, or points of accuracy below the full path's. */
  readonly kind: "cost" | "loss";
  /** The share, above 0 up to 1; or the points, 0 to 100. */
  readonly limit: number;
  /** The budget as it was given. */
  readonly text: string;
}

/** A threshold that can be picked, with accuracy and time of the validation texts. */
export interface Candidate {
  /** The threshold. */
  readonly threshold: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean time of a text as a share of the full path's. */
  readonly cost: number;
}

/**
 * Reads a budget.
 *
 * @throws {OptionError} when it is neither `cost:SHARE` nor `loss:POINTS`, or out of range
 */
export function readBudget(text: string): Budget {
  const [, kind, number] = text.match(/^(cost|loss):(\d+\.?\d*|\.\d+)$/) ?? [];
  const limit = Number(number);
  const inRange = kind === "cost" ? limit > 0 && limit <= 1 : limit <= 100;
  if (kind === undefined || !inRange) {
    const state = kind === undefined ? "it is no budget" : `${number} is out of range`;
    throw new OptionError(
      `Cannot read --budget ${
        JSON.stringify(text)
      }: ${state}, give cost:SHARE with a share of the ` +
        "full path's time above 0 up to 1, or loss:POINTS with points of accuracy from 0 to 100",
    );
  }
  return { kind: kind as Budget["kind"], limit, text };
}

/** Rounding may put a sum of times or counts above its limit by this much. */
const ROUNDING = 1e-9;

/** The budget where none is given: a quarter of a point of accuracy, with a standard error to spare. */
const DEFAULT = { kind: "loss", limit: 100 * MOST_LOST } as const;

/** The cheapest threshold that loses a quarter of a point at most, of equals the higher; null where there is none. */
export function cheapest(candidates: readonly Candidate[], full: number): number | null {
  return bestWithin(DEFAULT, candidates, full)?.threshold ?? null;
}

/** What the best candidate for a budget comes to, the less the better; Infinity where none keeps to it. */
export function leastSpent(
  budget: Budget | null,
  candidates: readonly Candidate[],
  full: number,
): number {
  const best = bestWithin(budget ?? DEFAULT, candidates, full);
  if (!best) return Infinity;
  return budget?.kind === "cost" ? -best.accuracy : best.cost;
}

/**
 * The threshold for a budget: the most accurate threshold that costs no more, or the cheapest one that loses
 * no more. Of equal ones the cheaper counts, then the higher.
 *
 * @param full Accuracy of the full path on the same texts.
 * @throws {OptionError} when no candidate keeps within the budget
 */
export function pickThreshold(
  { kind, limit, text }: Budget,
  candidates: readonly Candidate[],
  full: number,
): number {
  const best = bestWithin({ kind, limit }, candidates, full);
  if (best) return best.threshold;
  const least = Math.min(...candidates.map(spending(kind, full)));
  // Rounded up, so that the number named can be given.
  const reach = Math.ceil(least * 1000 - 1e-6) / 1000;
  const state = kind === "cost"
    ? `the cheapest threshold takes ${reach} of the full path's time`
    : `the least that a threshold loses is ${reach} points`;
  const range = kind === "cost" && reach > 1
    ? "leave --budget out"
    : `give ${kind}:${reach} up to ${kind}:${kind === "cost" ? 1 : 100}`;
  throw new OptionError(`Cannot keep to --budget ${text}: ${state}, ${range}`);
}

function bestWithin(
  { kind, limit }: Pick<Budget, "kind" | "limit">,
  candidates: readonly Candidate[],
  full: number,
): Candidate | null {
  const spent = spending(kind, full);
  const better = (a: Candidate, b: Candidate) =>
    (kind === "cost" ? b.accuracy - a.accuracy : 0) || a.cost - b.cost || b.threshold - a.threshold;
  const within = candidates.filter((candidate) => spent(candidate) <= limit + ROUNDING);
  return within.toSorted(better)[0] ?? null;
}

/** What counts against the limit: the share of time, or the points of accuracy that are lost. */
function spending(kind: Budget["kind"], full: number): (candidate: Candidate) => number {
  return kind === "cost" ? ({ cost }) => cost : ({ accuracy }) => 100 * (full - accuracy);
}
