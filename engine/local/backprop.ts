/**
 * The baseline: the inference path of a chain, f1 ... fL, bL, hL ... h1, on one shared tape and
 * trained end to end by backpropagation.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { backward } from "../gradients.ts";
import type { Dropout } from "../nn/dropout.ts";
import { clipByNorm } from "../optim/mod.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tape } from "../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";
import type { Layer } from "./associated/block.ts";
import { ClassLoss, type ClassLossOptions } from "./class_loss.ts";
import { checkDepth } from "./depth.ts";
import type { Encoder } from "./encoder.ts";
import { type Entry, plainEntry } from "./entry.ts";
import { detachFeatures, type Features } from "./features.ts";
import type { Group, Learner, Loss } from "./learner.ts";
import { penalized } from "./penalty.ts";

/** The parts of a baseline; all parameters are on one tape. */
export interface BackpropParts {
  /** The tape of all parameters. */
  readonly tape: Tape;
  /** f1 ... fL. */
  readonly encoders: readonly Encoder[];
  /** Drops elements of the input of each encoder but the first. */
  readonly dropout: readonly Dropout[];
  /** bL. */
  readonly bridge: Layer;
  /** h1 ... hL. */
  readonly decoders: readonly Layer[];
}

/** How a baseline learns. */
export interface BackpropOptions extends ClassLossOptions {
  /** The groups of parameters that learn, with their rates. */
  readonly groups: readonly Group[];
  /** Strength of L2 in the loss, of the kernels of all encoders; none where 0 or absent. */
  readonly l2?: number;
  /** Greatest norm of all gradients together; no limit where 0 or absent. */
  readonly clip?: number;
  /** How mini-batches become features; their arrays enter as they are where absent. */
  readonly entry?: Entry;
}

/**
 * A net trained end to end.
 *
 * @example
 * ```ts
 * import {
 *   Backprop,
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const net = buildModel(device, "linearal", { ...options, mode: "bp" });
 * console.assert(net instanceof Backprop && net.depths.join() === "3"); // it answers at its end alone
 * device.destroy();
 * ```
 */
export class Backprop implements Learner {
  /** The device of its tensors. */
  readonly device: Device;
  /** Its parts. */
  readonly parts: BackpropParts;
  /** Its parameters. */
  readonly parameters: readonly Parameter[];
  /** Only the full depth is trained, so only there it predicts. */
  readonly depths: readonly number[];
  /** One loss. */
  readonly losses: readonly Loss[] = [{ block: null, name: "cross-entropy" }];
  /** The groups of parameters that learn, with their rates. */
  readonly groups: readonly Group[];
  /** How mini-batches become features. */
  readonly entry: Entry;
  readonly #clip: number;
  readonly #l2: number;
  readonly #classLoss: ClassLoss;

  /** A baseline of given parts. */
  constructor(device: Device, parts: BackpropParts, options: BackpropOptions) {
    this.device = device;
    this.parts = parts;
    this.depths = [parts.encoders.length];
    this.parameters = [...parts.encoders, parts.bridge, ...parts.decoders]
      .flatMap((part) => part.parameters);
    this.groups = options.groups;
    this.entry = options.entry ?? plainEntry;
    this.#clip = options.clip ?? 0;
    this.#l2 = options.l2 ?? 0;
    this.#classLoss = new ClassLoss(device, options);
  }

  /** f1 ... fL. */
  get encoders(): readonly Encoder[] {
    return this.parts.encoders;
  }

  /** Generators of dropout. */
  get state(): ReadonlyMap<string, Tensor> {
    const { dropout, encoders } = this.parts;
    const all = [...dropout, ...encoders.flatMap(({ dropouts = [] }) => dropouts)];
    return new Map(all.map(({ stream }, i) => [`dropout ${i + 1}`, stream.state]));
  }

  /** Learns from a mini-batch; gives its cross-entropy. */
  step(input: Features<Signal>, classes: Signal): Signal[] {
    return this.device.scope(() => {
      const weights = this.#classLoss.weightsOf(classes);
      const missed = this.#classLoss.crossEntropy(this.#logits(input, true), classes, weights);
      const loss = penalized(missed, this.encoders, this.#l2);
      backward(loss, { keep: loss });
      if (this.#clip) clipByNorm(this.parameters, this.#clip);
      for (const { optimizer } of this.groups) optimizer.step();
      return [detach(loss)];
    });
  }

  /** Class logits at the full depth. */
  predict(input: Features<Signal>): Signal[] {
    return [this.predictAt(input, this.depths[0])];
  }

  /** Class logits at the full depth, the only one there is. */
  predictAt(input: Features<Signal>, depth: number): Signal {
    checkDepth(depth, this.depths);
    return this.parts.tape.pause(() => detach(this.#logits(input, false)));
  }

  /** Features after so many encoders, for prediction. */
  featuresAt(input: Features<Signal>, blocks: number): Features<Signal> {
    const { tape, encoders } = this.parts;
    return tape.pause(() => {
      const below = encoders.slice(0, blocks);
      return detachFeatures(below.reduce((x: Features, f) => f.forward(x, false), input));
    });
  }

  /** All parameters. */
  parametersAt(depth: number): readonly Parameter[] {
    checkDepth(depth, this.depths);
    return this.parameters;
  }

  #logits(input: Features<Signal>, training: boolean): Tensor {
    const { encoders, dropout, bridge, decoders } = this.parts;
    let features: Features = input;
    encoders.forEach((encoder, i) => {
      if (i) features = { ...features, x: dropout[i - 1].forward(features.x, training) };
      features = encoder.forward(features, training);
    });
    const code = bridge.forward(encoders.at(-1)!.pool(features), training);
    return decoders.reduceRight((code, decoder) => decoder.forward(code), code);
  }
}
