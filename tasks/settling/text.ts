/**
 * The check of updates as text for terminals.
 *
 * @module
 */
import { textTable } from "../terminal/table.ts";
import { checkedName, type GduFile } from "./gdu_file.ts";

/** An error relative to the gradient, as `1.2e-3`. */
export function errorText(error: number): string {
  return Number.isFinite(error) ? error.toExponential(1) : "-";
}

/** A line for each parameter, and what the columns mean. */
export function gduText(run: string, file: GduFile): string {
  const { rows, free, nudged, nudge, parameters } = file;
  const head = ["parameter", "error +", "error -", "both", "cosine +", "cosine -", "both", "gain"];
  const lines = parameters.map((check) => {
    const { plus, minus, symmetric } = check.total;
    const all = [plus, minus, symmetric];
    return [
      checkedName(check),
      ...all.map(({ error }) => errorText(error)),
      ...all.map(({ cosine }) => cosine.toFixed(4)),
      check.gain.toFixed(3),
    ];
  });
  return `${run} on ${rows} test rows, ${free} free and ${nudged} nudged steps, nudged by ${nudge}:\n\n` +
    `${textTable(head, lines)}\n` +
    "Errors are relative to the gradient through time, of the nudge (+), of its opposite (-) and of " +
    "both.\nThe gain is the error of both beside the mean of the others, element by element: 1 where " +
    "it is no better, 0 where it is exact.";
}
