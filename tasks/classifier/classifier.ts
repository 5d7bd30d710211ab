/**
 * A trained net that classifies texts, images or rows of numbers.
 *
 * @module
 */
import type { Learner, Shape } from "../../engine/mod.ts";
import { checkGiven, COUNT, SHARE } from "../../engine/options.ts";
import { type Batch, type BatchSource, DataError } from "../../datasets/mod.ts";
import { AdaptivePrediction, type BatchAnswers } from "../loop/exits/prediction.ts";
import { argmax, softmax } from "../loop/logits.ts";
import { type DepthScores, scoreSet } from "../loop/scoring.ts";
import { Prediction } from "../loop/steps.ts";
import type { ClassifierModel } from "./family.ts";
import type { LearnableKind } from "./kind.ts";
import { type Input, kindOfEncoding, type LabelledData } from "./kinds.ts";
import { checkNames } from "./options.ts";
import { encodeClassifier, type SavedClassifier } from "./saved.ts";

/** What a classifier says of an example. */
export interface Answer {
  /** The likeliest class. */
  readonly label: string;
  /** Probability of each class, after the temperature scaling of its depth where that was fitted. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Blocks that it went through. */
  readonly depth: number;
}

/** How examples are answered. */
export interface PredictOptions {
  /**
   * Blocks that an example goes through; all where absent. With `auto` it leaves at the first block that is sure
   * enough of it.
   */
  readonly depth?: number | "auto";
  /** Confidence, from 0 to 1, at which an example leaves with `auto`; where absent the one that training picked. */
  readonly threshold?: number;
  /** Examples that are answered at once; 256 where absent. */
  readonly batch?: number;
}

/** What a net says of an example. */
interface Found {
  /** Class logits. */
  readonly logits: Float32Array;
  /** Blocks that it went through. */
  readonly depth: number;
}

/**
 * A net with all that is needed to classify texts, images or rows of numbers.
 *
 * @example
 * ```ts
 * import { type Classifier, openCpu, trainClassifier } from "@associated/learning";
 *
 * const device = await openCpu();
 * const data = { texts: ["good", "fine", "bad", "poor"], labels: ["+", "+", "-", "-"] };
 * const net: Classifier = await trainClassifier(data, { model: "linearal", epochs: 2, device });
 * console.assert(net.classes.join() === "+,-" && (await net.predict(["good"])).length === 1);
 * device.destroy();
 * ```
 */
export class Classifier<N extends ClassifierModel = ClassifierModel> {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** The net. */
  readonly learner: Learner;
  readonly #about: Omit<SavedClassifier<N>, "weights">;
  readonly #kind: LearnableKind;

  /** A trained net; see {@linkcode trainClassifier} and {@linkcode loadClassifier}. */
  constructor(learner: Learner, about: Omit<SavedClassifier<N>, "weights">) {
    this.learner = learner;
    this.classes = about.encoding.classes;
    this.#about = about;
    this.#kind = kindOfEncoding(about.encoding);
  }

  /** Depths at which it can answer, rising. */
  get depths(): readonly number[] {
    return this.learner.depths;
  }

  /**
   * Answers texts, images (the bytes of each) or rows of numbers, in their order.
   *
   * @throws {DataError} When the net has no such depth, or none at which examples could leave early; or when
   * something is not what the net reads.
   * @throws {ShapeError} When an option is unknown or not what it may be.
   */
  async predict(inputs: readonly Input[], options: PredictOptions = {}): Promise<Answer[]> {
    checkNames(`answer ${this.#kind.unit}`, options, ["depth", "threshold", "batch"]);
    checkGiven(`answer ${this.#kind.unit}`, options, { threshold: SHARE, batch: COUNT });
    const { depth = this.depths.at(-1)!, batch = 256 } = options;
    const source = this.#kind.inputs(this.#about.encoding, inputs);
    return depth === "auto"
      ? await this.#early(source, batch, options.threshold)
      : await this.#at(source, batch, depth);
  }

