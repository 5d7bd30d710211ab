/**
 * A block of several encoders, which learn together by the block's one loss.
 *
 * @module
 */
import {
  detachFeatures,
  type Dropout,
  type Encoder,
  type Features,
  type FeatureShape,
  type Parameter,
  type Place,
  type RowSizes,
  type Signal,
  type Tensor,
} from "../engine/mod.ts";

/**
 * Encoders one above the other as one: what enters goes up through all, and the bridge reads the last.
 *
 * @example
 * ```ts
 * import {
 *   full,
 *   LinearEncoder,
 *   openCpu,
 *   Place,
 *   Random,
 *   StackedEncoder,
 *   Tape,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("block 1"), "f", new Random(1));
 * const layer = (name: string, inputs: number, outputs: number) =>
 *   new LinearEncoder(place.at(name), { inputs, outputs, activation: "elu", merge: "concat", side: null });
 * const stacked = new StackedEncoder(place, [layer("lower", 4, 3), layer("upper", 3, 2)]);
 * const { x } = stacked.forward({ x: full(device, [2, 4], 1), rows: {}, shared: {} }, false);
 * console.assert(x.shape.join() === "2,2" && stacked.parameters.length === 4);
 * device.destroy();
 * ```
 */
export class StackedEncoder implements Encoder {
  readonly #place: Place;
  readonly #below: readonly Encoder[];
  readonly #last: Encoder;

  /**
   * Encoders on the tape of a place, from the lowest.
   *
   * @throws {RangeError} When there are none.
   */
  constructor(place: Place, encoders: readonly Encoder[]) {
    const last = encoders.at(-1);
    if (!last) throw new RangeError("Cannot stack no encoders: give one or more");
    this.#place = place;
    this.#below = encoders.slice(0, -1);
    this.#last = last;
  }

  /** Width of the pooled features of the last one. */
  get width(): number {
    return this.#last.width;
  }

  /** Sizes of the features of the last one. */
  get out(): FeatureShape {
    return this.#last.out;
  }

  /** The parameters of all, from the lowest. */
  get parameters(): readonly Parameter[] {
    return this.#all.flatMap(({ parameters }) => parameters);
  }

  /** The dropouts of all. */
  get dropouts(): readonly Dropout[] {
    return this.#all.flatMap(({ dropouts = [] }) => dropouts);
  }

  get #all(): readonly Encoder[] {
    return [...this.#below, this.#last];
  }

  /** Goes up through all. */
  forward(input: Features, training: boolean): Features {
    return this.#last.forward(this.#under(input, training), training);
  }

  /** The pooled features of the last one. */
  pool(output: Features): Tensor {
    return this.#last.pool(output);
  }

  /** How the time steps attend to each other in the last one, where it has attention. */
  get weights(): ((input: Features<Signal>) => Signal) | undefined {
    const { weights } = this.#last;
    if (!weights) return undefined;
    return (input) => {
      const under = this.#place.ownTape.pause(() => detachFeatures(this.#under(input, false)));
      return weights.call(this.#last, under);
    };
  }

  /** What the encoder that has the parameter says of it. */
  learning(parameter: Parameter): "table" | "weight" | "statistic" {
    const owner = this.#all.find(({ parameters }) => parameters.includes(parameter));
    return (owner ?? this.#last).learning(parameter);
  }

  /** The sum over all. */
  multiplyAdds(sizes: RowSizes): number {
    return this.#all.reduce((sum, encoder) => sum + encoder.multiplyAdds(sizes), 0);
  }

  /** What enters the last one. */
  #under(input: Features, training: boolean): Features {
    return this.#below.reduce((features, encoder) => encoder.forward(features, training), input);
  }
}
