/** Operations against the values that PyTorch gave; layers are in `nn_test.ts`. */
import { assert, assertEquals } from "@std/assert";
import {
  backward,
  concatenate,
  crossEntropy,
  type Device,
  embedding,
  layerNorm,
  logSoftmax,
  maskedMean,
  meanSquaredError,
  multiply,
  Parameter,
  rowIndex,
  type Signal,
  slice,
  softmax,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { readLayers, type Recorded } from "../../golden/golden.ts";
import { device, onDevices, play } from "../device.ts";

const golden = readLayers();

function parameter({ shape, values }: Recorded, tape: Tape): Parameter {
  return new Parameter(device, tape, "x", shape, Float32Array.from(values));
}

async function assertClose(got: Tensor | Parameter["gradient"], want: Recorded): Promise<void> {
  const { shape } = got as Signal;
  assertEquals(shape, want.shape);
  const values = await (got as Signal).data();
  want.values.forEach((value, i) =>
    assert(
      Math.abs(values[i] - value) <= 5e-6 + 2e-5 * Math.abs(value),
      `element ${i} is ${values[i]}, not ${value}`,
    )
  );
}

/** Takes gradients of the sum of `y` times its weights. */
function descend(y: Tensor, weights: Recorded): void {
  backward(sum(multiply(y, tensor(device, weights.values, weights.shape))));
}

for (const [name, apply] of [["softmax", softmax], ["log_softmax", logSoftmax]] as const) {
  onDevices(`${name} equals PyTorch's values and gradient`, async () => {
    const { x: values, weights, output, gradient } = golden[name];
    const x = parameter(values, new Tape("test"));
    const y = apply(x);
    await assertClose(y, output);
    descend(y, weights);
    await assertClose(x.gradient, gradient);
  });
}

onDevices("layerNorm() equals PyTorch's values and gradients", async () => {
  const { x: values, weights, output, gradient, parameters, gradients } = golden.layer_norm;
  const tape = new Tape("test");
  const x = parameter(values, tape);
  const scale = parameter(parameters.weight, tape), shift = parameter(parameters.bias, tape);
  const y = layerNorm(x, scale, shift);
  await assertClose(y, output);
  descend(y, weights);
  await assertClose(x.gradient, gradient);
  await assertClose(scale.gradient, gradients.weight);
  await assertClose(shift.gradient, gradients.bias);
});

onDevices("crossEntropy() equals PyTorch's value and gradient", async () => {
  const { x: values, classes, loss, gradient } = golden.cross_entropy;
  const x = parameter(values, new Tape("test"));
  const y = crossEntropy(x, tensor(device, Uint32Array.from(classes)));
  await assertClose(y, { shape: [], values: [loss] });
  backward(y);
  await assertClose(x.gradient, gradient);
});

onDevices("meanSquaredError() equals PyTorch's value and gradient", async () => {
  const { x: values, target, loss, gradient } = golden.mse_loss;
  const x = parameter(values, new Tape("test"));
  const y = meanSquaredError(x, tensor(device, target.values, target.shape));
  await assertClose(y, { shape: [], values: [loss] });
  backward(y);
  await assertClose(x.gradient, gradient);
});

onDevices("maskedMean() of embedding() equals PyTorch's value and gradient", async () => {
  const { table: rows, indices, lengths, weights, output, gradient } = golden.embedding_mean;
  const table = parameter(rows, new Tape("test"));
  const ids = Uint32Array.from(indices.values);
  const index = tensor(device, rowIndex(ids));
  const x = embedding(table, tensor(device, ids, indices.shape), index, { update: "dense" });
  const y = maskedMean(x, tensor(device, Uint32Array.from(lengths)));
  await assertClose(y, output);
  descend(y, weights);
  await assertClose(table.gradient, gradient);
});

for (const columns of [5, 16, 70, 200]) {
  const ramp = (size: number, step: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(step * i));

  onDevices(`rows of ${columns} give the same when graphics cards share them`, async (device) => {
    const run = (on: Device) => {
      const tape = new Tape("test");
      const make = (step: number, ...shape: number[]) =>
        new Parameter(on, tape, "x", shape, ramp(shape.reduce((a, b) => a * b), step));
      const inputs = [make(0.7, 13, columns), make(1.3, columns), make(2.9, columns)];
      const [x, scale, shift] = inputs;
      const outputs = [softmax(x), logSoftmax(x), layerNorm(x, scale, shift)];
      const weights = tensor(on, ramp(39 * columns, 1.7), [3, 13, columns]);
      const each = outputs.map((y, i) => multiply(y, slice(weights, 0, i, i + 1)));
      backward(sum(concatenate(each, 0)));
      return [...outputs, ...inputs.map(({ gradient }) => gradient as Signal)];
    };
    const [want, got] = [
      run(play({ kind: "software" }, device)),
      run(play({ kind: "gpu" }, device)),
    ];
    for (const [i, y] of want.entries()) {
      await assertClose(got[i], { shape: [...y.shape], values: [...await y.data()] });
    }
  });
}
