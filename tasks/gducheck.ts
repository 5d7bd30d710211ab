/**
 * `gducheck`: holds the updates of a model that settles against gradients through time, step by step (Ernoult et
 * al., 2019).
 *
 * @module
 */
import { gduCheck, oneHot, tensor } from "../engine/mod.ts";
import { equilibriumModels } from "../models/mod.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { completeOptions, type OptionsOf } from "./options/options.ts";
import { placesOf } from "./options/places.ts";
import { OptionError } from "./options/value.ts";
import { writeGduPictures } from "./report/gdu_picture.ts";
import { writeReport } from "./report/write.ts";
import { type GduFile, writeGdu } from "./settling/gdu_file.ts";
import { dynamicsOf, firstRows } from "./settling/measure.ts";
import { gduText } from "./settling/text.ts";
import { loading } from "./terminal/loading.ts";
import { print, printJson } from "./terminal/output.ts";
import { progressTarget } from "./terminal/progress.ts";

/** Elements of each parameter whose course is kept. */
const TRACED = [0, 1, 2];

/** Checks a run on its first test rows; writes the figures, their pictures and the report into its folder. */
export async function gducheck(options: OptionsOf<"gducheck">): Promise<void> {
  // Gradients need a tape, which a net has that is built to be trained through time.
  const run = await loadRun({ ...options, mode: "bp" });
  try {
    const file = await checked(run, options);
    await writeGdu(run.path, file);
    await writeGduPictures(run.path, file);
    await writeReport(run.path);
    if (options.json) printJson({ run: run.path, ...file });
    else print(gduText(run.path, file));
  } finally {
    run.device.destroy();
  }
}

async function checked(run: LoadedRun, options: OptionsOf<"gducheck">): Promise<GduFile> {
  const { learner, classes, options: own } = run;
  if (!learner.dynamics) {
    throw new OptionError(
      `Cannot check ${run.path}: its model ${own.model} has no states that settle, give a run of ` +
        Object.keys(equilibriumModels).join(" or "),
    );
  }
  const { nudge, checkpoint, rows, quiet, json } = options;
  const asked = { ...completeOptions("eval", new Map()), ...placesOf(own, options) };
  const progress = loading(progressTarget(quiet || json));
  const { source } = await run.modality.testSet(run, asked, false, progress);
  const batch = firstRows(source, rows);
  const { freeSteps: free, nudgedSteps: nudged } = own;
  const parameters = await gduCheck(
    dynamicsOf(learner, batch)!,
    oneHot(tensor(learner.device, batch.labels), classes.length),
    {
      free,
      nudged,
      beta: nudge,
      trace: TRACED,
      onProgress: (done, total) => progress({ step: "check", unit: "time steps", done, total }),
    },
  );
  return { checkpoint, rows: batch.size, free, nudged, nudge, parameters };
}
