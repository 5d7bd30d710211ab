import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { encoderWeights, KEY_BIAS, type Numbers, sample, swapTime } from "./numbers.ts";
import { batchNorm, conv, convForward, convInput, convWeight, maxPool } from "./tfjs_images.ts";
import { draw, readOne, repeat, type Sizes, type Tensor, type Tools } from "./tfjs_tools.ts";
import {
  adapterName,
  load,
  type Opened,
  type Package,
  processorName,
  runProgram,
} from "./program.ts";

const VERSION = "4.22.0";

function matmul(tools: Tools, { m, k, n }: Sizes): Work {
  const a = draw(tools, [m, k], 0), b = draw(tools, [k, n], 1);
  return repeat(tools.tf, () => [tools.tf.matMul(a, b)]);
}

function add(tools: Tools, { size }: Sizes): Work {
  const a = draw(tools, [size], 0), b = draw(tools, [size], 1);
  return repeat(tools.tf, () => [tools.tf.add(a, b)]);
}

function tanh(tools: Tools, { size }: Sizes): Work {
  const x = draw(tools, [size], 0, -3, 3);
  return repeat(tools.tf, () => [tools.tf.tanh(x)]);
}

function softmax(tools: Tools, { rows, columns }: Sizes): Work {
  const x = draw(tools, [rows, columns], 0, -3, 3);
  return repeat(tools.tf, () => [tools.tf.softmax(x)]);
}

function layerNorm(tools: Tools, { rows, columns }: Sizes): Work {
  const { tf } = tools;
  const x = draw(tools, [rows, columns], 0, -3, 3);
  const scale = draw(tools, [columns], 1, 0.5, 1.5), shift = draw(tools, [columns], 2);
  return repeat(tf, () => {
    const { mean, variance } = tf.moments(x, -1, true);
    return [x.sub(mean).div(variance.add(1e-5).sqrt()).mul(scale).add(shift)];
  });
}

function updated(tf: Package, variable: Tensor, gradient: () => Tensor): Work {
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const step = () => tf.tidy(() => optimizer.applyGradients({ [variable.name]: gradient() }));
  return {
    step,
    settle: () => readOne(tf, variable),
    async result(): Promise<number[]> {
      const before: Float32Array = await variable.data();
      step();
      const after: Float32Array = await variable.data();
      return sample(after.map((value, i) => value - before[i]));
    },
  };
}

function adam(tools: Tools, { size }: Sizes): Work {
  const gradient = draw(tools, [size], 1);
  return updated(tools.tf, tools.tf.variable(draw(tools, [size], 0)), () => gradient);
}

function embedding(tools: Tools, { rows, width, batch, time }: Sizes): Work {
  const { tf, numbers } = tools;
  const table = tf.variable(draw(tools, [rows, width], 0));
  const words = Int32Array.from(numbers.words(2, batch * time, rows));
  const indices = tf.tensor(words, [batch, time], "int32");
  const weights = draw(tools, [batch, width], 1);
  const loss = (x: Tensor) => tf.gather(x, indices).mean(1).mul(weights).sum();
  return updated(tf, table, () => tf.grad(loss)(table));
}

/** The layer as a function of its input and weights, to its outputs at each step. */
function unroll(tf: Package, { batch, time, hidden }: Sizes) {
  return (x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor): Tensor => {
    const projected = tf.unstack(x.matMul(wx).add(bias).reshape([time, batch, 4 * hidden]));
    let h = tf.zeros([batch, hidden]), c = tf.zeros([batch, hidden]);
    const outputs = projected.map((projection: Tensor) => {
      const [i, f, g, o] = tf.split(projection.add(h.matMul(wh)), 4, 1);
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
      return h;
    });
    return tf.stack(outputs);
  };
}

function lstmInputs(tools: Tools, { batch, time, input, hidden }: Sizes): Tensor[] {
  const { tf, numbers } = tools;
  const x = swapTime(numbers.uniform(0, batch * time * input), [batch, time, input]);
  return [
    tf.tensor(x, [time * batch, input]),
    draw(tools, [input, 4 * hidden], 1, -0.05, 0.05),
    draw(tools, [hidden, 4 * hidden], 2, -0.05, 0.05),
    draw(tools, [4 * hidden], 3, -0.05, 0.05),
  ];
}

function lstmForward(tools: Tools, sizes: Sizes): Work {
  const { batch, time, hidden } = sizes;
  const inputs = lstmInputs(tools, sizes), run = unroll(tools.tf, sizes);
  return repeat(
    tools.tf,
    () => [run(...inputs as [Tensor, Tensor, Tensor, Tensor])],
    (values) => swapTime(values, [time, batch, hidden]),
  );
}

