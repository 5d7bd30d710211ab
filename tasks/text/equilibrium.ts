/**
 * The model that settles which a run's options describe.
 *
 * @module
 */
import {
  defaultEquilibrium,
  equilibriumMemory,
  type EquilibriumModel,
  equilibriumModels,
  type EquilibriumOptions,
} from "../../models/mod.ts";
import { baseModel } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { bytesText } from "../terminal/figures.ts";
import type { TextEncoding } from "./encoding.ts";

/** The options of the library's model that the options of a run stand for. */
export function equilibriumOptions(
  options: OptionsOf<"train">,
  { vocabulary, classes, dim, maxLen }: TextEncoding,
  vectors?: Float32Array,
): EquilibriumOptions {
  const model = baseModel(options.model) as EquilibriumModel; // others have blocks
  return {
    ...defaultEquilibrium,
    algorithm: options.mode === "bp" ? "bptt" : "ep",
    seed: options.seed,
    classes: classes.length,
    input: equilibriumModels[model].input,
    time: maxLen,
    words: { vocabulary: vocabulary.size, width: dim ?? options.embDim, vectors },
    hidden: options.hidden.map(Number),
    activation: options.unitActivation,
    inverseTemperature: options.inverseTemperature ?? null,
    mask: options.patternMask,
    free: options.freeSteps,
    nudged: options.nudgedSteps,
    order: options.settlingOrder,
    tolerance: options.tolerance,
    beta: options.beta,
    symmetric: options.thirdPhase,
    rates: options.rates?.map(Number) ?? options.lr,
  };
}

/** What training needs of memory, in a line. */
export function memoryText(options: OptionsOf<"train">, encoding: TextEncoding): string {
  const { batchTrain, batchTest } = options;
  const need = equilibriumMemory(equilibriumOptions(options, encoding), batchTrain, batchTest);
  const { parameters, optimizer, gradients, words, states, total } = need;
  const parts = [
    [parameters, "weights"],
    [optimizer, "averages of Adam"],
    [gradients, "gradients"],
    [words, "word vectors"],
    [states, "states"],
  ] as const;
  const each = parts.map(([bytes, name]) => `${bytesText(bytes)} ${name}`).join(", ");
  return `${bytesText(total)} at most: ${each}`;
}
