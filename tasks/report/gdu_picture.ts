/**
 * The charts of a check of updates: in the report, and as files that stand alone.
 *
 * @module
 */
import type { ParameterCheck } from "../../engine/mod.ts";
import { writeText } from "../run/atomic.ts";
import { checkedName, type GduFile } from "../settling/gdu_file.ts";
import { type BarChart, barDrawing } from "../svg/bars.ts";
import { svgFile } from "../svg/frame.ts";
import { type LineChart, lineDrawing } from "../svg/lines.ts";
import { byStep } from "./parts.ts";
import { PICTURE_STYLE } from "./style.ts";

/** The gain of each parameter. */
export function gainChart({ parameters }: GduFile): BarChart {
  return {
    title: "Error of both nudges beside one",
    names: ["both nudges"],
    groups: parameters.map((check) => ({ name: checkedName(check), values: [check.gain] })),
  };
}

/** Some elements of a parameter through the time steps: the estimate by both nudges, and the gradient. */
export function traceChart(check: ParameterCheck): LineChart {
  return {
    title: checkedName(check),
    xName: "time step of the second phase",
    series: check.traces.flatMap(({ element, estimates, gradients }) => [
      byStep(`gradient ${element + 1}`, gradients),
      byStep(`update ${element + 1}`, estimates),
    ]),
    values: "number",
  };
}

/**
 * Writes `gdu-bars.svg` and a file for each parameter into a run folder.
 *
 * @throws {DataError} when a file cannot be written
 */
export async function writeGduPictures(run: string, file: GduFile): Promise<void> {
  const folder = run.replace(/\/+$/, "");
  await writeText(`${folder}/gdu-bars.svg`, svgFile(barDrawing(gainChart(file)), PICTURE_STYLE));
  for (const check of file.parameters) {
    const name = checkedName(check).replaceAll(" ", "-");
    const picture = svgFile(lineDrawing(traceChart(check)), PICTURE_STYLE);
    await writeText(`${folder}/gdu-${name}.svg`, picture);
  }
}