function lstm(tools: Tools, sizes: Sizes): Work {
  const { tf, numbers } = tools, { batch, time, input, hidden } = sizes;
  const inputs = lstmInputs(tools, sizes), run = unroll(tf, sizes);
  const drawn = numbers.uniform(4, batch * time * hidden);
  const weights = tf.tensor(swapTime(drawn, [batch, time, hidden]), [time, batch, hidden]);
  const gradients = tf.grads((x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor) =>
    run(x, wx, wh, bias).mul(weights).sum()
  );
  return repeat(
    tf,
    () => gradients(inputs),
    (values, place) => place ? values : swapTime(values, [time, batch, input]),
  );
}

/** Attention as a function of queries, keys and values `[batch, time, width]`. */
function attend(tf: Package, { batch, time, width, heads }: Sizes) {
  const size = width / heads;
  const split = (x: Tensor) => x.reshape([batch, time, heads, size]).transpose([0, 2, 1, 3]);
  return (q: Tensor, k: Tensor, v: Tensor): Tensor => {
    const scores = tf.matMul(split(q), split(k), false, true).mul(1 / Math.sqrt(size));
    const found = tf.matMul(tf.softmax(scores), split(v));
    return found.transpose([0, 2, 1, 3]).reshape([batch, time, width]);
  };
}

function attention(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { batch, time, width } = sizes;
  const shape = [batch, time, width];
  const inputs = [0, 1, 2].map((input) => draw(tools, shape, input));
  const weights = draw(tools, shape, 3), run = attend(tf, sizes);
  const gradients = tf.grads((q: Tensor, k: Tensor, v: Tensor) => run(q, k, v).mul(weights).sum());
  return repeat(tf, () => gradients(inputs));
}

/** A layer of a Transformer's encoder as a function of its input and weights. */
function encoderLayer(tf: Package, sizes: Sizes) {
  const { batch, time, width } = sizes;
  const attending = attend(tf, sizes);
  const linear = (x: Tensor, weight: Tensor, bias: Tensor) => x.matMul(weight).add(bias);
  const normalized = (x: Tensor, scale: Tensor, shift: Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(scale).add(shift);
  };
  return (x: Tensor, weights: readonly Tensor[]): Tensor => {
    const [wq, bq, wk, bk, wv, bv, wo, bo, w1, b1, w2, b2, scale1, shift1, scale2, shift2] =
      weights;
    const rows = x.reshape([batch * time, width]);
    const found = attending(linear(rows, wq, bq), linear(rows, wk, bk), linear(rows, wv, bv));
    const attended = linear(found.reshape([batch * time, width]), wo, bo);
    const y = normalized(rows.add(attended), scale1, shift1);
    const fed = linear(linear(y, w1, b1).relu(), w2, b2);
    return normalized(y.add(fed), scale2, shift2).reshape([batch, time, width]);
  };
}

function encoder(tools: Tools, sizes: Sizes): Work {
  const { tf } = tools, { batch, time, width } = sizes;
  const shape = [batch, time, width];
  const inputs = encoderWeights(sizes).map(({ shape, range }, i) =>
    draw(tools, shape, 2 + i, ...range)
  );
  const [keyBias] = inputs.splice(KEY_BIAS, 1);
  const x = draw(tools, shape, 0), weights = draw(tools, shape, 1), run = encoderLayer(tf, sizes);
  const gradients = tf.grads((x: Tensor, ...given: Tensor[]) =>
    run(x, given.toSpliced(KEY_BIAS, 0, keyBias)).mul(weights).sum()
  );
  return repeat(tf, () => gradients([x, ...inputs]));
}

const written: Partial<Record<Case["kind"], (tools: Tools, sizes: Sizes) => Work>> = {
  matmul,
  add,
  tanh,
  softmax,
  "layer-norm": layerNorm,
  attention,
  encoder,
  adam,
  embedding,
  "lstm-forward": lstmForward,
  lstm,
  "conv-forward": convForward,
  "conv-input": convInput,
  "conv-weight": convWeight,
  "batch-norm": batchNorm,
  "max-pool": maxPool,
  conv,
};

const backend = Deno.args.includes("--wasm") ? "wasm" : "webgpu";

async function open({ numbers }: { readonly numbers: Numbers }): Promise<Opened> {
  const adapter = backend === "wasm" ? processorName(1) : await adapterName();
  const tf = await load(`npm:@tensorflow/tfjs@${VERSION}`);
  await load(`npm:@tensorflow/tfjs-backend-${backend}@${VERSION}`);
  if (!await tf.setBackend(backend)) throw new Error(`its ${backend} backend does not start`);
  return {
    adapter,
    device: tf.backend().device,
    prepare: (one) => written[one.kind]?.({ tf, numbers }, one.sizes) ?? null,
  };
}

const name = backend === "wasm" ? "tfjs-wasm" : "tfjs";
await runProgram({ name, version: VERSION, open }, Deno.args);
