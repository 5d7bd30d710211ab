/**
 * The cases on our own engine. Each is a function from the sizes of a case to a step that enqueues
 * it once; a new kind of case is one more entry of the table at the end.
 *
 * @module
 */
import {
  Adam,
  add,
  attention,
  backward,
  byContrast,
  embedding,
  EncoderLayer,
  estimate,
  layerNorm,
  lstm,
  maskedMean,
  matmul,
  Parameter,
  Place,
  Random,
  rowIndex,
  softmax,
  tanh,
  Tape,
  type Tensor,
  tensor,
} from "../../engine/mod.ts";
import { TrainingStep } from "../loop/steps.ts";
import {
  convolution,
  convolutionForward,
  imageGradient,
  madeImages,
  normalizedBatch,
  pooled,
  weightGradient,
} from "./image_cases.ts";
import { alModel, randomBatch, settlingCase, stateOf } from "./models.ts";
import type { Case, Kind } from "./peers/cases.ts";
import { encoderWeights, KEY_BIAS, Numbers, sample } from "./peers/numbers.ts";
import { type Bench, draw, type Prepared, replayed, type Sizes } from "./prepared.ts";

export type { Bench, Prepared } from "./prepared.ts";

/** Makes a case ready to run on a device. */
export function prepare(bench: Bench, { kind, sizes }: Case): Prepared {
  return written[kind](bench, sizes);
}

function product(bench: Bench, { m, k, n }: Sizes): Prepared {
  const a = draw(bench, [m, k], 0), b = draw(bench, [k, n], 1);
  return replayed(bench, [a, b], () => [matmul(a, b)]);
}

function sums(bench: Bench, { size }: Sizes): Prepared {
  const a = draw(bench, [size], 0), b = draw(bench, [size], 1);
  return replayed(bench, [a, b], () => [add(a, b)]);
}

function tangents(bench: Bench, { size }: Sizes): Prepared {
  const x = draw(bench, [size], 0, -3, 3);
  return replayed(bench, [x], () => [tanh(x)]);
}

function softmaxRows(bench: Bench, { rows, columns }: Sizes): Prepared {
  const x = draw(bench, [rows, columns], 0, -3, 3);
  return replayed(bench, [x], () => [softmax(x)]);
}

function normalizedRows(bench: Bench, { rows, columns }: Sizes): Prepared {
  const x = draw(bench, [rows, columns], 0, -3, 3);
  const scale = draw(bench, [columns], 1, 0.5, 1.5), shift = draw(bench, [columns], 2);
  return replayed(bench, [x, scale, shift], () => [layerNorm(x, scale, shift)]);
}

/** Steps of Adam on one parameter, whose result is what the first of them changes. */
function learning(
  bench: Bench,
  shape: readonly number[],
  gradient: (x: Parameter) => void,
): Prepared {
  const before = new Numbers(bench.seed).uniform(0, shape.reduce((a, b) => a * b, 1));
  const x = new Parameter(bench.device, new Tape("bench"), "x", shape, before);
  const optimizer = new Adam([x]);
  const { step, held } = replayed(bench, [x, ...optimizer.state.values()], () => {
    gradient(x);
    optimizer.step();
    return [];
  });
  const result = async () => {
    const after = await x.data();
    return sample(after.map((value, i) => value - before[i]));
  };
  return { step, result, held };
}

function adam(bench: Bench, { size }: Sizes): Prepared {
  const gradient = draw(bench, [size], 1);
  const { held, ...steps } = learning(bench, [size], (x) => void (x.gradient = gradient));
  return { ...steps, held: [held, gradient] };
}

/** A learning step of a table of words, of which a batch takes means. */
function table(update: "sparse" | "dense"): (bench: Bench, sizes: Sizes) => Prepared {
  return (bench, { rows, width, batch, time }) => {
    const { device, seed } = bench;
    // A sparse step touches each row once, so that every engine changes as many of them.
    const drawn = update === "sparse"
      ? Uint32Array.from({ length: batch * time }, (_, i) => i * 7919 % rows)
      : new Numbers(seed).words(2, batch * time, rows);
    const ids = tensor(device, drawn, [batch, time]);
    const index = tensor(device, rowIndex(drawn));
    const lengths = tensor(device, new Uint32Array(batch).fill(time));
    const weights = draw(bench, [batch, width], 1);
    const { held, ...steps } = learning(bench, [rows, width], (words) => {
      const means = maskedMean(embedding(words, ids, index, { update }), lengths);
      backward(means, { gradient: weights });
    });
    return { ...steps, held: [held, ids, index, lengths, weights] };
  };
}

/** Input and weights of an LSTM, in the order of all engines, and the lengths of its rows. */
function layer({ device, seed }: Bench, { batch, time, input, hidden }: Sizes) {
  const numbers = new Numbers(seed), tape = new Tape("bench");
  const parameter = (place: number, shape: readonly number[], most: number) => {
    const values = numbers.uniform(place, shape.reduce((a, b) => a * b, 1), -most, most);
    return new Parameter(device, tape, `input ${place}`, shape, values);
  };
  const parameters = [
    parameter(0, [batch, time, input], 1),
    parameter(1, [1, input, 4 * hidden], 0.05),
    parameter(2, [1, hidden, 4 * hidden], 0.05),
    parameter(3, [1, 4 * hidden], 0.05),
  ] as const;
  const [x, inputWeight, recurrentWeight, bias] = parameters;
  const lengths = tensor(device, new Uint32Array(batch).fill(time));
  const weights = { inputWeight, recurrentWeight, bias };
  return { parameters, lengths, forward: () => lstm(x, weights, lengths).y };
}

function recurrentForward(bench: Bench, sizes: Sizes): Prepared {
  const { parameters, lengths, forward } = layer(bench, sizes);
  return replayed(bench, [...parameters, lengths], () => [forward()]);
}

