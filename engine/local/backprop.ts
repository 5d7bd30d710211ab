/**
 * The baseline: the inference path of a chain, f1 ... fL, bL, hL ... h1, on one shared tape and
 * trained end to end by backpropagation.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { backward } from "../gradients.ts";
import type { Dropout } from "../nn/dropout.ts";
import { crossEntropy } from "../ops/losses/cross_entropy.ts";
import { clipByNorm, type Optimizer } from "../optim/mod.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tape } from "../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";
import type { Layer } from "./associated.ts";
import type { Learner } from "./chain.ts";
import type { Encoder, Features } from "./features.ts";

/** What a baseline is made of; all parameters are on one tape. */
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

/** A net trained end to end. */
export class Backprop implements Learner {
  /** The device of its tensors. */
  readonly device: Device;
  /** What it is made of. */
  readonly parts: BackpropParts;
  /** Its parameters. */
  readonly parameters: readonly Parameter[];
  /** Only the full depth is trained, so only there it predicts. */
  readonly depths: readonly number[];
  /** One loss. */
  readonly lossNames: readonly string[] = ["cross-entropy"];
  /** `embedding` of f1, and `rest`. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  readonly #clip: number;

  /** A baseline; `clip` limits the norm of all gradients, 0 for no limit. */
  constructor(
    device: Device,
    parts: BackpropParts,
    optimizer: {
      readonly embedding: (parameters: readonly Parameter[]) => Optimizer;
      readonly rest: (parameters: readonly Parameter[]) => Optimizer;
    },
    clip = 0,
  ) {
    this.device = device;
    this.parts = parts;
    this.depths = [parts.encoders.length];
    this.parameters = [...parts.encoders, parts.bridge, ...parts.decoders]
      .flatMap((part) => part.parameters);
    const embedding = parts.encoders[0].parameters;
    this.optimizers = new Map([
      ["embedding", optimizer.embedding(embedding)],
      ["rest", optimizer.rest(this.parameters.slice(embedding.length))],
    ]);
    this.#clip = clip;
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
      const loss = crossEntropy(this.#logits(input, true), classes);
      backward(loss, { keep: loss });
      if (this.#clip) clipByNorm(this.parameters, this.#clip);
      for (const optimizer of this.optimizers.values()) optimizer.step();
      return [detach(loss)];
    });
  }

  /** Class logits at the full depth. */
  predict(input: Features<Signal>): Signal[] {
    return [this.predictAt(input, this.depths[0])];
  }

  /** Class logits at the full depth, the only one there is. */
  predictAt(input: Features<Signal>, depth: number): Signal {
    this.#check(depth);
    return this.parts.tape.pause(() => detach(this.#logits(input, false)));
  }

  /** All parameters. */
  parametersAt(depth: number): readonly Parameter[] {
    this.#check(depth);
    return this.parameters;
  }

  #check(depth: number): void {
    if (depth !== this.depths[0]) {
      throw new ShapeError(
        `Cannot predict at depth ${depth}: backpropagation trained depth ${this.depths[0]} only`,
      );
    }
  }

  #logits(input: Features<Signal>, training: boolean): Tensor {
    const { encoders, dropout, bridge, decoders } = this.parts;
    let features: Features = input;
    encoders.forEach((encoder, i) => {
      if (i) features = { ...features, x: dropout[i - 1].forward(features.x, training) };
      features = encoder.forward(features, training);
    });
    const code = bridge.forward(encoders.at(-1)!.pool(features));
    return decoders.reduceRight((code, decoder) => decoder.forward(code), code);
  }
}