  /**
   * Scores on labelled data at each depth: accuracy, F1 of each class and their means, area under the ROC curve,
   * top-k accuracy, cross-entropy and calibration of the probabilities that `predict` gives, confusions.
   *
   * @param options Examples of a mini-batch, 256 where absent; and `top`, the likeliest classes among which the
   *   right one counts as found, 5 where absent.
   * @throws {DataError} When a label is none of the classes, or data and labels do not match.
   * @throws {ShapeError} When an option is unknown or not what it may be.
   */
  async evaluate(
    data: LabelledData,
    options: { readonly batch?: number; readonly top?: number } = {},
  ): Promise<DepthScores[]> {
    checkNames(`evaluate ${this.#kind.unit}`, options, ["batch", "top"]);
    checkGiven(`evaluate ${this.#kind.unit}`, options, { batch: COUNT, top: COUNT });
    const { batch = 256, top } = options;
    const source = this.#kind.labelled(this.#about.encoding, data);
    const classes = this.classes.length;
    const temperatures = this.#temperatures;
    return await scoreSet(new Prediction(this.learner), source, {
      batch,
      classes,
      temperatures,
      top,
    });
  }

  /** The whole classifier as the bytes of a safetensors file. */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    const weights = new Map<string, { shape: Shape; data: Float32Array<ArrayBuffer> }>();
    for (const parameter of this.learner.parameters) {
      weights.set(parameter.name, { shape: parameter.shape, data: await parameter.data() });
    }
    return await encodeClassifier({ ...this.#about, weights });
  }

  /** What the logits of each depth are divided by. */
  get #temperatures(): readonly number[] {
    const { exits, temperatures } = this.#about;
    return exits?.rule.temperatures ?? temperatures ?? this.depths.map(() => 1);
  }

  async #at(source: BatchSource, batch: number, depth: number): Promise<Answer[]> {
    if (!this.depths.includes(depth)) {
      throw new DataError(
        `Cannot answer at depth ${JSON.stringify(depth)}: the net has depths ${
          this.depths.join(", ")
        }, give one ` +
          'of them, or "auto"',
      );
    }
    const prediction = new Prediction(this.learner, depth);
    const answers = async function* () {
      for (const each of inAnyOrder(source, batch)) {
        const depths = new Uint32Array(each.size).fill(depth);
        yield { batch: each, logits: await prediction.run(each), depths };
      }
    };
    const found = await this.#logits(source, answers());
    return found.map((one) => this.#answer(one));
  }

  async #early(source: BatchSource, batch: number, threshold?: number): Promise<Answer[]> {
    const { exits } = this.#about;
    const { unit } = this.#kind;
    const { chain } = this.learner;
    if (!chain || !exits) {
      const why = chain
        ? `no threshold was fitted to validation ${unit}`
        : this.learner.dynamics
        ? "its states settle as a whole"
        : "backpropagation trained it as a whole";
      throw new DataError(`Cannot let ${unit} leave early: ${why}, give depth a number`);
    }
    const prediction = new AdaptivePrediction(chain, exits.rule);
    const found = await this.#logits(
      source,
      prediction.through(inAnyOrder(source, batch), threshold ?? exits.threshold),
    );
    return found.map((one) => this.#answer(one));
  }

  /** The class logits of each example, and the depth at which these are. */
  async #logits(
    source: BatchSource,
    answers: AsyncIterable<BatchAnswers>,
  ): Promise<Found[]> {
    const found = new Array<Found>(source.labels.length);
    const width = this.classes.length;
    for await (const { batch, logits, depths } of answers) {
      batch.rows.forEach((row, i) => {
        found[row] = { logits: logits.subarray(i * width, (i + 1) * width), depth: depths[i] };
      });
    }
    return found;
  }

  #answer({ logits, depth }: Found): Answer {
    // Whether texts leave early or not: the same answer is as sure.
    const p = softmax(logits, this.#temperatures[this.depths.indexOf(depth)]);
    return {
      label: this.classes[argmax(logits)],
      probabilities: Object.fromEntries(this.classes.map((name, k) => [name, p[k]])),
      depth,
    };
  }
}

function inAnyOrder(source: BatchSource, batch: number): Iterable<Batch> {
  return source.batches({ batch, anyOrder: true });
}
