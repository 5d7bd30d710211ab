import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { load, type Opened, type Package, runProgram } from "./program.ts";

const VERSION = "0.1.25";

type Sizes = Case["sizes"];
type Tensor = Package;

/**
 * The engine is lazy and owns what it is given: `ref` keeps an array, and `gpuBufferSync` submits
 * what an array waits for without waiting for it.
 */
function submit(arrays: Tensor[]): void {
  for (const array of arrays) array.ref.gpuBufferSync();
}

function repeat(run: () => Tensor[]): Work {
  let last: Tensor[] = [];
  return {
    step(): void {
      for (const array of last) array.dispose();
      last = run();
      submit(last);
    },
    async settle(): Promise<void> {
      await last[0].blockUntilReady();
    },
  };
}

function random(jax: Package, shape: number[], low = 0, high = 1): Tensor {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  // A fixed sequence: what is multiplied does not matter, only that it is neither 0 nor subnormal.
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    values[i] = low + (high - low) * state / 2 ** 32;
  }
  return jax.numpy.array(values, { shape });
}

function matmul(jax: Package, { m, k, n }: Sizes): Work {
  const a = random(jax, [m, k]), b = random(jax, [k, n]);
  const run = jax.jit((x: Tensor, y: Tensor) => jax.numpy.matmul(x, y));
  return repeat(() => [run(a.ref, b.ref)]);
}

function add(jax: Package, { size }: Sizes): Work {
  const a = random(jax, [size]), b = random(jax, [size]);
  const run = jax.jit((x: Tensor, y: Tensor) => x.add(y));
  return repeat(() => [run(a.ref, b.ref)]);
}

function softmax(jax: Package, { rows, columns }: Sizes): Work {
  const x = random(jax, [rows, columns]);
  const run = jax.jit((x: Tensor) => jax.nn.softmax(x, -1));
  return repeat(() => [run(x.ref)]);
}

/** Adam as a compiled function of parameter, moments and step size to their successors. */
function update(jax: Package, p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor): Tensor[] {
  const mean = m.mul(0.9).add(g.ref.mul(0.1));
  const square = v.mul(0.999).add(g.ref.mul(g).mul(0.001));
  const change = mean.ref.mul(rate).div(jax.numpy.sqrt(square.ref).add(1e-8));
  return [p.sub(change), mean, square];
}

/** Adam steps of one parameter, whose gradient is computed by a function of the parameter. */
function trained(jax: Package, shape: number[], gradient: (p: Tensor) => Tensor): Work {
  const zeros = () => jax.numpy.array(new Float32Array(shape[0] * (shape[1] ?? 1)), { shape });
  let state: Tensor[] = [random(jax, shape), zeros(), zeros()];
  let count = 0;
  const run = jax.jit((p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor) =>
    update(jax, p, m, v, g, rate)
  );
  return {
    step(): void {
      count++;
      const rate = 1e-3 * Math.sqrt(1 - 0.999 ** count) / (1 - 0.9 ** count);
      const given = gradient(state[0]);
      state = run(...state, given, jax.numpy.array(new Float32Array([rate])));
      submit(state);
    },
    async settle(): Promise<void> {
      await state[0].blockUntilReady();
    },
  };
}

function adam(jax: Package, { size }: Sizes): Work {
  const gradient = random(jax, [size]);
  return trained(jax, [size], () => gradient.ref);
}

function embedding(jax: Package, { rows, width, batch, time }: Sizes): Work {
  const positions = Int32Array.from(
    { length: batch * time },
    (_, place) => Math.imul(place + 1, 2654435761) >>> 0,
  ).map((position) => (position >>> 0) % rows);
  const indices = jax.numpy.array(positions, { shape: [batch, time] });
  const weights = random(jax, [batch, width]);
  const loss = (x: Tensor, indices: Tensor, weights: Tensor) =>
    jax.numpy.sum(jax.numpy.mean(jax.numpy.take(x, indices, 0), 1).mul(weights));
  // The engine cannot compile a scatter whose indices are arguments, so the gradient runs eagerly.
  const gradient = jax.grad(loss);
  return trained(jax, [rows, width], (p) => gradient(p.ref, indices.ref, weights.ref));
}

function lstm(jax: Package, { batch, time, input, hidden }: Sizes): Work {
  const { numpy: np, nn } = jax;
  const inputs = [
    random(jax, [time * batch, input], -1, 1),
    random(jax, [input, 4 * hidden], -0.05, 0.05),
    random(jax, [hidden, 4 * hidden], -0.05, 0.05),
    random(jax, [4 * hidden], -0.05, 0.05),
    random(jax, [time, batch, hidden], -1, 1),
  ];
  const loss = (x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor, weights: Tensor) => {
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
    return np.sum(np.stack(outputs).mul(weights));
  };
  const gradients = jax.jit(jax.grad(loss, { argnums: [0, 1, 2, 3] }));
  return repeat(() => gradients(...inputs.map((array) => array.ref)));
}

const written: Partial<Record<Case["kind"], (jax: Package, sizes: Sizes) => Work>> = {
  matmul,
  add,
  softmax,
  adam,
  embedding,
  lstm,
};

async function open(): Promise<Opened> {
  const jax = await load(`npm:@jax-js/jax@${VERSION}`);
  const devices: string[] = await jax.init("webgpu");
  if (!devices.includes("webgpu")) throw new Error("its WebGPU backend does not start");
  jax.defaultDevice("webgpu");
  return {
    device: jax.getWebGPUDevice(),
    prepare: (one) => written[one.kind]?.(jax, one.sizes) ?? null,
  };
}

await runProgram({ name: "jax", version: VERSION, open }, Deno.args);
