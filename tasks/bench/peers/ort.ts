import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { type Numbers, sample, swapTime } from "./numbers.ts";
import { type Constant, type Node, onnxModel } from "./onnx.ts";
import {
  load,
  type Opened,
  type Package,
  processorName,
  runProgram,
  type Start,
} from "./program.ts";

const VERSION = "1.30.0";

type Sizes = Case["sizes"];

/** A graph whose result is "y", of so many axes. */
interface Computation {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly axes: number;
  /** Brings the elements into the order of the other engines. */
  readonly order?: (values: Float32Array) => Float32Array;
}

function floats(
  numbers: Numbers,
  name: string,
  shape: readonly number[],
  ...[input, low, high]: readonly [input: number, low?: number, high?: number]
): Constant {
  const size = shape.reduce((product, size) => product * size, 1);
  return { name, shape, data: numbers.uniform(input, size, low, high) };
}

function one(
  operator: string,
  constants: readonly Constant[],
  attributes?: Node["attributes"],
): Computation {
  const inputs = constants.map(({ name }) => name);
  const node = { operator, inputs, outputs: ["y"], attributes };
  return { nodes: [node], constants, axes: constants[0].shape.length };
}

/** The engine has the gates in the order input, output, forget, cell, and the weights transposed. */
function gates(values: Float32Array, inputs: number, hidden: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(values.length);
  for (const [to, from] of [0, 3, 1, 2].entries()) {
    for (let unit = 0; unit < hidden; unit++) {
      for (let i = 0; i < inputs; i++) {
        turned[(to * hidden + unit) * inputs + i] = values[(i * 4 + from) * hidden + unit];
      }
    }
  }
  return turned;
}

function lstm(numbers: Numbers, { batch, time, input, hidden }: Sizes): Computation {
  const x = swapTime(numbers.uniform(0, batch * time * input), [batch, time, input]);
  const draw = (number: number, inputs: number) =>
    gates(numbers.uniform(number, 4 * hidden * inputs, -0.05, 0.05), inputs, hidden);
  const bias = new Float32Array(8 * hidden);
  bias.set(draw(3, 1));
  return {
    nodes: [{
      operator: "LSTM",
      inputs: ["x", "w", "r", "b"],
      outputs: ["y"],
      attributes: { hidden_size: hidden },
    }],
    constants: [
      { name: "x", shape: [time, batch, input], data: x },
      { name: "w", shape: [1, 4 * hidden, input], data: draw(1, input) },
      { name: "r", shape: [1, 4 * hidden, hidden], data: draw(2, hidden) },
      { name: "b", shape: [1, 8 * hidden], data: bias },
    ],
    axes: 4,
    order: (values) => swapTime(values, [time, batch, hidden]),
  };
}

const written: Partial<Record<Case["kind"], (numbers: Numbers, sizes: Sizes) => Computation>> = {
  "matmul": (numbers, { m, k, n }) =>
    one("MatMul", [floats(numbers, "a", [m, k], 0), floats(numbers, "b", [k, n], 1)]),
  "add": (numbers, { size }) =>
    one("Add", [floats(numbers, "a", [size], 0), floats(numbers, "b", [size], 1)]),
  "tanh": (numbers, { size }) => one("Tanh", [floats(numbers, "x", [size], 0, -3, 3)]),
  "softmax": (numbers, { rows, columns }) =>
    one("Softmax", [floats(numbers, "x", [rows, columns], 0, -3, 3)], { axis: 1 }),
  "layer-norm": (numbers, { rows, columns }) =>
    one("LayerNormalization", [
      floats(numbers, "x", [rows, columns], 0, -3, 3),
      floats(numbers, "scale", [columns], 1, 0.5, 1.5),
      floats(numbers, "shift", [columns], 2),
    ], { axis: 1, epsilon: { f: 1e-5 } }),
  "lstm-forward": lstm,
};

/**
 * A session without inputs that gives one element: the operands are part of the model, and results are not
 * copied out, so that only the computing is timed.
 */
async function work(ort: Package, computation: Computation): Promise<Work> {
  const { nodes, constants, axes, order = (values) => values } = computation;
  const places = (name: string, place: number): Constant => ({
    name,
    shape: [axes],
    data: new BigInt64Array(axes).fill(BigInt(place)),
  });
  const slice = { operator: "Slice", inputs: ["y", "first", "second"], outputs: ["element"] };
  const model = onnxModel({
    nodes: [...nodes, slice],
    constants: [...constants, places("first", 0), places("second", 1)],
    outputs: ["y", "element"],
  });
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ["wasm"],
    // Otherwise it would compute the whole graph before the first run, since all of it is constant.
    graphOptimizationLevel: "disabled",
    extra: { session: { disable_prepacking: "1" } },
  });
  return {
    step: () => session.run({}, ["element"]),
    settle: () => Promise.resolve(),
    result: async () => sample(order((await session.run({}, ["y"])).y.data)),
  };
}

async function open({ threads, numbers }: Start): Promise<Opened> {
  const ort = await load(`npm:onnxruntime-web@${VERSION}`);
  ort.env.wasm.numThreads = threads;
  return {
    adapter: processorName(threads),
    prepare: ({ kind, sizes }) => {
      const computation = written[kind]?.(numbers, sizes);
      return computation ? work(ort, computation) : null;
    },
  };
}

await runProgram({ name: "ort", version: VERSION, open }, Deno.args);
