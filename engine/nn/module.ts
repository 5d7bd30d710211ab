/**
 * Modules, and the places that name and seed their parameters.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { TapeError } from "../error.ts";
import { Parameter } from "../tensor/parameter.ts";
import type { Random } from "../random.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tape } from "../tensor/tape.ts";
import type { Initializer } from "./initializers.ts";

/** Anything that has parameters. */
export interface Module {
  /** Its parameters, in a fixed order. */
  readonly parameters: readonly Parameter[];
}

/**
 * Where a layer lives: its device, its tape, its name, and its stream of random numbers.
 *
 * @example
 * ```ts
 * import { Linear, openCpu, Place, Random, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new Linear(place.at("layer"), { inputs: 2, outputs: 3 });
 * console.assert(layer.weight.name === "net/layer.weight"); // its first values follow from the name
 * device.destroy();
 * ```
 */
export class Place {
  /** The device of its tensors. */
  readonly device: Device;
  /** The tape of its parameters; null for parameters that learn by no gradient. */
  readonly tape: Tape | null;
  /** A path, as `block 1/f`. */
  readonly name: string;
  /** The stream that first values are drawn from; it depends on the name only. */
  readonly random: Random;

  /** A place for the parameters of one tape, or of none. */
  constructor(device: Device, tape: Tape | null, name: string, random: Random) {
    this.device = device;
    this.tape = tape;
    this.name = name;
    this.random = random;
  }

  /**
   * The tape, for a layer that cannot do without one.
   *
   * @throws {TapeError} When the place has none.
   */
  get ownTape(): Tape {
    if (this.tape) return this.tape;
    throw new TapeError(
      `Cannot make "${this.name}": its place has no tape to take gradients by, make the place with one`,
    );
  }

  /** The place of a part. */
  at(part: string): Place {
    return new Place(this.device, this.tape, `${this.name}/${part}`, this.random.fork(part));
  }

  /** Makes a parameter of the layer that lives here. */
  parameter(name: string, shape: Shape, initializer: Initializer): Parameter {
    const values = initializer(shape, sizeOf(shape), this.random.fork(name));
    return new Parameter(this.device, this.tape, `${this.name}.${name}`, shape, values);
  }
}
