/** Each kind of case runs on our engine, on small sizes. */
import { assert, assertEquals } from "@std/assert";
import { ceilings } from "../../../tasks/bench/ceilings.ts";
import { compare, type Comparison, lineOf, partsOf } from "../../../tasks/bench/compare.ts";
import { openDevices, ourDevice } from "../../../tasks/bench/devices.ts";
import { hostCosts } from "../../../tasks/bench/host.ts";
import type { CaseLine, Line } from "../../../tasks/bench/lines.ts";
import { prepare } from "../../../tasks/bench/ours.ts";
import { type Case, cases, type Kind } from "../../../tasks/bench/peers/cases.ts";
import { difference, Numbers, sample, TOLERANCE } from "../../../tasks/bench/peers/numbers.ts";
import { tablesText } from "../../../tasks/bench/report.ts";
import { device, play, processors, webgpu } from "../../engine/device.ts";

const model = { batch: 2, time: 3, width: 4, label: 5, classes: 3, rows: 7, blocks: 2, sparse: 1 };
const settling = { batch: 2, time: 3, width: 4, hidden: 5, classes: 3 };
const words = { rows: 9, width: 4, batch: 2, time: 3 };
const window = { batch: 2, side: 4, inputs: 3, outputs: 2, window: 3, stride: 2 };
const pixels = { batch: 2, side: 4, channels: 3 };
const net = { batch: 2, side: 16, channels: 1, width: 1 / 64, label: 4, classes: 3 };
const small: Record<Kind, Case["sizes"]> = {
  "matmul": { m: 2, k: 3, n: 5 },
  "lstm": { batch: 2, time: 3, input: 4, hidden: 5 },
  "lstm-forward": { batch: 2, time: 3, input: 4, hidden: 5 },
  "attention": { batch: 2, time: 3, width: 4, heads: 2 },
  "encoder": { batch: 2, time: 3, width: 4, heads: 2, hidden: 6 },
  "embedding": words,
  "embedding-sparse": words,
  "adam": { size: 70 },
  "add": { size: 70 },
  "tanh": { size: 70 },
  "softmax": { rows: 3, columns: 5 },
  "layer-norm": { rows: 3, columns: 5 },
  "conv": window,
  "conv-forward": window,
  "conv-input": window,
  "conv-weight": window,
  "batch-norm": pixels,
  "max-pool": pixels,
  "images": pixels,
  "al-linear": model,
  "al-lstm": model,
  "al-transformer": { ...model, heads: 2, hidden: 6 },
  "al-mlp": net,
  "al-cnn": net,
  "al-vgg": net,
  "al-resnet": net,
  "al-resnet-20": net,
  "bp-mlp": net,
  "bp-cnn": net,
  "bp-vgg": net,
  "bp-resnet": net,
  "bp-resnet-20": net,
  "relax": settling,
  "equilibrium": { ...settling, free: 3, nudged: 2 },
};

const caseOf = (kind: Kind): Case => ({
  name: `small-${kind}`,
  kind,
  sizes: small[kind],
  flops: kind === "add" ? 0 : 60,
  bytes: 840,
});

for (const kind of Object.keys(small) as Kind[]) {
  Deno.test(`prepare() makes ${kind} ready, and its memory can be released`, async () => {
    const bench = { device, seed: 1 };
    const { step, held } = prepare(bench, caseOf(kind));
    const before = device.counters.dispatches;
    step();
    assert(device.counters.dispatches > before);
    await device.settle();
    const { live } = device.memory();
    device.release(held);
    assert(device.memory().live < live);
  });
}

const numbers = new Numbers(7);
const rows = (values: Float32Array) =>
  [0, 5, 10].map((from) => Array.from(values.subarray(from, from + 5)));

