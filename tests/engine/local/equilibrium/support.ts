/**
 * Small nets that settle, and the definition of how they settle in float64: drives are central differences of
 * Phi, which is exact because Phi is a polynomial of the second degree in each state and parameter.
 */
import {
  attention,
  Dense,
  type Device,
  EquilibriumNet,
  halfRamp,
  type HostArray,
  hostArray,
  Nudge,
  oneHot,
  Place,
  Projection,
  Random,
  type Sequences,
  type Signal,
  sizeOf,
  type Tape,
  tensor,
  TokenNeurons,
  type UnitActivation,
  Units,
} from "../../../../engine/mod.ts";

/** A net on a device with an input and a target, and all of that on the host. */
export interface Toy {
  readonly net: EquilibriumNet;
  readonly input: Sequences;
  readonly target: Signal;
  readonly host: ToyArrays;
}

/** What a toy is on the host. */
export interface ToyArrays {
  readonly vectors: readonly HostArray[];
  readonly lengths: readonly number[];
  readonly target: HostArray;
  readonly patterns: readonly number[];
  readonly scale: number;
}

/** Sizes of a toy. */
export interface ToyOptions {
  readonly pair?: boolean;
  readonly batch?: number;
  readonly hidden?: readonly number[];
  readonly lengths?: readonly number[];
  readonly tape?: Tape | null;
  readonly seed?: number;
  /** Factor of the first weights. */
  readonly gain?: number;
  /** The activation; {@linkcode Definition} knows the first one alone. */
  readonly activation?: UnitActivation;
}

const [TIME, WIDTH, CLASSES] = [3, 4, 2];

/** A net with drawn weights, an input and labels. */
export function toy(device: Device, options: ToyOptions = {}): Toy {
  const { pair = false, batch = 2, hidden = [5], tape = null, seed = 1, gain = 1 } = options;
  const { activation = "my_hard_sig" } = options;
  const random = new Random(seed);
  const patterns = pair ? [1, 0, 0, 1] : [0];
  const { lengths = new Array(batch * patterns.length).fill(TIME) } = options;
  const scale = pair ? 0.16 : 0.5;
  const drawn = () => hostArray([batch, TIME, WIDTH], () => Math.fround(random.normal()));
  const vectors = pair ? [drawn(), drawn()] : [drawn()];
  const place = new Place(device, tape, "net", random);
  const parts = patterns.length, units = [...hidden, CLASSES];
  const projections = patterns.map((_, part) => {
    const options = { from: part % vectors.length, layer: 0, part, parts, width: WIDTH };
    return new Projection(place.at(`projection ${part}`), options);
  });
  const dense = units.map((count, i) => {
    const shape = i ? [units[i - 1]] : [parts, TIME, WIDTH];
    return new Dense(place.at(`layer ${i}`), { below: i, shape, units: count });
  });
  const layers = [
    new TokenNeurons({ patterns, time: TIME, width: WIDTH, inverseTemperature: scale }),
    ...units.map((count) => new Units(count, activation)),
  ];
  const net = new EquilibriumNet(device, { layers, synapses: [...projections, ...dense], tape });
  for (const parameter of net.parameters) {
    // Biases in the middle of the range in which units are not saturated.
    const centre = parameter.shape.length === 1 ? 0.5 : 0;
    const draw = () => centre + gain * random.uniform(-0.4, 0.4);
    parameter.assign(Float32Array.from({ length: parameter.size }, draw));
  }
  const labels = Uint32Array.from({ length: batch }, (_, n) => n % CLASSES);
  return {
    net,
    input: sequences(device, vectors, lengths),
    target: oneHot(tensor(device, labels), CLASSES),
    host: {
      ...{ vectors, lengths, patterns, scale },
      target: hostArray(
        [batch, CLASSES],
        (i) => Number(i % CLASSES === labels[Math.floor(i / CLASSES)]),
      ),
    },
  };
}

/** Sequences on a device. */
export function sequences(
  device: Device,
  vectors: readonly HostArray[],
  lengths: readonly number[],
): Sequences {
  const [batch] = vectors[0].shape;
  return {
    vectors: vectors.map(({ data, shape }) => tensor(device, data, shape)),
    lengths: tensor(device, Uint32Array.from(lengths), [batch, lengths.length / batch]),
  };
}

