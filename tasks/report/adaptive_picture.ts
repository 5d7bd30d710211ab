/**
 * Accuracy against time for the thresholds of a sweep: in the report, and as a file that stands alone.
 *
 * @module
 */
import { type AdaptiveFile, type SweepRow, sweepRows } from "../adaptive/file.ts";
import type { SweepPoint } from "../loop/exits/sweep.ts";
import type { Naming } from "../modality.ts";
import type { RunResult } from "../run/result.ts";
import { type Chart, svgFile } from "../svg/frame.ts";
import { tradeChart, type TradePoint, type TradePoints } from "../svg/tradeoff.ts";
import { article, thresholdText } from "../terminal/figures.ts";
import { PICTURE_STYLE } from "./style.ts";

/** The figures of the test rows where there are some, else of the validation rows. */
export function pointOf({ test, validation }: SweepRow): SweepPoint {
  return test ?? validation;
}

/** Which rows {@linkcode pointOf} is about. */
export function testedSet({ chosen }: AdaptiveFile): "test" | "validation" {
  return chosen.test ? "test" : "validation";
}

/**
 * Accuracy of the thresholds against their cost: against time once `adapt` has measured it, until then
 * against blocks.
 */
export function adaptiveChart(
  file: AdaptiveFile,
  { one, unit }: Naming,
  result?: RunResult,
): Chart {
  const { times, full, chosen, depths } = file;
  const set = testedSet(file);
  const points = sweepRows(file).map((row): TradePoint => ({
    x: times ? row.cost ?? NaN : pointOf(row).meanDepth,
    y: pointOf(row).accuracy,
    name: thresholdText(row.threshold),
  }));
  return tradeChart({
    title: times ? "Accuracy against time" : "Accuracy against depth",
    axes: {
      x: times
        ? `mean time of ${article(one)}, full path = 1`
        : `blocks of ${article(one)}, on average`,
      y: `accuracy on the ${set} ${unit}`,
    },
    curve: { name: "adaptive", by: "threshold", points },
    chosen: points.find(({ name }) => name === thresholdText(chosen.threshold)),
    checks: measuredOf(file, points),
    others: { name: `every ${one} at one depth`, points: depthsOf(file, result) },
    full: {
      x: times ? 1 : depths,
      y: (set === "test" ? full.test : full.validation) ?? NaN,
      name: "full path",
    },
  });
}

/** The thresholds whose time was measured, at their measured time. */
function measuredOf({ times }: AdaptiveFile, points: readonly TradePoint[]): TradePoints {
  const measured = times?.measured ?? [];
  return {
    name: "time measured",
    points: measured.flatMap(({ threshold, milliseconds }) => {
      const point = points.find(({ name }) => name === thresholdText(threshold));
      return point ? [{ ...point, x: milliseconds / times!.full }] : [];
    }),
  };
}

/** Each exit with all examples; a run's result tells how accurate its best weights are there. */
function depthsOf(file: AdaptiveFile, result?: RunResult): TradePoint[] {
  const { times, exits, checkpoint } = file;
  const accuracies = testedSet(file) === "test" ? result?.test.depths : result?.validation;
  const points = exits.map((depth, e): TradePoint => ({
    x: times ? times.exits[e] / times.full : depth,
    y: accuracies?.[result!.depths.indexOf(depth)] ?? NaN,
    name: `depth ${depth}`,
  }));
  return checkpoint === "best" ? points : [];
}

/** The chart as the text of an SVG file. */
export function adaptivePicture(
  file: AdaptiveFile,
  naming: Naming,
  result?: RunResult,
): string {
  return svgFile(adaptiveChart(file, naming, result), PICTURE_STYLE);
}
