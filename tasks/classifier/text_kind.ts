/**
 * Texts, as the library knows them.
 *
 * @module
 */
import type { OptionKinds } from "../../engine/options.ts";
import { COUNT } from "../../engine/options.ts";
import {
  defaultWords,
  type LearningOptions,
  type NetOptions,
  type TextModel,
  textModels,
  type TextOptions,
  type WordOptions,
} from "../../models/mod.ts";
import { blockKinds } from "../../models/text/catalog.ts";
import { wordKinds } from "../../models/text/options.ts";
import { type BatchSource, classVectors, type TextRows } from "../../datasets/mod.ts";
import { OWN_TEXTS, ownTableDecay, tableDecay } from "../loop/own_data.ts";
import type { TextEncoding } from "../text/encoding.ts";
import {
  encodingFrom,
  isPlainEncoding,
  type PlainEncoding,
  plainEncoding,
} from "../text/encoding_json.ts";
import type { LabelledTexts } from "../text/labelled.ts";
import {
  inputRows,
  labelledRows,
  prepareTexts,
  type TextChoices,
  type TextInput,
} from "../text/labelled_rows.ts";
import { settles } from "./families.ts";
import type { ClassifierNet } from "./family.ts";
import type { LearnableKind } from "./kind.ts";

/** What a caller may say of the values that a net begins with, and of how far it returns to them. */
type FirstChoices = Pick<TextChoices, "firstVectors"> & {
  readonly batch: number;
  readonly learning?: Partial<LearningOptions>;
};

/** The word table, as a caller chooses it. */
export type WordChoices = Pick<WordOptions, "width" | "deviation" | "unknown" | "update" | "pool">;

const wordChoices: OptionKinds<WordChoices> = {
  width: wordKinds.width,
  deviation: wordKinds.deviation,
  unknown: wordKinds.unknown,
  update: wordKinds.update,
  pool: wordKinds.pool,
};

/** Texts. */
export const textKind: LearnableKind<LabelledTexts, TextInput, TextEncoding> = {
  unit: "texts",
  model: "lstmal",
  choices: {
    maxLen: COUNT,
    vocabularySize: { least: 3, whole: true },
    firstVectors: ["counts", "drawn"],
  },
  reads: (model) => model in textModels || settles(model),
  parts: (model) => ({ words: wordChoices, above: blockKinds[model as TextModel] }),
  learning: (model) => {
    const { decay, rates: { [model]: rate } } = OWN_TEXTS;
    return { decay, ...(rate !== undefined && { rate }) };
  },
  choose: OWN_TEXTS.choose,
  net: (net, model, { words, above }, { vocabulary }): NetOptions => ({
    ...net,
    ...{
      words: { ...defaultWords, unknown: "zero", ...words, vocabulary: vocabulary.size },
      above: { ...textModels[model as TextModel].above, ...above },
    },
  }),
  first: (net, rows, choices: FirstChoices) =>
    "above" in net ? withFirstVectors(withTableDecay(net, rows, choices), rows, choices) : net,
  prepare: prepareTexts,
  labelled: labelledRows,
  inputs: inputRows,
  plain: plainEncoding,
  isPlain: isPlainEncoding,
  from: (plain) => encodingFrom(plain as PlainEncoding),
  fits: (options, { vocabulary }) =>
    (options as TextOptions<unknown>).words?.vocabulary === vocabulary.size,
};

/** The options of a net of blocks whose word vectors return as far in an epoch of these rows as the commands'. */
function withTableDecay(
  net: ClassifierNet<TextModel>,
  rows: BatchSource,
  { learning, batch, firstVectors = OWN_TEXTS.firstVectors }: FirstChoices,
): ClassifierNet<TextModel> {
  if (learning?.tableDecay !== undefined || firstVectors === "drawn") return net;
  const { set } = rows as TextRows; // as they were prepared
  const { firstRate: rate } = net.learning, { length } = set.labels;
  const own = tableDecay({ decay: ownTableDecay(set), rate, rows: length, batch });
  return { ...net, learning: { ...net.learning, tableDecay: own } };
}

/** The options of a net of blocks with word vectors that training texts give. */
function withFirstVectors(
  net: ClassifierNet<TextModel>,
  rows: BatchSource,
  { firstVectors = OWN_TEXTS.firstVectors }: FirstChoices,
): ClassifierNet {
  if (firstVectors === "drawn") return net;
  const { words, classes, seed } = net;
  const { set } = rows as TextRows; // as they were prepared
  return { ...net, words: { ...words, vectors: classVectors(set, { ...words, classes, seed }) } };
}
