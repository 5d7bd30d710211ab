/**
 * A synapse from a sequence that enters to one part of a layer of tokens.
 *
 * @module
 */
import { pytorchDefault } from "../../nn/initializers.ts";
import type { Place } from "../../nn/module.ts";
import { concatenate, slice } from "../../ops/arrange/concatenate.ts";
import { reshape } from "../../ops/arrange/reshape.ts";
import { matmul } from "../../ops/matmul/matmul.ts";
import { full } from "../../ops/pointwise/full.ts";
import { add, multiply } from "../../ops/pointwise/pointwise.ts";
import { sum } from "../../ops/reduce/reduce.ts";
import type { Parameter } from "../../tensor/parameter.ts";
import { detach, type Signal, type Tensor } from "../../tensor/tensor.ts";
import type { Sequences } from "./neurons.ts";
import { type Synapse, type SynapseTerm, type TermArrays, weighted } from "./synapse.ts";

/** Options of {@linkcode Projection}. */
export interface ProjectionOptions {
  /** Number of the sequence that it reads. */
  readonly from: number;
  /** Number of the layer of tokens. */
  readonly layer: number;
  /** The part of that layer that it drives. */
  readonly part: number;
  /** Parts of that layer. */
  readonly parts: number;
  /** Numbers of a vector. */
  readonly width: number;
}

/** `<x P, s>` over the vectors x of a sequence and the states s of a part of a layer. */
export class Projection implements Synapse {
  /** Its name. */
  readonly name: string;
  /** P `[width, width]`, and no bias. */
  readonly weight: Parameter;
  readonly #options: ProjectionOptions;

  /** A projection whose parameters live at a place. */
  constructor(place: Place, options: ProjectionOptions) {
    const { width } = options;
    this.name = place.name;
    this.weight = place.parameter("weight", [width, width], pytorchDefault());
    this.#options = options;
  }

  /** P. */
  get parameters(): readonly Parameter[] {
    return [this.weight];
  }

  /** Its term; x P is computed once. */
  attach({ vectors }: Sequences): SynapseTerm {
    const { from, layer } = this.#options;
    const x = vectors[from];
    const own = matmul(x, this.weight);
    return {
      layers: [layer],
      constant: true,
      value: (states) => sum(multiply(own, this.#partOf(states[layer]))),
      drive: () => this.#inPart(own),
      correlation: (among) => {
        const total = weighted(among, layer).reduce((a, b) => add(a, b));
        return [matmul(rows(x), rows(this.#partOf(total)), { transposeA: true })];
      },
    };
  }

  /** `[batch, time, width]` as the drive of the whole layer, 0 in the other parts. */
  #inPart(drive: Tensor): Tensor {
    const { part, parts } = this.#options;
    const [batch, ...sizes] = drive.shape;
    const own = reshape(drive, [batch, 1, ...sizes]);
    const others = (count: number) => full(drive.device, [batch, count, ...sizes], 0);
    const row = [others(part), own, others(parts - part - 1)].filter(({ shape }) => shape[1] > 0);
    return row.length === 1 ? own : concatenate(row, 1);
  }

  /** The states of its part `[batch, time, width]`. */
  #partOf<T extends Tensor>(states: T): T {
    const { part, parts } = this.#options;
    const [batch, , ...sizes] = states.shape;
    const own = parts === 1 ? states : slice(states, 1, part, part + 1);
    return reshape(own, [batch, ...sizes]) as T;
  }

  /** Sums over examples, tokens and pairs of numbers. */
  reference({ parameters: [p], states, vectors }: TermArrays): number {
    const { from, layer, part, parts, width } = this.#options;
    const x = vectors[from], s = states[layer], [batch, time] = x.shape;
    let total = 0;
    for (let n = 0; n < batch; n++) {
      for (let t = 0; t < time; t++) {
        const at = ((n * parts + part) * time + t) * width, of = (n * time + t) * width;
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++) {
            total += x.data[of + i] * p.data[i * width + j] * s.data[at + j];
          }
        }
      }
    }
    return total;
  }
}

/** All vectors as the rows of one matrix. */
function rows(x: Signal): Signal {
  return reshape(detach(x), [-1, x.shape.at(-1)!]);
}