/** A tensor on the host. */
export async function onHost(
  x: { readonly shape: readonly number[]; data(): Promise<Float32Array> },
) {
  return { shape: x.shape, data: Float64Array.from(await x.data()) };
}

/** The definition of a net: the sum of the references of its synapses, in states and parameters on the host. */
export class Definition {
  readonly #toy: Toy;
  readonly parameters: HostArray[];

  private constructor(toy: Toy, parameters: HostArray[]) {
    this.#toy = toy;
    this.parameters = parameters;
  }

  /** The definition of a toy with the parameters that it has now. */
  static async of(toy: Toy): Promise<Definition> {
    return new Definition(toy, await Promise.all(toy.net.parameters.map(onHost)));
  }

  /** States of 0. */
  rest(): HostArray[] {
    const [batch] = this.#toy.host.target.shape;
    return this.#toy.net.layers.map(({ shape }) => hostArray([batch, ...shape], () => 0));
  }

  /** Phi, summed over the examples. */
  phi(states: readonly HostArray[], beta = 0): number {
    const { net, host: { vectors, target } } = this.#toy;
    let first = 0, total = 0;
    for (const synapse of net.synapses) {
      const end = first + synapse.parameters.length;
      total += synapse.reference({
        parameters: this.parameters.slice(first, end),
        states,
        vectors,
      });
      first = end;
    }
    if (!beta) return total;
    const nudge = new Nudge(net.layers.length - 1, { beta, target: this.#toy.target });
    return total + nudge.reference(states.at(-1)!, target);
  }

  /** dPhi/ds of all layers. */
  drives(states: readonly HostArray[], beta = 0): HostArray[] {
    return states.map((state) => slopes(state, () => this.phi(states, beta)));
  }

  /** dPhi/dtheta of all parameters, as a mean over the examples. */
  correlations(states: readonly HostArray[]): HostArray[] {
    const [batch] = states[0].shape;
    return this.parameters.map((parameter) => {
      const { shape, data } = slopes(parameter, () => this.phi(states));
      return { shape, data: data.map((slope) => slope / batch) };
    });
  }

  /** The states some time steps later. */
  relax(states: readonly HostArray[], steps: number, beta = 0): HostArray[] {
    let now = [...states];
    for (let step = 0; step < steps; step++) {
      const [queries, ...rest] = this.drives(now, beta);
      now = [
        this.#retrieved(queries),
        ...rest.map((drive) => halfRamp.rule.reference([drive], null)[0]),
      ];
    }
    return now;
  }

  #retrieved({ shape, data }: HostArray): HostArray {
    const { vectors, lengths, patterns, scale } = this.#toy.host;
    const [batch, parts, time, width] = shape;
    const rows = [batch * parts, time, width];
    const stored = hostArray(rows, (i) => {
      const row = Math.floor(i / (time * width));
      const n = Math.floor(row / parts);
      return vectors[patterns[row % parts]].data[n * time * width + i % (time * width)];
    });
    const counts = hostArray([batch * parts], (i) => lengths[i]);
    const inputs = [{ shape: rows, data }, stored, stored, counts];
    const [found] = attention.rule.reference(inputs, { heads: 1, rate: 0, scale });
    return { shape, data: found.data };
  }
}

/** Central differences of a polynomial of the second degree with respect to an array. */
export function slopes({ shape, data }: HostArray, value: () => number): HostArray {
  return hostArray(shape, (i) => {
    const before = data[i];
    data[i] = before + 1;
    const above = value();
    data[i] = before - 1;
    const below = value();
    data[i] = before;
    return (above - below) / 2;
  });
}

/** The greatest difference of two arrays over the greatest of the wanted numbers. */
export function apart(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let difference = 0, greatest = 0;
  for (let i = 0; i < want.length; i++) {
    difference = Math.max(difference, Math.abs(got[i] - want[i]));
    greatest = Math.max(greatest, Math.abs(want[i]));
  }
  return got.length === want.length ? difference / Math.max(greatest, 1e-12) : Infinity;
}

/** States of a toy that are drawn between 0 and 1. */
export function drawnStates({ net, host }: Toy, seed: number): HostArray[] {
  const random = new Random(seed);
  const [batch] = host.target.shape;
  return net.layers.map(({ shape }) =>
    hostArray([batch, ...shape], () => Math.fround(random.uniform()))
  );
}

/** Number of elements behind the axis of the examples. */
export const inner = ({ shape }: HostArray): number => sizeOf(shape.slice(1));