/** What small cases give, in float64. */
const expected: Partial<Record<Kind, () => number[]>> = {
  matmul: () => {
    const a = numbers.uniform(0, 6), b = numbers.uniform(1, 15);
    return Array.from({ length: 10 }, (_, at) => {
      const row = Math.floor(at / 5), column = at % 5;
      return [0, 1, 2].reduce((sum, k) => sum + a[3 * row + k] * b[5 * k + column], 0);
    });
  },
  add: () => {
    const b = numbers.uniform(1, 70);
    return Array.from(numbers.uniform(0, 70), (value, i) => value + b[i]);
  },
  tanh: () => Array.from(numbers.uniform(0, 70, -3, 3), Math.tanh),
  softmax: () =>
    rows(numbers.uniform(0, 15, -3, 3)).flatMap((row) => {
      const powers = row.map(Math.exp), sum = powers.reduce((a, b) => a + b);
      return powers.map((power) => power / sum);
    }),
  "layer-norm": () => {
    const scale = numbers.uniform(1, 5, 0.5, 1.5), shift = numbers.uniform(2, 5);
    return rows(numbers.uniform(0, 15, -3, 3)).flatMap((row) => {
      const mean = row.reduce((a, b) => a + b) / 5;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
      return row.map((value, i) =>
        (value - mean) / Math.sqrt(variance + 1e-5) * scale[i] + shift[i]
      );
    });
  },
  // The first step of Adam moves each number by its rate.
  adam: () => Array.from(numbers.uniform(1, 70), (gradient) => -1e-3 * Math.sign(gradient)),
};

for (const [kind, values] of Object.entries(expected)) {
  Deno.test(`prepare() makes ${kind} compute what it says`, async () => {
    const { result, held } = prepare({ device, seed: 7 }, caseOf(kind as Kind));
    const found = await result();
    device.release(held);
    const most = difference(sample(values()), found);
    assert(most < TOLERANCE, `${most}`);
  });
}

Deno.test("every case of the table has the sizes that its kind is prepared from", () => {
  for (const { name, kind, sizes } of cases) {
    assertEquals(Object.keys(sizes).sort(), Object.keys(small[kind]).sort(), name);
  }
  assertEquals(new Set(cases.map(({ kind }) => kind)), new Set(Object.keys(small) as Kind[]));
});

Deno.test("hostCosts() finds no bind groups and no memory made by a replayed step", async () => {
  const ours = ourDevice(device);
  const runs = { runs: 2, seed: 1 };
  const lines = await Array.fromAsync(hostCosts(ours, caseOf("al-lstm"), runs));
  assertEquals(lines.map(({ step }) => step), [
    "unrecorded",
    "replayed",
    "replayed on a new batch",
  ]);
  const [unrecorded, ...replayed] = lines;
  assert(unrecorded.allocated > 0);
  for (const line of replayed) {
    assertEquals([line.device, line.bindGroups, line.allocated], [ours.name, 0, 0]);
    assert(line.dispatches >= unrecorded.dispatches && line.milliseconds > 0);
  }
});

const comparisonOf = (...kinds: Kind[]): Comparison => ({
  choice: { cases: kinds.map(caseOf), extras: [], pipelines: [], long: false },
  peers: [],
  repeats: 1,
  seed: 1,
});

Deno.test("compare() gives a line for everything that was chosen, in JSON and as text", async () => {
  const comparison = comparisonOf("add", "matmul", "al-linear");
  const ours = [ourDevice(device)];
  let told = 0;
  const lines: Line[] = [];
  for await (const line of compare(ours, comparison, () => void told++)) lines.push(line);
  assertEquals(told, partsOf(ours, comparison));
  assertEquals(lines.map(({ kind }) => kind), [
    "ceiling",
    "ceiling",
    "case",
    "case",
    "case",
    "host",
    "host",
    "host",
  ]);
  assertEquals(lines.map((line) => JSON.parse(JSON.stringify(line))), lines);
  const [add, matmul] = lines.slice(2) as CaseLine[];
  assertEquals([add.unit, matmul.unit], ["GB/s", "GFLOP/s"]);
  assertEquals(add.rate, 840 / (add.milliseconds / 1000) / 1e9);
  const text = tablesText(lines);
  for (const { name } of comparison.choice.cases) assert(text.includes(name), text);
});

