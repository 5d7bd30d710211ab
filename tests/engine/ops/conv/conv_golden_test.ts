/** Convolutions, pooling and batch normalization against the values that PyTorch gave. */
import { assert, assertEquals } from "@std/assert";
import {
  averagePool,
  backward,
  BatchNorm,
  conv2d,
  globalAveragePool,
  maxPool,
  multiply,
  Parameter,
  Place,
  Random,
  type Signal,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import { readConvs, type Recorded, type Weighted } from "../../../golden/golden.ts";
import { device, onKinds } from "../../device.ts";

const golden = readConvs();

const parameter = ({ shape, values }: Recorded, tape: Tape) =>
  new Parameter(device, tape, "x", shape, Float32Array.from(values));

async function assertClose(got: Tensor | Parameter["gradient"], want: Recorded, what: string) {
  const { shape } = got as Signal;
  assertEquals(shape, want.shape, what);
  const values = await (got as Signal).data();
  want.values.forEach((value, i) =>
    assert(
      Math.abs(values[i] - value) <= 1e-5 + 2e-5 * Math.abs(value),
      `${what}: element ${i} is ${values[i]}, not ${value}`,
    )
  );
}

/** Compares a result, and the gradient of its sum times the weights. */
async function check(x: Parameter, y: Tensor, want: Weighted, what: string): Promise<void> {
  await assertClose(y, want.output, what);
  backward(sum(multiply(y, tensor(device, want.weights.values, want.weights.shape))));
  await assertClose(x.gradient, want.gradient, `${what}, gradient of the images`);
}

for (const { name, stride, padding, parameters, gradients, ...want } of golden.convolutions) {
  onKinds(`conv2d() equals PyTorch's values and gradients, ${name}`, async () => {
    const tape = new Tape("test");
    const [x, weight, bias] = [want.x, parameters.weight, parameters.bias].map((recorded) =>
      parameter(recorded, tape)
    );
    await check(x, conv2d(x, weight, bias, { stride, padding }), want, "result");
    await assertClose(weight.gradient, gradients.weight, "gradient of the weight");
    await assertClose(bias.gradient, gradients.bias, "gradient of the bias");
  });
}

for (const { name, kind, size, stride, padding, ...want } of golden.poolings) {
  const pool = { max: maxPool, average: averagePool }[kind];
  onKinds(`${kind}Pool() equals PyTorch's values and gradient, ${name}`, async () => {
    const x = parameter(want.x, new Tape("test"));
    await check(x, pool(x, { size, stride, padding }), want, "result");
  });
}

onKinds("globalAveragePool() equals PyTorch's values and gradient", async () => {
  const x = parameter(golden.global_average.x, new Tape("test"));
  await check(x, globalAveragePool(x), golden.global_average, "result");
});

onKinds("BatchNorm equals PyTorch's values, gradients and running statistics", async () => {
  const { parameters, steps, evaluated } = golden.batch_norm;
  const tape = new Tape("test");
  const layer = new BatchNorm(new Place(device, tape, "norm", new Random(1)), 3);
  layer.weight.assign(Float32Array.from(parameters.weight.values));
  layer.bias.assign(Float32Array.from(parameters.bias.values));
  for (const [i, { gradients, running, ...want }] of steps.entries()) {
    const x = parameter(want.x, tape);
    await check(x, layer.forward(x), want, `step ${i}`);
    await assertClose(layer.weight.gradient, gradients.weight, `step ${i}, weight`);
    await assertClose(layer.bias.gradient, gradients.bias, `step ${i}, bias`);
    await assertClose(layer.running.mean, running.mean, `step ${i}, running mean`);
    await assertClose(layer.running.variance, running.variance, `step ${i}, running variance`);
    for (const each of layer.parameters) each.gradient = null;
  }
  const x = parameter(evaluated.x, tape);
  await check(x, layer.forward(x, false), evaluated, "evaluated");
});
