import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { load, type Opened, type Package, runProgram } from "./program.ts";

const VERSION = "4.22.0";

type Sizes = Case["sizes"];
type Tensor = Package;

/** Keeps the results of the last step and reads one element of the first of them. */
function repeat(tf: Package, run: () => Tensor[]): Work {
  let last: Tensor[] = [];
  return {
    step(): void {
      for (const tensor of last) tensor.dispose();
      last = tf.tidy(run);
    },
    async settle(): Promise<void> {
      await readOne(tf, last[0]);
    },
  };
}

async function readOne(tf: Package, tensor: Tensor): Promise<void> {
  const element = tf.tidy(() => tensor.reshape([-1]).slice([0], [1]));
  await element.data();
  element.dispose();
}

function matmul(tf: Package, { m, k, n }: Sizes): Work {
  const a = tf.randomUniform([m, k]), b = tf.randomUniform([k, n]);
  return repeat(tf, () => [tf.matMul(a, b)]);
}

function add(tf: Package, { size }: Sizes): Work {
  const a = tf.randomUniform([size]), b = tf.randomUniform([size]);
  return repeat(tf, () => [tf.add(a, b)]);
}

function softmax(tf: Package, { rows, columns }: Sizes): Work {
  const x = tf.randomUniform([rows, columns]);
  return repeat(tf, () => [tf.softmax(x)]);
}

function updated(tf: Package, variable: Tensor, gradient: () => Tensor): Work {
  const optimizer = tf.train.adam(1e-3);
  return {
    step: () => tf.tidy(() => optimizer.applyGradients({ [variable.name]: gradient() })),
    settle: () => readOne(tf, variable),
  };
}

function adam(tf: Package, { size }: Sizes): Work {
  const gradient = tf.randomUniform([size]);
  return updated(tf, tf.variable(tf.randomUniform([size])), () => gradient);
}

function embedding(tf: Package, { rows, width, batch, time }: Sizes): Work {
  const table = tf.variable(tf.randomUniform([rows, width]));
  const indices = tf.randomUniform([batch, time], 0, rows, "int32");
  const weights = tf.randomUniform([batch, width]);
  const loss = (x: Tensor) => tf.gather(x, indices).mean(1).mul(weights).sum();
  return updated(tf, table, () => tf.grad(loss)(table));
}

function lstm(tf: Package, { batch, time, input, hidden }: Sizes): Work {
  const x = tf.randomUniform([time * batch, input], -1, 1);
  const parameters = [[input, 4 * hidden], [hidden, 4 * hidden], [4 * hidden]]
    .map((shape) => tf.randomUniform(shape, -0.05, 0.05));
  const weights = tf.randomUniform([time, batch, hidden], -1, 1);
  const loss = (x: Tensor, wx: Tensor, wh: Tensor, bias: Tensor) => {
    const projected = tf.unstack(x.matMul(wx).add(bias).reshape([time, batch, 4 * hidden]));
    let h = tf.zeros([batch, hidden]), c = tf.zeros([batch, hidden]);
    const outputs = projected.map((projection: Tensor) => {
      const [i, f, g, o] = tf.split(projection.add(h.matMul(wh)), 4, 1);
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
      return h;
    });
    return tf.stack(outputs).mul(weights).sum();
  };
  const gradients = tf.grads(loss);
  return repeat(tf, () => gradients([x, ...parameters]));
}

const written: Partial<Record<Case["kind"], (tf: Package, sizes: Sizes) => Work>> = {
  matmul,
  add,
  softmax,
  adam,
  embedding,
  lstm,
};

async function open(): Promise<Opened> {
  const tf = await load(`npm:@tensorflow/tfjs@${VERSION}`);
  await load(`npm:@tensorflow/tfjs-backend-webgpu@${VERSION}`);
  if (!await tf.setBackend("webgpu")) throw new Error("its WebGPU backend does not start");
  return {
    device: tf.backend().device,
    prepare: (one) => written[one.kind]?.(tf, one.sizes) ?? null,
  };
}

await runProgram({ name: "tfjs", version: VERSION, open }, Deno.args);
