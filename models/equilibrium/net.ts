/**
 * Nets that learn by equilibrium propagation on texts and on pairs of texts, and the same nets trained through
 * time.
 *
 * @module
 */
import {
  Adam,
  add,
  byContrast,
  Dense,
  type Device,
  Equilibrium,
  EquilibriumNet,
  fromRows,
  full,
  type Initializer,
  log,
  type Neurons,
  normal,
  Place,
  Projection,
  Random,
  relu,
  type Signal,
  type Synapse,
  Tape,
  throughTime,
  TokenNeurons,
  Units,
} from "../../engine/mod.ts";
import { EquilibriumEntry, sequencesOf } from "./entry.ts";
import {
  checkEquilibrium,
  type EquilibriumOptions,
  multiplyAdds,
  projections,
  ratesOf,
  type StaticWords,
  tokenSizes,
  unitsOf,
} from "./options.ts";

/** A net that settles, and the net as trainers know it. */
export interface BuiltEquilibrium {
  /** Layers and synapses. */
  readonly net: EquilibriumNet;
  /** The net with its entry, its way to gradients, and an optimizer for each synapse. */
  readonly learner: Equilibrium;
}

/**
 * Builds a net. For `bptt` its parameters are on a tape; their first values are the same.
 *
 * @throws {ShapeError} When an option is not what it may be, or options do not fit each other.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, defaultEquilibrium, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultEquilibrium, input: "pair" as const, hidden: [400], classes: 3, time: 5 };
 * const { net } = buildEquilibrium(device, { ...options, words: { vocabulary: 9, width: 4 } });
 * console.assert(net.synapses.length === 6); // four projections, two layers
 * device.destroy();
 * ```
 */
export function buildEquilibrium(device: Device, options: EquilibriumOptions): BuiltEquilibrium {
  checkEquilibrium(options);
  const { algorithm, free, nudged, order, beta, symmetric, tolerance, seed, words } = options;
  const tape = algorithm === "bptt" ? new Tape("through time") : null;
  const place = new Place(device, tape, "net", new Random(seed).fork("net"));
  const net = netOf(place, options);
  const table = new Place(device, null, "words", place.random.fork("words"))
    .parameter("vectors", [words.vocabulary, words.width], firstVectors(words));
  const phases = { free, nudged, order };
  const rule = tape ? throughTime(phases) : byContrast({ ...phases, beta, symmetric });
  const learner = new Equilibrium(net, {
    phases,
    rule,
    early: tolerance === undefined ? undefined : { tolerance },
    rates: ratesOf(options),
    optimizer: (parameters, rate) => new Adam(parameters, { rate }),
    entry: new EquilibriumEntry(options, table),
    sequences: sequencesOf,
    tables: [table],
    logits: logStates,
    multiplyAdds: multiplyAdds(options),
  });
  return { net, learner };
}

/**
 * Logarithms of states, of at least 1e-6 each. The squared error makes the state of a class an estimate of its
 * probability, so that a softmax of these logits gives the states over their sum.
 */
function logStates(output: Signal): Signal {
  return log(add(relu(output), full(output.device, [], 1e-6)));
}

/** Layers and synapses at a place. */
function netOf(place: Place, options: EquilibriumOptions): EquilibriumNet {
  const { input, activation, inverseTemperature, time, words: { width } } = options;
  const ways = projections[input], units = unitsOf(options);
  const scale = inverseTemperature ?? (input === "pair" ? 0.16 : 1 / Math.sqrt(width));
  const patterns = ways.map(({ patterns }) => patterns);
  const layers: Neurons[] = [
    new TokenNeurons({ patterns, time, width, inverseTemperature: scale }),
    ...units.map((count) => new Units(count, activation)),
  ];
  const synapses: Synapse[] = [
    ...ways.map(({ from }, part) => {
      const options = { from, layer: 0, part, parts: ways.length, width };
      return new Projection(place.at(`projection ${part + 1}`), options);
    }),
    ...units.map((count, i) => {
      const shape = i ? [units[i - 1]] : tokenSizes(options);
      return new Dense(place.at(`layer ${i + 1}`), { below: i, shape, units: count });
    }),
  ];
  return new EquilibriumNet(place.device, { layers, synapses, tape: place.tape });
}

/** Given vectors, or drawn ones of length 1 on average; the padding's are zeros. */
function firstVectors({ vectors, width }: StaticWords): Initializer {
  if (vectors) return fromRows(vectors);
  return (shape, size, random) =>
    normal(1 / Math.sqrt(width))(shape, size, random).fill(0, 0, width);
}
