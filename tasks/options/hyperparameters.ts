/**
 * The configuration file of the ICLR package (Wu et al., 2022: `configs/hyperparameters.json`): its
 * keys become our options. docs/originals.md is the whole list.
 *
 * @module
 */

import { nearest } from "../../datasets/nearest.ts";
import { type OptionName, SPECS } from "./table.ts";
import { clip, OptionError, type OptionValue, quote, readJsonValue } from "./value.ts";

/** A `hyperparameters.json` in our options. */
export interface Hyperparameters {
  /** Options by name. */
  readonly values: Readonly<Record<string, OptionValue>>;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** Our names of the data sets by the authors' names, with the number of classes. */
const DATASETS: Readonly<Record<string, { readonly name: string; readonly classes: number }>> = {
  AGNews: { name: "ag_news", classes: 4 },
  DBpedia: { name: "dbpedia_14", classes: 14 },
  IMDb: { name: "imdb", classes: 2 },
  IMDB: { name: "imdb", classes: 2 },
  SST: { name: "sst2", classes: 2 },
};

/** Our models and modes by the authors' names. */
const MODES: Readonly<Record<string, { readonly model: string; readonly mode: "al" | "bp" }>> = {
  LSTM: { model: "lstmal", mode: "bp" },
  LSTMAL: { model: "lstmal", mode: "al" },
  Transformer: { model: "transformeral", mode: "bp" },
  TransformerAL: { model: "transformeral", mode: "al" },
};

/** Our names of word vectors by the authors' names. */
const VECTORS: Readonly<Record<string, string>> = {
  glove: "glove.6B.300d",
  fasttext: "wiki-news-300d-1M",
};

/** Keys of the file itself. */
const TOP = ["Title", "Dataset", "Mode", "Parameters", "Save_dir"];

/** Keys of `Parameters` whose values some options of ours take as they are. */
const SAME: Readonly<Record<string, readonly OptionName[]>> = {
  batch_size: ["batch-train"],
  embedding_dim: ["emb-dim"],
  epochs: ["epoch"],
  label_dim: ["label-emb"],
  lr: ["lr", "emb-lr"],
  max_len: ["max-len"],
  vocab_size: ["vocab-size"],
};

/** Keys of `Parameters` that are read one by one. */
const OTHER = [
  "activation",
  "class_num",
  "hidden_dim",
  "nhead",
  "nlayers",
  "one_hot_label",
  "pretrained",
  // The authors' file spells it so.
  "ramdom_label",
  "random_label",
];

/** Whether the object of a configuration file has the form of the ICLR package. */
export function isHyperparameters(content: Readonly<Record<string, unknown>>): boolean {
  return ["Parameters", "Mode", "Dataset"].some((key) => Object.hasOwn(content, key));
}

/**
 * Reads the authors' file into our options.
 *
 * @throws {OptionError} when a key is unknown, or its value has no meaning here
 */
export function readHyperparameters(
  path: string,
  content: Readonly<Record<string, unknown>>,
): Hyperparameters {
  return new Reader(path).read(content);
}

/** Reads one file, and collects the options that it finds. */
class Reader {
  readonly #path: string;
  readonly #values: Record<string, OptionValue> = {};
  readonly #unused: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  read(content: Readonly<Record<string, unknown>>): Hyperparameters {
    this.#checkKeys(content, TOP);
    const { Title, Dataset, Mode, Parameters, Save_dir } = content;
    if (Title !== undefined) this.#unused.push("Title");
    const dataset = Dataset === undefined ? undefined : this.#choice("Dataset", Dataset, DATASETS);
    if (dataset) this.#values["dataset"] = dataset.name;
    const kind = this.#choice("Mode", Mode, MODES);
    this.#values["model"] = kind.model;
    this.#values["mode"] = kind.mode;
    if (Save_dir !== undefined) this.#take("Save_dir", Save_dir, "save-dir");
    if (typeof Parameters !== "object" || Parameters === null || Array.isArray(Parameters)) {
      this.#refuse("Parameters", Parameters, "it is no object", 'write {"lr": 1e-3, ...}');
    }
    this.#readParameters(Parameters as Record<string, unknown>, kind, dataset?.classes);
    const unused = this.#unused.join(", ");
    const note = `${this.#path}: nothing here depends on ${unused}, see docs/originals.md`;
    return { values: this.#values, notes: unused ? [note] : [] };
  }

