/** A new kind of data and a new encoder: what this file holds, and nothing else, makes nets of them. */
import { assert, assertEquals } from "@std/assert";
import {
  argmax,
  type Encoder,
  type Features,
  type FeatureShape,
  forPrediction,
  forTraining,
  type Learner,
  Linear,
  lossName,
  type Parameter,
  type Place,
  plainEntry,
  Random,
  recorded,
  type Signal,
  type Tensor,
} from "../../engine/mod.ts";
import { buildNet, defaultNet, type NetOptions, type NetPlan } from "../../models/mod.ts";
import { type BatchSource, type Pass, type PassOptions, RandomStream } from "../../datasets/mod.ts";
import { device, onDevices } from "../engine/device.ts";

/** Rows of a few numbers each, of classes. */
class NumberRows implements BatchSource {
  readonly labels: Uint32Array<ArrayBuffer>;
  readonly #values: Float32Array;
  readonly #columns: number;

  constructor(values: Float32Array, labels: Uint32Array<ArrayBuffer>) {
    this.labels = labels;
    this.#values = values;
    this.#columns = values.length / labels.length;
  }

  batches({ batch, shuffle, start = 0 }: PassOptions): Pass {
    const count = this.labels.length;
    const order = shuffle
      ? new RandomStream(shuffle.seed, "epoch", shuffle.epoch).permutation(count)
      : Uint32Array.from({ length: count }, (_, i) => i);
    const length = Math.ceil(count / batch);
    const cut = (i: number) => this.#gather(order.slice(i * batch, (i + 1) * batch));
    return {
      length,
      *[Symbol.iterator]() {
        for (let i = start; i < length; i++) yield cut(i);
      },
    };
  }

  steps(): number {
    return this.labels.length;
  }

  #gather(rows: Uint32Array<ArrayBuffer>) {
    const columns = this.#columns;
    const data = new Float32Array(rows.length * columns);
    rows.forEach((row, i) =>
      data.set(this.#values.subarray(row * columns, (row + 1) * columns), i * columns)
    );
    const labels = rows.map((row) => this.labels[row]);
    return {
      size: rows.length,
      rows,
      labels,
      inputs: { x: { data, shape: [rows.length, columns] } },
    };
  }
}

/** Columns to columns by a linear layer and tanh. */
class Mlp implements Encoder {
  readonly width: number;
  readonly #linear: Linear;

  constructor(place: Place, inputs: number, outputs: number) {
    this.width = outputs;
    this.#linear = new Linear(place, { inputs, outputs, activation: "tanh" });
  }

  get parameters(): readonly Parameter[] {
    return this.#linear.parameters;
  }

  get out(): FeatureShape {
    return { x: [this.width] };
  }

  learning(): "weight" {
    return "weight";
  }

  multiplyAdds(): number {
    return this.#linear.weight.size;
  }

  forward(input: Features): Features {
    return { ...input, x: this.#linear.forward(input.x) };
  }

  pool({ x }: Features): Tensor {
    return x;
  }
}

const COLUMNS = 3;

const plan: NetPlan = {
  input: { x: [COLUMNS] },
  encoder: (place, _, { x }) => new Mlp(place, x.at(-1)!, 16),
  entry: () => plainEntry,
};

const options = (mode: NetOptions["mode"]): NetOptions => ({
  ...defaultNet,
  mode,
  seed: 1,
  classes: 2,
  blocks: 3,
  labels: { ...defaultNet.labels, width: 8, deepWidth: 8 },
  learning: { ...defaultNet.learning, rate: 1e-2, firstRate: 1e-2, dropout: 0 },
});

/** Points in or out of a disk, with a third number that says nothing; no line parts them, a ring does. */
function disk(count: number, seed: number): NumberRows {
  const random = new Random(seed);
  const labels = Uint32Array.from({ length: count }, () => random.integer(2));
  const values = [...labels].flatMap((label) => {
    const radius = label ? 1.2 + random.uniform() : 0.8 * random.uniform();
    const angle = 2 * Math.PI * random.uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle), random.normal()];
  });
  return new NumberRows(Float32Array.from(values), labels);
}

/** Trains for some epochs, by a recorded step as a trainer has it. */
function train(net: Learner, rows: NumberRows, epochs: number): void {
  const step = recorded(
    device,
    ({ classes, ...inputs }: Record<string, Signal>) =>
      net.step(net.entry.features(inputs), classes),
  );
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (
      const { inputs, labels, size } of rows.batches({ batch: 32, shuffle: { seed: 1, epoch } })
    ) {
      step({ ...net.entry.host(inputs, forTraining), classes: { data: labels, shape: [size] } });
    }
  }
}

/** The share of rows whose class a net tells at each of its depths. */
async function accuracies(net: Learner, rows: NumberRows): Promise<number[]> {
  const right = net.depths.map(() => 0);
  const predict = recorded(
    device,
    (inputs) => net.predict(net.entry.features(inputs)).map((logits) => argmax(logits)),
  );
  for (const { inputs, labels } of rows.batches({ batch: 50 })) {
    for (const [k, answers] of predict(net.entry.host(inputs, forPrediction)).entries()) {
      const classes = await answers.words();
      labels.forEach((label, i) => right[k] += Number(classes[i] === label));
    }
  }
  return right.map((count) => count / rows.labels.length);
}

for (const mode of ["al", "bp"] as const) {
  onDevices(`${mode}: rows of numbers are learned by a net of this file's encoders`, async () => {
    const net = buildNet(device, options(mode), plan);
    const [rows, others] = [disk(320, 1), disk(210, 2)];
    for (const accuracy of await accuracies(net, others)) assert(accuracy < 0.8, `${accuracy}`);
    train(net, rows, 30);
    const learned = await accuracies(net, others);
    assertEquals(net.depths, mode === "al" ? [1, 2, 3] : [3]);
    assertEquals(learned.length, net.depths.length);
    for (const accuracy of learned) assert(accuracy > 0.95, `${learned}`);
  });
}

Deno.test("a net of other encoders names its losses and groups as any net", () => {
  const chain = buildNet(device, options("al"), plan);
  const parts = ["associated", "reconstruction"];
  assertEquals(
    chain.losses.map(lossName),
    [1, 2, 3].flatMap((n) => parts.map((part) => `block ${n} ${part}`)),
  );
  assertEquals(
    chain.groups.map(({ name, role, block }) => [name, role, block]),
    [0, 1, 2].flatMap((i) => [
      [`block ${i + 1} encoder`, "encoder", i],
      [`block ${i + 1} auto-encoder`, "labels", i],
    ]),
  );
  assertEquals(chain.encoders.map(({ out }) => out.x), [[16], [16], [16]]);
  const baseline = buildNet(device, options("bp"), plan);
  assertEquals(baseline.losses.map(lossName), ["cross-entropy"]);
  assertEquals(baseline.groups.map(({ name, block }) => [name, block]), [
    ["embedding", 0],
    ["rest", null],
  ]);
  const initial = new Set(baseline.parameters.map(({ name }) => name));
  assert(chain.parameters.some(({ name }) => name === "block 2/f.weight"));
  assert(initial.has("block 2/f.weight") && !initial.has("block 1/g.weight"));
});
