/**
 * The report's section on blocks that learned one after another, above frozen blocks.
 *
 * @module
 */

import { type Cell, section, table } from "./parts.ts";
import type { StageResult } from "../loop/position.ts";
import { chosenEpochs, type RunResult } from "../run/result.ts";
import { blockNames, bytesText, percent, secondsText } from "../terminal/figures.ts";

/** Accuracies and times of the stages of a run; nothing where all blocks learned together. */
export function accumulationSection({ accumulation }: RunResult): string {
  if (!accumulation?.stages.length) return "";
  const { stages, saved } = accumulation;
  const chosen = chosenEpochs(stages);
  const rows = stages.map((stage, i): Cell[] => [
    String(i + 1),
    blockNames(stage.depths[0], stage.depths.at(-1)!),
    { number: percent(stage.validation.at(-1) ?? NaN) },
    { number: `${chosen[i]} of ${stage.epochs}` },
    { number: secondsText(stage.seconds) },
    cacheText(stage),
    { number: stage.cache ? secondsText(stage.cache.seconds) : "-" },
    { number: stage.cache ? secondsText(stage.cache.pass) : "-" },
    { number: stage.cache ? secondsText(stage.saved) : "-" },
  ]);
  return section({
    title: "Stages",
    about:
      "Blocks learned in turn, above frozen ones whose features were computed once and kept. " +
      "What that saved is a pass of the frozen blocks for each epoch, less the time to compute and " +
      `store their features: ${secondsText(saved)} in all.`,
    body: table(
      [
        "stage",
        "learned",
        "validation",
        "chosen epoch",
        "training",
        "features kept",
        "stored in",
        "a frozen pass",
        "saved",
      ],
      rows,
    ),
    wide: true,
  });
}

function cacheText({ cache }: StageResult): string {
  if (!cache) return "none: nothing was frozen";
  if (cache.place === "word table") return "none: words are looked up in the frozen table";
  return `${bytesText(cache.bytes)} ${cache.place === "disk" ? "on disk" : "on the device"}`;
}
