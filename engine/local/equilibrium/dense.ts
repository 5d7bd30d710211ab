/**
 * A synapse between all neurons of two layers.
 *
 * @module
 */
import { pytorchDefault } from "../../nn/initializers.ts";
import type { Place } from "../../nn/module.ts";
import { concatenate, slice } from "../../ops/arrange/concatenate.ts";
import { reshape } from "../../ops/arrange/reshape.ts";
import { linear } from "../../ops/matmul/linear.ts";
import { matmul } from "../../ops/matmul/matmul.ts";
import { add, multiply } from "../../ops/pointwise/pointwise.ts";
import { sum } from "../../ops/reduce/reduce.ts";
import type { Parameter } from "../../tensor/parameter.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import {
  type Synapse,
  type SynapseTerm,
  type TermArrays,
  type Weighted,
  weighted,
} from "./synapse.ts";

/** Options of {@linkcode Dense}. */
export interface DenseOptions {
  /** Number of the layer below; the other layer is the next one. */
  readonly below: number;
  /** Sizes of the states of the layer below. */
  readonly shape: Shape;
  /** Units of the layer above. */
  readonly units: number;
}

/** Some rows of a matrix of weights, in a tensor of their own. */
interface Rows {
  readonly start: number;
  readonly end: number;
  readonly weight: Parameter;
}

/**
 * `<s W + b, t>` over the states s of a layer, as one vector for each example, and the states t of the next.
 * Where the device cannot bind W as a whole, it is cut to several parameters of some rows each.
 */
export class Dense implements Synapse {
  /** Its name. */
  readonly name: string;
  /** b `[units]`. */
  readonly bias: Parameter;
  readonly #rows: readonly Rows[];
  readonly #options: DenseOptions;

  /** A synapse whose parameters live at a place. */
  constructor(place: Place, options: DenseOptions) {
    const { shape, units } = options;
    const inputs = sizeOf(shape);
    const most = Math.max(1, Math.floor(place.device.traits.maxBinding / 4 / units));
    const count = Math.ceil(inputs / most), span = Math.ceil(inputs / count);
    this.name = place.name;
    this.#options = options;
    this.#rows = Array.from({ length: count }, (_, i) => {
      const [start, end] = [i * span, Math.min((i + 1) * span, inputs)];
      const name = count === 1 ? "weight" : `weight ${i + 1}`;
      const weight = place.parameter(name, [end - start, units], pytorchDefault(inputs));
      return { start, end, weight };
    });
    this.bias = place.parameter("bias", [units], pytorchDefault(inputs));
  }

  /** W, or its parts, and b. */
  get parameters(): readonly Parameter[] {
    return [...this.#rows.map(({ weight }) => weight), this.bias];
  }

  /** Its term. */
  attach(): SynapseTerm {
    const { below, shape } = this.#options;
    return {
      layers: [below, below + 1],
      constant: false,
      value: (states) => sum(multiply(this.#up(states[below]), states[below + 1])),
      drive: (layer, states) =>
        layer === below
          ? reshape(this.#down(states[below + 1]), [states[below].shape[0], ...shape])
          : this.#up(states[below]),
      correlation: (among) => this.#correlation(among),
    };
  }

  /** s W + b. */
  #up(below: Tensor): Tensor {
    const s = flat(below);
    const [first, ...others] = this.#rows;
    return others.reduce(
      (total, rows) => add(total, matmul(this.#part(s, rows), rows.weight)),
      linear(this.#part(s, first), first.weight, this.bias),
    );
  }

  /** The columns of s `[batch, inputs]` that meet some rows of W. */
  #part<T extends Tensor>(s: T, { start, end }: Rows): T {
    return this.#rows.length === 1 ? s : slice(s, 1, start, end) as T;
  }

  /** t W^T. */
  #down(above: Tensor): Tensor {
    const parts = this.#rows.map(({ weight }) => matmul(above, weight, { transposeB: true }));
    return parts.length === 1 ? parts[0] : concatenate(parts, 1);
  }

  /** One product over the examples of all states, so that only one matrix of W's size is made. */
  #correlation(among: readonly Weighted[]): Signal[] {
    const { below } = this.#options;
    const t = joined(weighted(among, below + 1));
    const s = joined(among.map(({ states }) => flat(states[below])));
    return [
      ...this.#rows.map((rows) => matmul(this.#part(s, rows), t, { transposeA: true })),
      sum(t, { axes: [0] }),
    ];
  }

  /** Sums over examples and pairs of neurons. */
  reference({ parameters, states }: TermArrays): number {
    const { below, units } = this.#options;
    const s = states[below], t = states[below + 1], [batch] = s.shape;
    const inputs = s.data.length / batch, bias = parameters.at(-1)!;
    const weights = parameters.slice(0, -1).flatMap(({ data }) => [...data]);
    let total = 0;
    for (let n = 0; n < batch; n++) {
      for (let j = 0; j < units; j++) {
        let drive = bias.data[j];
        for (let i = 0; i < inputs; i++) drive += s.data[n * inputs + i] * weights[i * units + j];
        total += drive * t.data[n * units + j];
      }
    }
    return total;
  }
}

/** The states of each example as one row. */
function flat<T extends Tensor>(states: T): T {
  return states.shape.length === 2 ? states : reshape(states, [states.shape[0], -1]) as T;
}

/** The examples of several mini-batches as one. */
function joined(parts: readonly Signal[]): Signal {
  return parts.length === 1 ? parts[0] : concatenate(parts, 0);
}
