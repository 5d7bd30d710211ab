/**
 * Sections of the report on a model that settles: how its states come to rest, and how near its updates are to
 * gradients through time.
 *
 * @module
 */
import { checkedName, type GduFile } from "../settling/gdu_file.ts";
import type { SettlingFile } from "../settling/file.ts";
import { errorText } from "../settling/text.ts";
import { barChart } from "../svg/bars.ts";
import { lineChart, type Series } from "../svg/lines.ts";
import { count } from "../terminal/figures.ts";
import { gainChart, traceChart } from "./gdu_picture.ts";
import { byStep, section, table } from "./parts.ts";

/** Residual and energy by time step. */
export function settlingSections(file: SettlingFile): string[] {
  const { rows, residuals, phi, tolerance, needed } = file;
  const chart = (title: string, series: Series) =>
    lineChart({ title, xName: "time step", series: [series], values: "number" });
  const steps = residuals.length;
  const rest = needed === null
    ? `After ${count(steps)} steps states still change by more than ${tolerance}.`
    : `After ${count(needed)} of ${count(steps)} steps no state changes by more than ${tolerance}.`;
  return [
    section({
      title: "States at rest",
      about:
        `Greatest change of a state in a step of the free phase, on ${rows} test rows. ${rest}`,
      body: chart("Residual", byStep("residual", residuals)),
    }),
    section({
      title: "Energy",
      about: "The primitive function Phi in the free phase, as a mean over these rows.",
      body: chart("Phi", byStep("Phi", phi)),
    }),
  ];
}

/** Errors of the estimates, and the course of some of them. */
export function gduSections(file: GduFile): string[] {
  const { rows, nudged, nudge, parameters } = file;
  const lines = parameters.map((check) => {
    const { plus, minus, symmetric } = check.total;
    return [
      checkedName(check),
      ...[plus, minus, symmetric].map(({ error }) => ({ number: errorText(error) })),
      ...[plus, minus, symmetric].map(({ cosine }) => ({ number: cosine.toFixed(4) })),
    ];
  });
  const head = ["parameter", "error +", "error -", "both", "cosine +", "cosine -", "both"];
  return [
    section({
      title: "Updates beside gradients",
      about: `Estimates by a nudge of ${nudge} (+), of its opposite (-) and of both, against ` +
        `backpropagation through ${nudged} time steps on ${rows} test rows: error relative to the ` +
        "gradient, and cosine of the angle between them.",
      body: table(head, lines),
      wide: true,
    }),
    section({
      title: "What both nudges gain",
      about: "Error of the estimate by both nudges beside the mean of the others, element by " +
        "element: 100 % where it is no better.",
      body: barChart(gainChart(file)),
    }),
    ...parameters.filter(({ traces }) => traces.length).map((check) =>
      section({
        title: `Updates of ${checkedName(check)}`,
        about:
          "Some elements: the sum of the updates by both nudges, and the gradient through as " +
          "many time steps.",
        body: lineChart(traceChart(check)),
      })
    ),
  ];
}
