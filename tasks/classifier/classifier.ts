/**
 * A trained net that classifies texts.
 *
 * @module
 */
import { type Device, type Learner, openDevice, type Shape } from "../../engine/mod.ts";
import { buildModel, type ModelName } from "../../models/mod.ts";
import { type BatchSource, DataError } from "../../datasets/mod.ts";
import { type DepthResult, evaluateSet } from "../loop/evaluation.ts";
import { AdaptivePrediction } from "../loop/exits/prediction.ts";
import { argmax, softmax } from "../loop/logits.ts";
import { Prediction } from "../loop/steps.ts";
import { rowsOf, unlabelled } from "../text/encoding.ts";
import { examplesOf, type LabelledTexts } from "./data.ts";
import { decodeClassifier, encodeClassifier, type SavedClassifier } from "./saved.ts";

/** What a classifier says of a text. */
export interface Answer {
  /** The likeliest class. */
  readonly label: string;
  /** Probability of each class, after the temperature of the depth where there is one. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Blocks that the text went through. */
  readonly depth: number;
}

/** How texts are answered. */
export interface PredictOptions {
  /**
   * Blocks that a text goes through; all where absent. With `auto` it leaves at the first block that is sure
   * enough of it.
   */
  readonly depth?: number | "auto";
  /** Confidence, from 0 to 1, at which a text leaves with `auto`; where absent the one that training picked. */
  readonly threshold?: number;
  /** Texts that are answered at once; 256 where absent. */
  readonly batch?: number;
}

/** A text, with the cells of the columns that a net also reads, if it reads any. */
export type Input = string | {
  /** The text. */
  readonly text: string;
  /** Cells by column. */
  readonly columns: Readonly<Record<string, string>>;
};

/** A net with all that is needed to classify texts. */
export class Classifier<N extends ModelName = ModelName> {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** The net. */
  readonly learner: Learner;
  readonly #about: Omit<SavedClassifier<N>, "weights">;

  /** A trained net; see {@linkcode trainClassifier} and {@linkcode loadClassifier}. */
  constructor(learner: Learner, about: Omit<SavedClassifier<N>, "weights">) {
    this.learner = learner;
    this.classes = about.encoding.classes;
    this.#about = about;
  }

  /** Depths at which it can answer, rising. */
  get depths(): readonly number[] {
    return this.learner.depths;
  }

  /**
   * Answers texts, in their order.
   *
   * @throws {DataError} When the net has no such depth, or none at which texts could leave early; or when a
   * text lacks a column that the net reads.
   */
  async predict(inputs: readonly Input[], options: PredictOptions = {}): Promise<Answer[]> {
    const { depth = this.depths.at(-1)!, batch = 256 } = options;
    const source = this.#source(inputs);
    return depth === "auto"
      ? await this.#early(source, batch, options.threshold)
      : await this.#at(source, batch, depth);
  }

