import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { sample } from "./numbers.ts";
import { batchNorm, conv, convForward, convInput, convWeight, maxPool } from "./jax_images.ts";
import { attention, encoder, lstm, lstmForward } from "./jax_layers.ts";
import {
  backend,
  draw,
  read,
  repeat,
  type Sizes,
  submit,
  type Tensor,
  type Tools,
} from "./jax_tools.ts";
import {
  adapterName,
  load,
  type Opened,
  type Package,
  processorName,
  runProgram,
  type Start,
} from "./program.ts";

const VERSION = "0.1.25";

function matmul(tools: Tools, { m, k, n }: Sizes): Work {
  const { jax } = tools;
  const a = draw(tools, [m, k], 0), b = draw(tools, [k, n], 1);
  const run = jax.jit((x: Tensor, y: Tensor) => jax.numpy.matmul(x, y));
  return repeat(() => [run(a.ref, b.ref)]);
}

function add(tools: Tools, { size }: Sizes): Work {
  const a = draw(tools, [size], 0), b = draw(tools, [size], 1);
  const run = tools.jax.jit((x: Tensor, y: Tensor) => x.add(y));
  return repeat(() => [run(a.ref, b.ref)]);
}

function tanh(tools: Tools, { size }: Sizes): Work {
  const x = draw(tools, [size], 0, -3, 3);
  const run = tools.jax.jit((x: Tensor) => tools.jax.numpy.tanh(x));
  return repeat(() => [run(x.ref)]);
}

function softmax(tools: Tools, { rows, columns }: Sizes): Work {
  const x = draw(tools, [rows, columns], 0, -3, 3);
  const run = tools.jax.jit((x: Tensor) => tools.jax.nn.softmax(x, -1));
  return repeat(() => [run(x.ref)]);
}

function layerNorm(tools: Tools, { rows, columns }: Sizes): Work {
  const { jax } = tools;
  const inputs = [
    draw(tools, [rows, columns], 0, -3, 3),
    draw(tools, [columns], 1, 0.5, 1.5),
    draw(tools, [columns], 2),
  ];
  const run = jax.jit((x: Tensor, scale: Tensor, shift: Tensor) =>
    jax.nn.standardize(x, -1, { epsilon: 1e-5 }).mul(scale).add(shift)
  );
  return repeat(() => [run(...inputs.map((array) => array.ref))]);
}

/** Adam as a compiled function of parameter, moments and step size to their successors. */
function update(jax: Package, p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor): Tensor[] {
  const mean = m.mul(0.9).add(g.ref.mul(0.1));
  const square = v.mul(0.999).add(g.ref.mul(g).mul(0.001));
  const change = mean.ref.mul(rate).div(jax.numpy.sqrt(square.ref).add(1e-8));
  return [p.sub(change), mean, square];
}

/** Adam steps of one parameter, whose gradient is computed by a function of the parameter. */
function trained(tools: Tools, shape: number[], gradient: (p: Tensor) => Tensor): Work {
  const { jax } = tools;
  const zeros = () => jax.numpy.array(new Float32Array(shape[0] * (shape[1] ?? 1)), { shape });
  let state: Tensor[] = [draw(tools, shape, 0), zeros(), zeros()];
  let count = 0;
  const run = jax.jit((p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor) =>
    update(jax, p, m, v, g, rate)
  );
  const step = () => {
    count++;
    const rate = 1e-3 * Math.sqrt(1 - 0.999 ** count) / (1 - 0.9 ** count);
    const given = gradient(state[0]);
    state = run(...state, given, jax.numpy.array(new Float32Array([rate])));
    return submit(state);
  };
  return {
    step,
    async settle(): Promise<void> {
      await state[0].blockUntilReady();
    },
    async result(): Promise<number[]> {
      const before = await read(state[0]);
      await step();
      const after = await read(state[0]);
      return sample(after.map((value, i) => value - before[i]));
    },
  };
}

function adam(tools: Tools, { size }: Sizes): Work {
  const gradient = draw(tools, [size], 1);
  return trained(tools, [size], () => gradient.ref);
}

function embedding(tools: Tools, { rows, width, batch, time }: Sizes): Work {
  const { jax, numbers } = tools;
  const words = Int32Array.from(numbers.words(2, batch * time, rows));
  const indices = jax.numpy.array(words, { shape: [batch, time] });
  const weights = draw(tools, [batch, width], 1);
  const loss = (x: Tensor, indices: Tensor, weights: Tensor) =>
    jax.numpy.sum(jax.numpy.mean(jax.numpy.take(x, indices, 0), 1).mul(weights));
  // The engine cannot compile a scatter whose indices are arguments, so the gradient runs eagerly.
  const gradient = jax.grad(loss);
  return trained(tools, [rows, width], (p) => gradient(p.ref, indices.ref, weights.ref));
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

async function open({ threads, numbers }: Start): Promise<Opened> {
  const adapter = backend === "wasm" ? processorName(threads) : await adapterName();
  // The engine starts as many workers as it is told that there are processors.
  Object.defineProperty(navigator, "hardwareConcurrency", { value: threads });
  const jax = await load(`npm:@jax-js/jax@${VERSION}`);
  const devices: string[] = await jax.init(backend);
  if (!devices.includes(backend)) throw new Error(`its ${backend} backend does not start`);
  jax.defaultDevice(backend);
  return {
    adapter,
    device: backend === "webgpu" ? jax.getWebGPUDevice() : undefined,
    prepare: (one) => written[one.kind]?.({ jax, numbers }, one.sizes) ?? null,
  };
}

const name = backend === "wasm" ? "jax-wasm" : "jax";
await runProgram({ name, version: VERSION, open }, Deno.args);
