/**
 * Accuracy against time for the thresholds of a sweep: in the report, and as a file that stands alone.
 *
 * @module
 */
import { type AdaptiveFile, type SweepRow, sweepRows } from "../adaptive/file.ts";
import type { SweepPoint } from "../loop/exits/sweep.ts";
import type { RunResult } from "../run/result.ts";
import { type Chart, svgFile } from "../svg/frame.ts";
import { tradeChart, type TradePoint, type TradePoints } from "../svg/tradeoff.ts";
import { thresholdText } from "../terminal/figures.ts";
import { REPORT_STYLE } from "./style.ts";

/** The figures of the test texts where there are some, else of the validation texts. */
export function pointOf({ test, validation }: SweepRow): SweepPoint {
  return test ?? validation;
}

/** Which texts {@linkcode pointOf} is about. */
export function testedSet({ chosen }: AdaptiveFile): "test" | "validation" {
  return chosen.test ? "test" : "validation";
}

/**
 * Accuracy of the thresholds against their cost: against time once `adapt` has measured it, until then
 * against blocks.
 */
export function adaptiveChart(file: AdaptiveFile, result?: RunResult): Chart {
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
      x: times ? "mean time of a text, full path = 1" : "blocks of a text, on average",
      y: `accuracy on the ${set} texts`,
    },
    curve: { name: "adaptive", by: "threshold", points },
    chosen: points.find(({ name }) => name === thresholdText(chosen.threshold)),
    checks: measuredOf(file, points),
    others: depthsOf(file, result),
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

/** Each exit with all texts; a run's result tells how accurate its best weights are there. */
function depthsOf(file: AdaptiveFile, result?: RunResult): TradePoints {
  const { times, exits, checkpoint } = file;
  const accuracies = testedSet(file) === "test" ? result?.test.depths : result?.validation;
  const points = exits.map((depth, e): TradePoint => ({
    x: times ? times.exits[e] / times.full : depth,
    y: accuracies?.[result!.depths.indexOf(depth)] ?? NaN,
    name: `depth ${depth}`,
  }));
  return { name: "every text at one depth", points: checkpoint === "best" ? points : [] };
}

/** The chart as the text of an SVG file. */
export function adaptivePicture(file: AdaptiveFile, result?: RunResult): string {
  return svgFile(adaptiveChart(file, result), REPORT_STYLE);
}
