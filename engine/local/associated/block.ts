/**
 * The block of Associated Learning (Kao and Chen, Neural Computation 2021; Wu et al., ICLR 2022).
 *
 * Block l maps features x and label codes t one level up and learns from two local losses:
 *
 *     x' = f(x)    t' = g(t)
 *     associated loss      A = MSE(b(x'), t')
 *     reconstruction loss  R = d(h(g(t)), t)
 *
 * Nothing flows back into x or t. At inference h leads from the codes down to the classes.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import { ShapeError } from "../../error.ts";
import { backward } from "../../gradients.ts";
import { Dropout } from "../../nn/dropout.ts";
import type { Module, Place } from "../../nn/module.ts";
import { oneHot } from "../../ops/pointwise/one_hot.ts";
import { add } from "../../ops/pointwise/pointwise.ts";
import type { Parameter } from "../../tensor/parameter.ts";
import type { Tape } from "../../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../../tensor/tensor.ts";
import type { Block, BlockStep } from "../block.ts";
import { ClassLoss, type ClassLossOptions, weightedSquaredError } from "../class_loss.ts";
import type { Encoder } from "../encoder.ts";
import { detachFeatures, type Features } from "../features.ts";
import type { BlockGroup } from "../learner.ts";
import { penalized } from "../penalty.ts";
import { stepGroups } from "../groups.ts";

/** A layer from one tensor to another. */
export interface Layer extends Module {
  /** Those of its parameters that `forward` moves where it trains, and no optimizer does; none where absent. */
  readonly statistics?: readonly Parameter[];
  /** Applies the layer; `training`, no where absent, says which statistics normalize, if any do. */
  forward(x: Tensor, training?: boolean): Tensor;
}

/** The four maps of a block, with the letters of the papers. */
export interface BlockParts {
  /** f: features of the block below to features of this one. */
  readonly f: Encoder;
  /** b, the bridge: pooled features to label codes. */
  readonly b: Layer;
  /** g: label codes of the block below (or one-hot classes) to codes of this block. */
  readonly g: Layer;
  /** h: codes of this block back to codes of the block below (or to class logits). */
  readonly h: Layer;
}

/** How a block learns. */
export interface BlockOptions extends ClassLossOptions {
  /** Number of classes, or of code elements, that enter g. */
  readonly labels: number;
  /** d in R: `cross-entropy` from logits (first block only), or `mse`. */
  readonly reconstruction: "cross-entropy" | "mse";
  /** Whether A trains f and b only; undetached, g is drawn towards the bridge too (ICLR 2022). */
  readonly detachTarget: boolean;
  /** Probability with which elements of x and t are dropped on entry; 0 for none. */
  readonly dropout: number;
  /** Strength of L2 in A, of the kernels of f; none where 0 or absent. */
  readonly l2?: number;
  /** Greatest norm of the gradients of f and b together, and of g and h; 0 for no limit. */
  readonly clip: number;
  /** The groups that learn: g and h in groups of the role `labels`, f and b in others. */
  readonly groups: readonly BlockGroup[];
}

/** Name of the factors of examples among the rows of features: the block that sees classes hands them on. */
const WEIGHTS = "loss weights";

/**
 * A block that learns by itself: its parameters live on its own tape.
 *
 * @example
 * ```ts
 * import {
 *   type AssociatedBlock,
 *   blockOf,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   full,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const block: AssociatedBlock = blockOf(device, { model: "linearal", options, block: 2, input: { x: [8] } });
 * const input = { x: full(device, [4, 8], 1), rows: {}, shared: {} };
 * const { output, t } = block.step(input, full(device, [4, options.labels.width], 0));
 * console.assert(output.x.shape[0] === 4 && t.shape[0] === 4); // what the block above would take
 * device.destroy();
 * ```
 */
export class AssociatedBlock implements Block {
  /** Its name, as `block 2`. */
  readonly name: string;
  /** The device of its tensors. */
  readonly device: Device;
  /** The tape of all its parameters; no other block's tensors can meet it. */
  readonly tape: Tape;
  /** Its four maps. */
  readonly parts: BlockParts;
  /** Its parameters: f, b, g, h. */
  readonly parameters: readonly Parameter[];
  /** Drops elements of x and t on entry while training. */
  readonly dropout: { readonly x: Dropout; readonly t: Dropout };
  /** A, the associated loss, and R, the reconstruction loss. */
  readonly losses: readonly string[] = ["associated", "reconstruction"];
  readonly #options: BlockOptions;
  readonly #classLoss: ClassLoss;

  /**
   * A block of given maps.
   *
   * @param place Its place, whose tape is its own.
   * @throws {TapeError} When the place has no tape.
   */
  constructor(place: Place, parts: BlockParts, options: BlockOptions) {
    const { f, b, g, h } = parts;
    this.name = place.name;
    this.device = place.device;
    this.tape = place.ownTape;
    this.parts = parts;
    this.#options = options;
    this.#classLoss = new ClassLoss(place.device, options);
    this.parameters = [f, b, g, h].flatMap((part) => part.parameters);
    this.dropout = {
      x: new Dropout(place.at("dropout x"), options.dropout),
      t: new Dropout(place.at("dropout t"), options.dropout),
    };
  }

