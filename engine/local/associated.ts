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
import { ShapeError } from "../error.ts";
import { Dropout } from "../nn/dropout.ts";
import type { Module, Place } from "../nn/module.ts";
import { clipByNorm, type Optimizer } from "../optim/mod.ts";
import { backward } from "../gradients.ts";
import { crossEntropy } from "../ops/losses/cross_entropy.ts";
import { meanSquaredError } from "../ops/losses/mean_squared_error.ts";
import { oneHot } from "../ops/pointwise/one_hot.ts";
import { add } from "../ops/pointwise/pointwise.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tape } from "../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";
import type { Encoder, Features } from "./features.ts";

/** A layer from one tensor to another. */
export interface Layer extends Module {
  /** Applies the layer. */
  forward(x: Tensor): Tensor;
}

/** The four maps of a block, with the letters of the papers. */
export interface BlockParts {
  /** f: features of the block below to features of this one. */
  readonly f: Encoder;
  /** b, the bridge: pooled features to label codes. */
  readonly b: Layer;
  /** g: label codes of the block below (or one-hot classes) to codes of this one. */
  readonly g: Layer;
  /** h: codes of this block back to those of the block below (or class logits). */
  readonly h: Layer;
}

/** How a block learns. */
export interface BlockOptions {
  /** Number of classes, or of code elements, that enter g. */
  readonly labels: number;
  /** d in R: `cross-entropy` from logits (first block only), or `mse`. */
  readonly reconstruction: "cross-entropy" | "mse";
  /** Whether A trains f and b only; undetached, g is drawn towards the bridge too (ICLR 2022). */
  readonly detachTarget: boolean;
  /** Probability with which elements of x and t are dropped on entry; 0 for none. */
  readonly dropout: number;
  /** Greatest norm of the gradients of f and b together, and of g and h; 0 for no limit. */
  readonly clip: number;
  /** Optimizer of f and b. */
  readonly encoder: (parameters: readonly Parameter[]) => Optimizer;
  /** Optimizer of g and h. */
  readonly autoEncoder: (parameters: readonly Parameter[]) => Optimizer;
}

/** What a block's step gives. */
export interface BlockStep {
  /** x of this block, as computed before the update. */
  readonly output: Features<Signal>;
  /** Label codes of this block, as computed before the update. */
  readonly t: Signal;
  /** A, the associated loss, a scalar. */
  readonly associated: Signal;
  /** R, the reconstruction loss, a scalar. */
  readonly reconstruction: Signal;
}

/** A block that learns by itself: its parameters live on its own tape. */
export class AssociatedBlock implements Module {
  /** Its name, as `block 2`. */
  readonly name: string;
  /** The tape of all its parameters; no other block's tensors can meet it. */
  readonly tape: Tape;
  /** Its four maps. */
  readonly parts: BlockParts;
  /** Its parameters: f, b, g, h. */
  readonly parameters: readonly Parameter[];
  /** Optimizers of f and b, and of g and h. */
  readonly optimizers: { readonly encoder: Optimizer; readonly autoEncoder: Optimizer };
  /** Drops elements of x and t on entry while training. */
  readonly dropout: { readonly x: Dropout; readonly t: Dropout };
  readonly #options: BlockOptions;

  /** A block at a place, of given maps. */
  constructor(place: Place, parts: BlockParts, options: BlockOptions) {
    const { f, b, g, h } = parts;
    this.name = place.name;
    this.tape = place.tape;
    this.parts = parts;
    this.#options = options;
    this.parameters = [f, b, g, h].flatMap((part) => part.parameters);
    const encoder = [...f.parameters, ...b.parameters];
    const autoEncoder = [...g.parameters, ...h.parameters];
    this.optimizers = {
      encoder: options.encoder(encoder),
      autoEncoder: options.autoEncoder(autoEncoder),
    };
    this.dropout = {
      x: new Dropout(place.at("dropout x"), options.dropout),
      t: new Dropout(place.at("dropout t"), options.dropout),
    };
  }

  /**
   * Learns from a mini-batch and hands x and t on.
   *
   * @param input Features of the block below; they must be signals, so no gradient leaves.
   * @param t Codes of the block below `[batch, labels]`, or class indices (`u32`) `[batch]`.
   */
  step(input: Features<Signal>, t: Signal): BlockStep {
    const { x } = input;
    return x.device.label(this.name, () =>
      x.device.scope(() => {
        const step = this.#losses(this.#dropped(input), t);
        backward(add(step.associated, step.reconstruction), { keep: step });
        for (const optimizer of [this.optimizers.autoEncoder, this.optimizers.encoder]) {
          if (this.#options.clip) clipByNorm(optimizer.parameters, this.#options.clip);
          optimizer.step();
        }
        return {
          output: detachFeatures(step.output),
          t: detach(step.t),
          associated: detach(step.associated),
          reconstruction: detach(step.reconstruction),
        };
      }));
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

  /** x of this block, to predict with; nothing is recorded. */
  forward(input: Features<Signal>): Features<Signal> {
    return this.#still(input, () => detachFeatures(this.parts.f.forward(input, false)));
  }

  /** The code that this block's features stand for, `[batch, code]`. */
  bridge(output: Features<Signal>): Signal {
    const { f, b } = this.parts;
    return this.#still(output, () => detach(b.forward(f.pool(output))));
  }

  /** The code that the features of an input stand for, `[batch, code]`; they need not be made. */
  shortcut(input: Features<Signal>): Signal {
    const { f, b } = this.parts;
    return f.summarize
      ? this.#still(input, () => detach(b.forward(f.summarize!(input))))
      : this.bridge(this.forward(input));
  }

  /** Codes of this block to codes of the block below, or class logits in the first. */
  decode(code: Signal): Signal {
    return this.tape.pause(() => detach(this.parts.h.forward(code)));
  }

  /** Runs `body` with nothing recorded and nothing left but what it returns. */
  #still<T>({ x }: Features<Signal>, body: () => T): T {
    return this.tape.pause(() => x.device.scope(body));
  }

  #dropped(input: Features<Signal>): Features<Signal> {
    if (!this.#options.dropout || input.x.dtype === "u32") return input;
    return { ...input, x: detach(this.dropout.x.forward(input.x)) };
  }

  #losses(input: Features<Signal>, t: Signal) {
    const { f, b, g, h } = this.parts;
    const { reconstruction: kind, detachTarget, labels } = this.#options;
    if (kind === "cross-entropy" && t.dtype !== "u32") {
      throw new ShapeError(
        `Cannot step ${this.name}: cross-entropy needs class indices and got codes, use mse`,
      );
    }
    const below = t.dtype === "u32" ? oneHot(t, labels) : detach(this.dropout.t.forward(t));
    const output = f.forward(input, true);
    const code = g.forward(below);
    const decoded = h.forward(code);
    return {
      output,
      t: code,
      associated: meanSquaredError(
        b.forward(f.pool(output)),
        detachTarget ? detach(code) : code,
      ),
      reconstruction: kind === "mse" ? meanSquaredError(decoded, below) : crossEntropy(decoded, t),
    };
  }
}

/** The same features with no history. */
export function detachFeatures({ x, state, ...rest }: Features): Features<Signal> {
  return {
    ...rest,
    x: detach(x),
    state: state && { h: detach(state.h), c: detach(state.c) },
  };
}
