/**
 * The cases on our own engine. Each is a function from the sizes of a case to a step that enqueues
 * it once; a new kind of case is one more entry of the table at the end.
 *
 * @module
 */
import {
  Adam,
  add,
  backward,
  type Device,
  embedding,
  Lstm,
  maskedMean,
  matmul,
  multiply,
  Parameter,
  Place,
  Random,
  rowIndex,
  type Signal,
  softmax,
  sum,
  Tape,
  tensor,
} from "../../engine/mod.ts";
import { TrainingStep } from "../steps.ts";
import { alModel, randomBatch, stateOf } from "./models.ts";
import type { Case, Kind } from "./peers/cases.ts";

/** Where a case runs, and what its numbers are drawn from. */
export interface Bench {
  /** The device. */
  readonly device: Device;
  /** Start of every random stream. */
  readonly seed: number;
}

/** A case made ready. */
export interface Prepared {
  /** Enqueues it once. */
  readonly step: () => void;
  /** Tensors that it lives on, to be released when it was measured. */
  readonly held: unknown;
}

type Sizes = Case["sizes"];

/** Makes a case ready to run on a device. */
export function prepare(bench: Bench, { kind, sizes }: Case): Prepared {
  return written[kind](bench, sizes);
}

/** Uniform numbers; a drawn stretch is repeated, since drawing takes longer than most cases. */
function uniform({ seed }: Bench, size: number, low: number, high: number): Float32Array {
  const random = new Random(seed);
  const drawn = Float32Array.from(
    { length: Math.min(size, 65521) },
    () => random.uniform(low, high),
  );
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += drawn.length) {
    values.set(drawn.subarray(0, size - at), at);
  }
  return values;
}

function draw(bench: Bench, shape: readonly number[], low = 0, high = 1): Signal {
  const size = shape.reduce((product, size) => product * size, 1);
  return tensor(bench.device, uniform(bench, size, low, high), shape);
}

/** Replays a computation on given tensors. */
function replayed({ device }: Bench, held: readonly unknown[], body: () => unknown): Prepared {
  const recording = device.record(body);
  return { step: () => recording.replay(), held: [held, recording.result] };
}

function product(bench: Bench, { m, k, n }: Sizes): Prepared {
  const a = draw(bench, [m, k]), b = draw(bench, [k, n]);
  return replayed(bench, [a, b], () => matmul(a, b));
}

function sums(bench: Bench, { size }: Sizes): Prepared {
  const a = draw(bench, [size]), b = draw(bench, [size]);
  return replayed(bench, [a, b], () => add(a, b));
}

function softmaxRows(bench: Bench, { rows, columns }: Sizes): Prepared {
  const x = draw(bench, [rows, columns]);
  return replayed(bench, [x], () => softmax(x));
}

function adam(bench: Bench, { size }: Sizes): Prepared {
  const tape = new Tape("bench");
  const x = new Parameter(bench.device, tape, "x", [size], uniform(bench, size, 0, 1));
  const optimizer = new Adam([x]);
  const gradient = draw(bench, [size]);
  return replayed(bench, [x, gradient, ...optimizer.state.values()], () => {
    x.gradient = gradient;
    optimizer.step();
  });
}

/** Forward and backward, with respect to the weights and the input. */
function recurrent(bench: Bench, { batch, time, input, hidden }: Sizes): Prepared {
  const { device, seed } = bench;
  const tape = new Tape("bench");
  const layer = new Lstm(new Place(device, tape, "lstm", new Random(seed)), {
    inputs: input,
    hidden,
  });
  const numbers = uniform(bench, batch * time * input, -1, 1);
  const x = new Parameter(device, tape, "x", [batch, time, input], numbers);
  const lengths = tensor(device, new Uint32Array(batch).fill(time));
  const weights = draw(bench, [batch, time, hidden], -1, 1);
  const parameters = [x, ...layer.parameters];
  return replayed(bench, [...parameters, lengths, weights], () => {
    backward(sum(multiply(layer.forward(x, lengths).y, weights)));
    return parameters.map(({ gradient }) => gradient);
  });
}

/** A learning step of a table of words, of which a batch takes means. */
function table(update: "sparse" | "dense"): (bench: Bench, sizes: Sizes) => Prepared {
  return (bench, { rows, width, batch, time }) => {
    const { device, seed } = bench;
    const tape = new Tape("bench");
    const numbers = uniform(bench, rows * width, 0, 1);
    const words = new Parameter(device, tape, "words", [rows, width], numbers);
    const optimizer = new Adam([words]);
    // A sparse step touches each row once, so that every engine changes as many of them.
    const drawn = update === "sparse"
      ? Uint32Array.from({ length: batch * time }, (_, i) => i * 7919 % rows)
      : randomBatch(seed, { rows, batch, time, classes: 1 }).tokens;
    const ids = tensor(device, drawn, [batch, time]);
    const index = tensor(device, rowIndex(drawn));
    const lengths = tensor(device, new Uint32Array(batch).fill(time));
    const weights = draw(bench, [batch, width]);
    const held = [words, ...optimizer.state.values(), ids, index, lengths, weights];
    return replayed(bench, held, () => {
      const means = maskedMean(embedding(words, ids, index, { update }), lengths);
      backward(sum(multiply(means, weights)));
      optimizer.step();
    });
  };
}

/** A whole step of a model as in training: the batch comes from the host every time. */
function training(model: "linearal" | "lstmal"): (bench: Bench, sizes: Sizes) => Prepared {
  return ({ device, seed }, sizes) => {
    const learner = alModel(device, seed, model, sizes);
    const step = new TrainingStep(learner);
    const batch = randomBatch(seed, sizes);
    return { step: () => step.run(batch), held: [stateOf(learner), step.totals.sums] };
  };
}

const written: Readonly<Record<Kind, (bench: Bench, sizes: Sizes) => Prepared>> = {
  "matmul": product,
  "lstm": recurrent,
  "embedding": table("dense"),
  "embedding-sparse": table("sparse"),
  "adam": adam,
  "add": sums,
  "softmax": softmaxRows,
  "al-linear": training("linearal"),
  "al-lstm": training("lstmal"),
};