Deno.test("compare() finds the same numbers on any number of threads", async () => {
  const [two, one] = (await Promise.all([openDevices("cpu", 2), openDevices("cpu", 1)]))
    .map(({ ours }) => ours[0]);
  const kinds = Object.keys(small) as Kind[];
  const lines = await Array.fromAsync(compare([two, one], comparisonOf(...kinds), () => {}));
  const cases = lines.filter((line): line is CaseLine => line.kind === "case");
  assertEquals(cases.length, 2 * kinds.length);
  for (const line of cases) {
    assertEquals(line.difference, line.device === "cpu-1" ? 0 : undefined, line.case);
  }
  two.device.destroy();
  one.device.destroy();
});

Deno.test({
  name: "compare() finds the numbers of processors on WebGPU",
  ignore: webgpu === null,
  fn: async () => {
    const ours = [ourDevice(processors), ourDevice(webgpu!)];
    const kinds = Object.keys(small) as Kind[];
    const lines = await Array.fromAsync(compare(ours, comparisonOf(...kinds), () => {}));
    const cases = lines.filter((line): line is CaseLine => line.kind === "case");
    assertEquals(cases.length, 2 * kinds.length);
    for (const { device, difference } of cases) {
      if (device === ours[1].name) assert(difference! < TOLERANCE);
    }
  },
});

Deno.test("compare() leaves a long case out on a software adapter, and says so", async () => {
  const long = { ...caseOf("add"), flops: 1e11 };
  const { choice, ...others } = comparisonOf("add");
  const comparison = { ...others, choice: { ...choice, cases: [long] } };
  const ours = [ourDevice(play({ kind: "software" }, device))];
  const lines = await Array.fromAsync(compare(ours, comparison, () => {}));
  assertEquals(lines.map(({ kind }) => kind), ["ceiling", "ceiling", "left out"]);
  assertEquals(partsOf(ours, comparison), 1);
});

for (const bits of [128, 256, null] as const) {
  const what = bits ? `vectors of ${bits} bits` : "WebGPU";
  Deno.test({
    name: `ceilings() measures ${what}, and keeps the best run`,
    ignore: bits === null && webgpu === null,
    fn: async () => {
      const place = bits ? play({ vectorBits: bits }, processors) : webgpu;
      const lines = await Array.fromAsync(ceilings(ourDevice(place!), 1));
      assertEquals(lines.map(({ unit }) => unit), ["GFLOP/s", "GB/s"]);
      for (const { rate, rates } of lines) assert(rate > 0 && rate === Math.max(...rates));
    },
  });
}

const ours = { kind: "case", milliseconds: 2 } as CaseLine;
const found = {
  peer: "torch",
  version: "1",
  adapter: "x",
  case: "add-8m",
  seconds: [0.003, 0.005, 0.004],
  steps: 1,
  settle: 0,
  flops: 0,
  bytes: 4e6,
};

Deno.test("lineOf() says how many times as fast ours is, or why there is no figure", () => {
  const line = lineOf(found, "cpu-1", { line: ours }) as CaseLine;
  assertEquals([line.milliseconds, line.oursIsFasterBy, line.unit], [4, 2, "GB/s"]);
  assertEquals([line.rate, line.device], [1, "cpu-1"]);
  const leftOut = { peer: "jax", case: null, leftOut: "no adapter" };
  assertEquals(lineOf(leftOut, "gpu", { line: ours }), {
    kind: "left out",
    engine: "jax",
    case: null,
    reason: "no adapter",
  });
});

Deno.test("lineOf() counts a speed only where the numbers are ours", () => {
  const result = sample([1, -1, 1]);
  const own = { line: ours, result };
  const line = lineOf({ ...found, result }, "cpu-1", own) as CaseLine;
  assertEquals([line.difference, line.oursIsFasterBy], [0, 2]);
  const other = sample([1, -1, 1.5]);
  assertEquals(lineOf({ ...found, result: other }, "cpu-1", own), {
    kind: "left out",
    engine: "torch",
    device: "cpu-1",
    case: "add-8m",
    reason: "its numbers differ by 0.50 of their mean magnitude",
  });
});
