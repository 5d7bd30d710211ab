/**
 * Texts on the stages of a run: which blocks learn, and the time that kept features of frozen blocks cost and
 * save.
 *
 * @module
 */
import type { CacheFigures, StageResult } from "../loop/position.ts";
import { chosenEpochs, type RunResult } from "../run/result.ts";
import type { BlockRange } from "./run_display.ts";
import { blockNames, bytesText, percent, secondsText } from "../terminal/figures.ts";
import { textTable } from "../terminal/table.ts";

/** Which blocks learn in a stage, by its number from 0. */
export function stageText(stages: readonly BlockRange[], number: number): string {
  const { first, end } = stages[number];
  const below = first ? `, above ${blockNames(1, first)}, frozen` : "";
  const verb = end - first === 1 ? "learns" : "learn";
  return `Stage ${number + 1} of ${stages.length}: ${blockNames(first + 1, end)} ${verb}${below}.`;
}

/** Where the features of frozen blocks lie, how large they are, and how long it took to compute them. */
export function storedText({ place, bytes, seconds }: CacheFigures): string {
  if (place === "word table") return "Features: words are looked up in the frozen table itself.";
  if (place === "none") {
    return "Features: computed in each step, as each epoch changes the images anew.";
  }
  const where = place === "device" ? "on the device" : "in a temporary file of the run folder";
  return `Features: ${bytesText(bytes)} ${where}, computed in ${secondsText(seconds)}.`;
}

/** The accuracy that the last of some stages reached, its time, and the time that it saved. */
export function stageEndText(stages: readonly StageResult[]): string {
  const { depths, validation, epochs, seconds, cache, saved } = stages.at(-1)!;
  const reached = `Depth ${depths.at(-1)}: ${percent(validation.at(-1)!)} on validation data in ` +
    `epoch ${chosenEpochs(stages).at(-1)}, ${secondsText(seconds / epochs)} an epoch.`;
  if (!cache?.bytes) return reached;
  return `${reached} Frozen blocks would have taken ${secondsText(cache.pass)} an epoch: ` +
    `${epochs} x ${secondsText(cache.pass)} - ${secondsText(cache.seconds)} = ` +
    `${secondsText(saved)} saved.`;
}

/** All stages, a line each, and the time that they saved together. */
export function stagesTable({ stages, saved }: NonNullable<RunResult["accumulation"]>): string {
  const heads = ["stage", "depth", "chosen epoch", "s/epoch", "features", "filled in", "saved"];
  const chosen = chosenEpochs(stages);
  const rows = stages.map(({ depths, epochs, seconds, cache, saved }, i) => [
    i + 1,
    depths.join(", "),
    `${chosen[i]}/${epochs}`,
    (seconds / epochs).toFixed(2),
    !cache ? "none" : cache.bytes ? `${bytesText(cache.bytes)}, ${cache.place}` : cache.place,
    cache ? secondsText(cache.seconds) : "",
    secondsText(saved),
  ]);
  return `${textTable(heads, rows)}\nFeatures of frozen blocks that were computed once saved ` +
    `${secondsText(saved)} in all.\n`;
}