  /** f. */
  get encoder(): Encoder {
    return this.parts.f;
  }

  /** The groups of parameters that learn, with their rates. */
  get groups(): readonly BlockGroup[] {
    return this.#options.groups;
  }

  /** Parameters of the bridge b. */
  get exit(): readonly Parameter[] {
    return this.parts.b.parameters;
  }

  /** Parameters of the decoder h. */
  get passage(): readonly Parameter[] {
    return this.parts.h.parameters;
  }

  /** Generators of all dropout, by name. */
  get state(): ReadonlyMap<string, Tensor> {
    const inner = this.parts.f.dropouts ?? [];
    return new Map([
      ["dropout x", this.dropout.x.stream.state],
      ["dropout t", this.dropout.t.stream.state],
      ...inner.map(({ stream }, i) => [`f dropout ${i + 1}`, stream.state] as const),
    ]);
  }

  /**
   * Learns from a mini-batch and hands x and t on.
   *
   * @param input Features of the block below; they must be signals, so no gradient leaves.
   * @param t Codes of the block below `[batch, labels]`, or class indices (`u32`) `[batch]`.
   * @throws {ShapeError} When cross-entropy is to reconstruct codes.
   */
  step(input: Features<Signal>, t: Signal): BlockStep {
    const { device } = this;
    return device.label(this.name, () =>
      device.scope(() => {
        const weights = this.#weightsOf(input, t);
        const { output, code, associated, reconstruction } = this.#losses(
          this.#dropped(input),
          t,
          weights,
        );
        const kept = { output, code, associated, reconstruction, ...(weights && { weights }) };
        backward(add(associated, reconstruction), { keep: kept });
        stepGroups(this.groups, this.#options.clip);
        return {
          output: weighed(detachFeatures(output), weights),
          t: detach(code),
          losses: [detach(associated), detach(reconstruction)],
        };
      }));
  }

  /** x of this block, to predict with; nothing is recorded. */
  forward(input: Features<Signal>): Features<Signal> {
    return this.#still(() => detachFeatures(this.parts.f.forward(input, false)));
  }

  /** The label codes that the bridge reads from this block's features, `[batch, code]`. */
  bridge(output: Features<Signal>): Signal {
    const { f, b } = this.parts;
    return this.#still(() => detach(b.forward(f.pool(output))));
  }

  /** The label codes that this block reads from an input, `[batch, code]`; its features need not be made. */
  shortcut(input: Features<Signal>): Signal {
    const { f, b } = this.parts;
    return f.summarize
      ? this.#still(() => detach(b.forward(f.summarize!(input))))
      : this.bridge(this.forward(input));
  }

  /** Codes of the block below, or class indices (`u32`), to codes of this block, by g. */
  encode(t: Signal): Signal {
    return this.tape.pause(() => detach(this.parts.g.forward(this.#asCodes(t))));
  }

  /** Codes of this block to codes of the block below, or class logits in the first, by h. */
  decode(code: Signal): Signal {
    return this.tape.pause(() => detach(this.parts.h.forward(code)));
  }

  /** Runs `body` without recording, and frees all that it computed but did not return. */
  #still<T>(body: () => T): T {
    return this.tape.pause(() => this.device.scope(body));
  }

  #dropped(input: Features<Signal>): Features<Signal> {
    if (!this.#options.dropout || input.x.dtype === "u32") return input;
    return { ...input, x: detach(this.dropout.x.forward(input.x)) };
  }

  /** Labels as g takes them: classes become one-hot vectors, codes stay as they are. */
  #asCodes(t: Signal): Signal {
    return t.dtype === "u32" ? oneHot(t, this.#options.labels) : t;
  }

  /** The factor of each example in the losses `[batch]`, by its class or from below; null where all count alike. */
  #weightsOf({ rows }: Features<Signal>, t: Signal): Signal | null {
    return t.dtype === "u32" ? this.#classLoss.weightsOf(t) : rows[WEIGHTS] ?? null;
  }

  #losses(input: Features<Signal>, t: Signal, weights: Signal | null) {
    const { f, b, g, h } = this.parts;
    const { reconstruction: kind, detachTarget, l2 = 0 } = this.#options;
    if (kind === "cross-entropy" && t.dtype !== "u32") {
      throw new ShapeError(
        `Cannot step ${this.name}: cross-entropy needs class indices and got codes, use mse`,
      );
    }
    const below = t.dtype === "u32" ? this.#asCodes(t) : detach(this.dropout.t.forward(t));
    const output = f.forward(input, true);
    const code = g.forward(below);
    const decoded = h.forward(code);
    const target = detachTarget ? detach(code) : code;
    const missed = weightedSquaredError(b.forward(f.pool(output), true), target, weights);
    return {
      output,
      code,
      associated: penalized(missed, [f], l2),
      reconstruction: kind === "mse"
        ? weightedSquaredError(decoded, below, weights)
        : this.#classLoss.crossEntropy(decoded, t, weights),
    };
  }
}

/** Features with the factors of their examples, where there are some. */
function weighed(features: Features<Signal>, weights: Signal | null): Features<Signal> {
  return weights ? { ...features, rows: { ...features.rows, [WEIGHTS]: weights } } : features;
}