  #readParameters(
    parameters: Readonly<Record<string, unknown>>,
    { model, mode }: { readonly model: string; readonly mode: "al" | "bp" },
    classes: number | undefined,
  ): void {
    this.#checkKeys(parameters, [...Object.keys(SAME), ...OTHER]);
    for (const [key, value] of Object.entries(parameters)) {
      if (Object.hasOwn(SAME, key)) { for (const name of SAME[key]) this.#take(key, value, name); }
    }
    const { activation, hidden_dim, nhead, nlayers, pretrained } = parameters;
    const isTransformer = model === "transformeral";
    if (activation !== undefined) {
      this.#take("activation", activation === "tanhsh" ? "tanhshrink" : activation, "activation");
    }
    if (hidden_dim !== undefined) {
      this.#take("hidden_dim", hidden_dim, isTransformer ? "ff-dim" : "l1-dim");
      if (mode === "al") this.#take("hidden_dim", hidden_dim, "deep-label-emb");
    }
    if (nlayers !== undefined) this.#takeLayers(nlayers);
    if (nhead !== undefined) {
      const heads = this.#value("nhead", nhead, "heads");
      if (isTransformer) this.#values["heads"] = heads;
      else this.#unused.push("nhead");
    }
    if (pretrained !== undefined && pretrained !== null) {
      this.#values["vectors"] = this.#choice("pretrained", pretrained, VECTORS);
    }
    this.#checkFixed(parameters, classes);
  }

  /** Checks the keys whose value follows from the data, or which can have one value only. */
  #checkFixed(parameters: Readonly<Record<string, unknown>>, classes: number | undefined): void {
    const { class_num, one_hot_label } = parameters;
    if (class_num !== undefined) {
      if (classes === undefined) this.#unused.push("class_num");
      else if (class_num !== classes) {
        this.#refuse("class_num", class_num, `the data set has ${classes} classes`, "correct it");
      }
    }
    if (one_hot_label !== undefined && one_hot_label !== true) {
      this.#refuse("one_hot_label", one_hot_label, "labels are one-hot vectors", "give true");
    }
    for (const key of ["ramdom_label", "random_label"]) {
      const value = parameters[key];
      if (value === undefined || value === false) continue;
      this.#refuse(key, value, "labels are those of the data", "give false");
    }
  }

  /** Reads the number of layers: the authors do not count the embedding as a block. */
  #takeLayers(value: unknown): void {
    const spec = { ...SPECS["num-layer"], min: 1, max: 255 };
    const layers = readJsonValue(spec, value, this.#what("nlayers", value));
    this.#values["num-layer"] = Number(layers) + 1;
  }

  #take(key: string, value: unknown, name: OptionName): void {
    this.#values[name] = this.#value(key, value, name);
  }

  #value(key: string, value: unknown, name: OptionName): OptionValue {
    return readJsonValue(SPECS[name], value, this.#what(key, value));
  }

  #choice<T>(key: string, value: unknown, choices: Readonly<Record<string, T>>): T {
    if (typeof value === "string" && Object.hasOwn(choices, value)) return choices[value];
    const state = value === undefined ? "it is missing" : "there is no such choice";
    return this.#refuse(key, value, state, `give ${Object.keys(choices).join(", ")}`);
  }

  #checkKeys(content: Readonly<Record<string, unknown>>, known: readonly string[]): void {
    const strange = Object.keys(content).find((key) => !known.includes(key));
    if (strange === undefined) return;
    const meant = nearest(strange, known);
    const hint = meant === undefined ? `give ${known.join(", ")}` : `did you mean "${meant}"?`;
    throw new OptionError(
      `Cannot read ${quote(strange)} in ${this.#path}: hyperparameters have no such key, ${hint}`,
    );
  }

  #refuse(key: string, value: unknown, state: string, way: string): never {
    throw new OptionError(`Cannot read ${this.#what(key, value)}: ${state}, ${way}`);
  }

  #what(key: string, value: unknown): string {
    const shown = value === undefined ? "" : `: ${clip(JSON.stringify(value))}`;
    return `"${key}"${shown} in ${this.#path}`;
  }
}
