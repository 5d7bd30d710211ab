/**
 * The number of epochs of data of one's own, where none is asked for: as many as their rows need.
 *
 * @module
 */
import { MOST_EPOCHS, OWN_STEPS, ownEpochs } from "../loop/own_data.ts";
import { count } from "../terminal/figures.ts";
import type { ModelChoice } from "./models.ts";
import { presetValues } from "./presets.ts";
import { kindOfSet } from "./sets.ts";
import type { OptionName } from "./table.ts";

/** What is asked for of a run. */
export interface AskedRun {
  /** Names of the options that are given. */
  readonly given: ReadonlySet<OptionName>;
  /** Its options. */
  readonly options: {
    readonly dataset: string;
    readonly model: ModelChoice;
    readonly preset: string;
    readonly resume?: string;
  };
}

/** Whether the rows decide the number of epochs: for data of one's own whose number nothing else names. */
export function rowsDecide({ given, options }: AskedRun): boolean {
  const { dataset, model, preset, resume } = options;
  if (given.has("epoch") || resume !== undefined || kindOfSet(dataset) !== null) return false;
  return presetValues(preset, dataset, model).epoch === undefined;
}

/** The options with as many epochs as so many rows need, and a line that says so. */
export function withOwnEpochs<O extends { readonly epoch: number; readonly batchTrain: number }>(
  options: O,
  rows: number,
): { readonly options: O; readonly note: string } {
  const { epoch: least, batchTrain: batch } = options;
  const epoch = ownEpochs({ rows, batch, least });
  const note = `${epoch} epochs of ${count(Math.ceil(rows / batch))} steps: without --epoch as ` +
    `many as make ${count(OWN_STEPS)} steps, from ${least} to ${MOST_EPOCHS}`;
  return { options: { ...options, epoch }, note };
}
