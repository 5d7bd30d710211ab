/**
 * Presets: defaults for the options after the authors' code bases. They fill only what is given neither in a
 * configuration file nor on the command line.
 *
 * - `fixed`: this project's own settings, the table's defaults.
 * - `neco2021`: the code of Kao and Chen, 2021, for images (bridges that read all features, squared errors on
 *   sigmoids, the label side at twice the rate).
 * - `iclr2022`: the experiments of Wu et al., ICLR 2022 (three blocks, target not detached, decoders with
 *   tanh, squared errors).
 * - `rewrite`: its rewrite of August 2022 (two optimizers a block, cross-entropy on tanh outputs).
 * - `thesis`: the code of Peng's thesis, 2023 (five blocks, cross-entropy on sigmoid outputs, rates cut when
 *   a block's accuracy stalls; side inputs as its accumulation runs have them); for images its four blocks,
 *   label codes of 500 and two views of each image.
 * - `ijcai2023`: the code of equilibrium propagation for sequences (Bal and Sengupta, IJCAI 2023).
 *
 * They have the authors' settings, but do not repeat the defects of the authors' code:
 *
 * - Rows of the word table that are off by two, and tables of side words that never learn.
 * - The frozen code of class 0, where codes are looked up instead of computed (`iclr2022`).
 * - Texts padded on the left, or LSTM states read behind the padding.
 * - Transformers that bridge each word and then average, but average first when they predict (`iclr2022`):
 *   they average first in both.
 * - Layer norms that divide by the unbiased deviation (`rewrite`, `thesis`).
 * - Epochs and rates chosen by test accuracy.
 *
 * Some settings are near to the authors', not equal. A step moves only the rows of its words (all rows with
 * `--embedding-update dense`). Dropout is between all blocks of a Transformer, in the authors' code only
 * behind the embedding (`iclr2022`). The half rate of a Transformer's label side holds in the first block
 * too, and so do the Glorot values (`rewrite`).
 *
 * For images, rates have no least value (`thesis` has 1e-5), the augmentation of Tiny ImageNet is that of CIFAR
 * (`neco2021` also changes hue and saturation), and the nets trained by backpropagation have the L2 of the others
 * (`neco2021` has other strengths there).
 *
 * Word vectors are files, so no preset names them: the authors start from GloVe 6B 300d (`--vectors
 * glove.6B.300d`).
 *
 * @module
 */
import { baseModel, dataKind, isEquilibrium, type ModelChoice } from "./models.ts";
import { EQUILIBRIUM_PRESETS } from "./presets/equilibrium.ts";
import { IMAGE_PRESETS } from "./presets/image.ts";
import { OWN_DATA, type Preset, type PresetValues } from "./presets/preset.ts";
import { TEXT_PRESETS } from "./presets/text.ts";
import { kindOfSet } from "./sets.ts";
import type { DataKind } from "./spec.ts";
import { listed, OptionError } from "./value.ts";

/** The presets of models of blocks by the data that their models read, and by name. */
export const PRESETS: Readonly<Record<DataKind, Readonly<Record<string, Preset>>>> = {
  text: TEXT_PRESETS,
  image: IMAGE_PRESETS,
  numbers: IMAGE_PRESETS,
};

/** The presets of a model that reads a data set, by name. */
export function presetsOf(dataset: string, model: ModelChoice): Readonly<Record<string, Preset>> {
  return isEquilibrium(baseModel(model))
    ? EQUILIBRIUM_PRESETS
    : PRESETS[dataKind({ dataset, model })];
}

/**
 * The defaults that a preset gives for a data set and a model.
 *
 * @throws {OptionError} when the preset has none for data of this kind
 */
export function presetValues(
  preset: string,
  dataset: string,
  model: ModelChoice,
): PresetValues {
  const own = presetsOf(dataset, model);
  if (!Object.hasOwn(own, preset)) {
    throw new OptionError(
      `Cannot use --preset ${preset} with --model ${model}: its authors had no such model, give ` +
        `--preset ${listed(Object.keys(own))}`,
    );
  }
  const { values, byDataset, byModel } = own[preset];
  const named = byModel?.[model];
  const set = kindOfSet(dataset) ? dataset : OWN_DATA;
  return { ...values, ...byDataset?.[set], ...named?.values, ...named?.byDataset?.[set] };
}