  /** Accuracy, cross-entropy and confusions on labelled texts, at each depth. */
  evaluate(data: LabelledTexts, { batch = 256 } = {}): Promise<DepthResult[]> {
    const { examples } = examplesOf(data, this.classes);
    const source = rowsOf(this.#about.encoding, examples);
    const classes = this.classes.length;
    return evaluateSet(new Prediction(this.learner), source, { batch, classes });
  }

  /** The whole classifier as the bytes of a safetensors file. */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    const weights = new Map<string, { shape: Shape; data: Float32Array<ArrayBuffer> }>();
    for (const parameter of this.learner.parameters) {
      weights.set(parameter.name, { shape: parameter.shape, data: await parameter.data() });
    }
    return await encodeClassifier({ ...this.#about, weights });
  }

  #source(inputs: readonly Input[]): BatchSource {
    const { encoding } = this.#about;
    const rows = inputs.map((input) => {
      if (typeof input === "string") return { text: input, sides: [] };
      const sides = encoding.sideColumns.map((column) => input.columns[column] ?? "");
      return { text: input.text, sides };
    });
    return rowsOf(encoding, unlabelled(rows, encoding.sideColumns));
  }

  async #at(source: BatchSource, batch: number, depth: number): Promise<Answer[]> {
    if (!this.depths.includes(depth)) {
      throw new DataError(
        `Cannot answer at depth ${depth}: the net has depths ${this.depths.join(", ")}, give one ` +
          'of them, or "auto"',
      );
    }
    const prediction = new Prediction(this.learner, depth);
    return await this.#answers(source, batch, async (each) => {
      const logits = await prediction.run(each);
      return { logits, depths: new Uint32Array(each.size).fill(depth) };
    });
  }

  async #early(source: BatchSource, batch: number, threshold?: number): Promise<Answer[]> {
    const { exits } = this.#about;
    const { chain } = this.learner;
    if (!chain || !exits) {
      const why = chain
        ? "it was trained without validation texts"
        : "backpropagation trained it as a whole";
      throw new DataError(`Cannot let texts leave early: ${why}, give depth a number`);
    }
    const prediction = new AdaptivePrediction(chain, exits.rule);
    return await this.#answers(
      source,
      batch,
      (each) => prediction.run(each, threshold ?? exits.threshold),
    );
  }

  /** Answers of all texts, from their logits and the depths at which these are. */
  async #answers(
    source: BatchSource,
    batch: number,
    run: (batch: Parameters<Prediction["run"]>[0]) => Promise<{
      readonly logits: Float32Array;
      readonly depths: Uint32Array;
    }>,
  ): Promise<Answer[]> {
    const answers = new Array<Answer>(source.labels.length);
    for (const each of source.batches({ batch, anyOrder: true })) {
      const { logits, depths } = await run(each);
      const width = this.classes.length;
      each.rows.forEach((row, i) => {
        answers[row] = this.#answer(logits.subarray(i * width, (i + 1) * width), depths[i]);
      });
    }
    return answers;
  }

  #answer(logits: Float32Array, depth: number): Answer {
    const temperature = this.#about.exits?.rule.temperatures[depth - 1] ?? 1;
    const p = softmax(logits, temperature);
    return {
      label: this.classes[argmax(logits)],
      probabilities: Object.fromEntries(this.classes.map((name, k) => [name, p[k]])),
      depth,
    };
  }
}

/**
 * A classifier from the bytes that {@linkcode Classifier.save} gave, or from what a run folder of the
 * command line holds (`readRun` of `@associated/learning/files`).
 *
 * @param options The device to compute on; where absent a GPU where one answers, else the processors.
 * @throws {DataError} When the bytes are no classifier, or damaged.
 *
 * @example
 * ```ts
 * import { loadClassifier, trainClassifier } from "@associated/learning";
 *
 * const data = { texts: ["good", "fine", "bad", "poor"], labels: ["+", "+", "-", "-"] };
 * const net = await trainClassifier(data, { model: "linearal", validation: 0 });
 * const again = await loadClassifier(await net.save(), { device: net.learner.device });
 * const [one, other] = [await net.predict(["good"]), await again.predict(["good"])];
 * console.assert(one[0].label === other[0].label);
 * net.learner.device.destroy();
 * ```
 */
export async function loadClassifier(
  saved: Uint8Array | SavedClassifier,
  options: { readonly device?: Device } = {},
): Promise<Classifier> {
  const { weights, ...about } = saved instanceof Uint8Array ? decodeClassifier(saved) : saved;
  const device = options.device ?? await openDevice();
  const learner = buildModel(device, about.model, about.options);
  for (const parameter of learner.parameters) {
    const found = weights.get(parameter.name);
    if (!(found?.data instanceof Float32Array) || found.shape.join() !== parameter.shape.join()) {
      throw new DataError(
        `Cannot load a classifier: it has no ${parameter}, the weights are of another model`,
      );
    }
    parameter.assign(found.data);
  }
  return new Classifier(learner, about);
}