/** Forward and backward, with respect to the weights and the input. */
function recurrent(bench: Bench, sizes: Sizes): Prepared {
  const { parameters, lengths, forward } = layer(bench, sizes);
  const weights = draw(bench, [sizes.batch, sizes.time, sizes.hidden], 4);
  return replayed(bench, [...parameters, lengths, weights], () => {
    backward(forward(), { gradient: weights });
    return parameters.map(({ gradient }) => gradient as Tensor);
  });
}

/** Attention of texts to themselves, forward and backward, with respect to queries, keys and values. */
function attentive(bench: Bench, { batch, time, width, heads }: Sizes): Prepared {
  const { device, seed } = bench;
  const tape = new Tape("bench"), shape = [batch, time, width];
  const [q, k, v] = [0, 1, 2].map((input) =>
    new Parameter(
      device,
      tape,
      `input ${input}`,
      shape,
      new Numbers(seed).uniform(input, batch * time * width),
    )
  );
  const lengths = tensor(device, new Uint32Array(batch).fill(time));
  const weights = draw(bench, shape, 3);
  return replayed(bench, [q, k, v, lengths, weights], () => {
    backward(attention(q, k, v, lengths, { heads }), { gradient: weights });
    return [q, k, v].map(({ gradient }) => gradient as Tensor);
  });
}

/** A layer of a Transformer's encoder, forward and backward, with respect to its weights and its input. */
function encoder(bench: Bench, { batch, time, width, heads, hidden }: Sizes): Prepared {
  const { device, seed } = bench;
  const place = new Place(device, new Tape("bench"), "layer", new Random(seed));
  const layer = new EncoderLayer(place, { width, heads, hidden, dropout: 0 });
  const shape = [batch, time, width];
  const values = new Numbers(seed).uniform(0, batch * time * width);
  const x = new Parameter(device, place.tape, "x", shape, values);
  encoderWeights({ width, hidden }).forEach(({ range }, i) => {
    const parameter = layer.parameters[i];
    parameter.assign(new Numbers(seed).uniform(2 + i, parameter.size, ...range));
  });
  const lengths = tensor(device, new Uint32Array(batch).fill(time));
  const weights = draw(bench, shape, 1);
  return replayed(bench, [...layer.parameters, x, lengths, weights], () => {
    backward(layer.forward(x, lengths), { gradient: weights });
    return [x, ...layer.parameters.toSpliced(KEY_BIAS, 1)].map(({ gradient }) =>
      gradient as Tensor
    );
  });
}

/** A whole step of a model as in training: the batch comes from the host every time. */
function training(kind: Kind): (bench: Bench, sizes: Sizes) => Prepared {
  return ({ device, seed }, sizes) => {
    const learner = alModel(device, seed, { kind, sizes });
    const training = new TrainingStep(learner);
    const batch = randomBatch(seed, sizes);
    const step = () => training.run(batch);
    return {
      step,
      // One sample a loss: losses differ in size.
      result: async () => {
        step();
        return Array.from(await training.totals.read()).flatMap((loss) => sample([loss]));
      },
      held: [stateOf(learner), training.totals.sums],
    };
  };
}

/** A time step of a net that settles, with all that does not depend on states computed before. */
function relaxing(bench: Bench, sizes: Sizes): Prepared {
  const { net, input } = settlingCase(bench.device, bench.seed, sizes);
  const dynamics = net.dynamics(input), { batch } = sizes;
  const states = net.layers.map(({ shape }, i) => draw(bench, [batch, ...shape], 20 + i, 0, 1));
  return replayed(bench, [net.parameters, input.vectors, states], () => dynamics.next(states));
}

/** A training step in three phases, its optimizers included. */
function equilibrium(bench: Bench, sizes: Sizes): Prepared {
  const { net, input, target } = settlingCase(bench.device, bench.seed, sizes);
  const rule = byContrast({ free: sizes.free, nudged: sizes.nudged, beta: 0.5, symmetric: true });
  const optimizer = new Adam(net.parameters);
  return replayed(bench, [net.parameters, optimizer.state, input.vectors, target], () => {
    const output = estimate(rule, net.dynamics(input), target).at(-1)!;
    const seen = net.parameters.slice(-2).map(({ gradient }) => gradient as Tensor);
    optimizer.step();
    return [output, ...seen];
  });
}

const written: Readonly<Record<Kind, (bench: Bench, sizes: Sizes) => Prepared>> = {
  "matmul": product,
  "lstm": recurrent,
  "lstm-forward": recurrentForward,
  "attention": attentive,
  encoder,
  "embedding": table("dense"),
  "embedding-sparse": table("sparse"),
  "adam": adam,
  "add": sums,
  "tanh": tangents,
  "softmax": softmaxRows,
  "layer-norm": normalizedRows,
  "conv": convolution,
  "conv-forward": convolutionForward,
  "conv-input": imageGradient,
  "conv-weight": weightGradient,
  "batch-norm": normalizedBatch,
  "max-pool": pooled,
  "images": madeImages,
  "al-linear": training("al-linear"),
  "al-lstm": training("al-lstm"),
  "al-transformer": training("al-transformer"),
  "al-mlp": training("al-mlp"),
  "al-cnn": training("al-cnn"),
  "al-vgg": training("al-vgg"),
  "al-resnet": training("al-resnet"),
  "al-resnet-20": training("al-resnet-20"),
  "bp-mlp": training("bp-mlp"),
  "bp-cnn": training("bp-cnn"),
  "bp-vgg": training("bp-vgg"),
  "bp-resnet": training("bp-resnet"),
  "bp-resnet-20": training("bp-resnet-20"),
  "relax": relaxing,
  equilibrium,
};
