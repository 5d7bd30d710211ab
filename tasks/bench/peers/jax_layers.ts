/**
 * The layers of jax-js: LSTM, attention, and a Transformer's encoder layer.
 *
 * @module
 */
import type { Work } from "./measure.ts";
import { encoderWeights, KEY_BIAS, swapTime } from "./numbers.ts";
import type { Package } from "./program.ts";
import { draw, repeat, type Sizes, type Tensor, type Tools } from "./jax_tools.ts";

/** The LSTM as a function of its input and weights, to its outputs at each step. */
function unroll({ numpy: np, nn }: Package, { batch, time, hidden }: Sizes) {
  return (x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor): Tensor => {
    const projected = np.matmul(x, wx).add(bias).reshape([time, batch, 4 * hidden]);
    let h = np.zeros([batch, hidden]), c = np.zeros([batch, hidden]);
    const outputs: Tensor[] = [];
    for (let step = 0; step < time; step++) {
      const gates = projected.ref.slice(step).add(np.matmul(h, wh.ref));
      const [i, f, g, o] = np.split(gates, 4, 1);
      c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
      outputs.push(h.ref);
    }
    for (const left of [projected, wh, h, c]) left.dispose();
    return np.stack(outputs);
  };
}

function lstmInputs(tools: Tools, { batch, time, input, hidden }: Sizes): Tensor[] {
  const { jax, numbers } = tools;
  const x = swapTime(numbers.uniform(0, batch * time * input), [batch, time, input]);
  return [
    jax.numpy.array(x, { shape: [time * batch, input] }),
    draw(tools, [input, 4 * hidden], 1, -0.05, 0.05),
    draw(tools, [hidden, 4 * hidden], 2, -0.05, 0.05),
    draw(tools, [4 * hidden], 3, -0.05, 0.05),
  ];
}

/** Its outputs. */
export function lstmForward(tools: Tools, sizes: Sizes): Work {
  const { batch, time, hidden } = sizes;
  const inputs = lstmInputs(tools, sizes);
  const run = tools.jax.jit(unroll(tools.jax, sizes));
  return repeat(
    () => [run(...inputs.map((array) => array.ref))],
    (values) => swapTime(values, [time, batch, hidden]),
  );
}

/** Its gradients, with respect to the input and the weights. */
export function lstm(tools: Tools, sizes: Sizes): Work {
  const { jax, numbers } = tools, { batch, time, input, hidden } = sizes;
  const drawn = swapTime(numbers.uniform(4, batch * time * hidden), [batch, time, hidden]);
  const weights = jax.numpy.array(drawn, { shape: [time, batch, hidden] });
  const inputs = [...lstmInputs(tools, sizes), weights];
  const run = unroll(jax, sizes);
  const loss = (x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor, weights: Tensor) =>
    jax.numpy.sum(run(x, wx, wh, bias).mul(weights));
  const gradients = jax.jit(jax.grad(loss, { argnums: [0, 1, 2, 3] }));
  return repeat(
    () => gradients(...inputs.map((array) => array.ref)),
    (values, place) => place ? values : swapTime(values, [time, batch, input]),
  );
}

/** Attention as a function of queries, keys and values `[batch, time, width]`. */
function attend({ nn }: Package, { batch, time, width, heads }: Sizes) {
  const split = (x: Tensor) => x.reshape([batch, time, heads, width / heads]);
  return (q: Tensor, k: Tensor, v: Tensor): Tensor =>
    nn.dotProductAttention(split(q), split(k), split(v)).reshape([batch, time, width]);
}

/** Its gradients, with respect to queries, keys and values. */
export function attention(tools: Tools, sizes: Sizes): Work {
  const { jax } = tools, { batch, time, width } = sizes;
  const inputs = [0, 1, 2, 3].map((input) => draw(tools, [batch, time, width], input));
  const run = attend(jax, sizes);
  const loss = (q: Tensor, k: Tensor, v: Tensor, weights: Tensor) =>
    jax.numpy.sum(run(q, k, v).mul(weights));
  const gradients = jax.jit(jax.grad(loss, { argnums: [0, 1, 2] }));
  return repeat(() => gradients(...inputs.map((array) => array.ref)));
}

/** A layer of a Transformer's encoder as a function of its input and weights. */
function encoderLayer(jax: Package, sizes: Sizes) {
  const { numpy: np, nn } = jax, { batch, time, width } = sizes;
  const attending = attend(jax, sizes);
  const linear = (x: Tensor, weight: Tensor, bias: Tensor) => np.matmul(x, weight).add(bias);
  const normalized = (x: Tensor, scale: Tensor, shift: Tensor) =>
    nn.standardize(x, -1, { epsilon: 1e-5 }).mul(scale).add(shift);
  return (x: Tensor, weights: readonly Tensor[]): Tensor => {
    const [wq, bq, wk, bk, wv, bv, wo, bo, w1, b1, w2, b2, scale1, shift1, scale2, shift2] =
      weights;
    const rows = x.reshape([batch * time, width]);
    const q = linear(rows.ref, wq, bq), k = linear(rows.ref, wk, bk), v = linear(rows.ref, wv, bv);
    const attended = linear(attending(q, k, v).reshape([batch * time, width]), wo, bo);
    const y = normalized(rows.add(attended), scale1, shift1);
    const fed = linear(nn.relu(linear(y.ref, w1, b1)), w2, b2);
    return normalized(y.add(fed), scale2, shift2).reshape([batch, time, width]);
  };
}

/** Its gradients, with respect to the input and the weights. */
export function encoder(tools: Tools, sizes: Sizes): Work {
  const { jax } = tools, { batch, time, width } = sizes;
  const shape = [batch, time, width];
  const weights = encoderWeights(sizes).map(({ shape, range }, i) =>
    draw(tools, [...shape], 2 + i, ...range)
  );
  const inputs = [draw(tools, shape, 0), ...weights, draw(tools, shape, 1)];
  const run = encoderLayer(jax, sizes);
  const loss = (x: Tensor, ...rest: Tensor[]) =>
    jax.numpy.sum(run(x, rest.slice(0, -1)).mul(rest.at(-1)));
  const argnums = [0, ...weights.map((_, i) => 1 + i).toSpliced(KEY_BIAS, 1)];
  const gradients = jax.jit(jax.grad(loss, { argnums }));
  return repeat(() => gradients(...inputs.map((array) => array.ref)));
}
