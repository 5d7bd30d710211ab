/** Each kind of case runs on our engine, on small sizes. */
import { assert, assertEquals } from "@std/assert";
import type { Tensor } from "../../../engine/mod.ts";
import { ceilings } from "../../../tasks/bench/ceilings.ts";
import { compare, lineOf, partsOf } from "../../../tasks/bench/compare.ts";
import { hostCosts } from "../../../tasks/bench/host.ts";
import type { CaseLine, Line } from "../../../tasks/bench/lines.ts";
import { prepare } from "../../../tasks/bench/ours.ts";
import { type Case, cases, type Kind } from "../../../tasks/bench/peers/cases.ts";
import { reportText } from "../../../tasks/bench/report.ts";
import { device } from "../../engine/device.ts";

const model = { batch: 2, time: 3, width: 4, label: 5, classes: 3, rows: 7, blocks: 2, sparse: 1 };
const words = { rows: 9, width: 4, batch: 2, time: 3 };
const small: Record<Kind, Case["sizes"]> = {
  "matmul": { m: 2, k: 3, n: 5 },
  "lstm": { batch: 2, time: 3, input: 4, hidden: 5 },
  "embedding": words,
  "embedding-sparse": words,
  "adam": { size: 70 },
  "add": { size: 70 },
  "softmax": { rows: 3, columns: 5 },
  "al-linear": model,
  "al-lstm": model,
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

Deno.test("prepare() computes what the case says", async () => {
  const { step, held } = prepare({ device, seed: 1 }, caseOf("matmul"));
  step();
  const [[a, b], c] = held as [[Tensor, Tensor], Tensor];
  const [x, y, z] = await Promise.all([a.data(), b.data(), c.data()]);
  const sum = x[0] * y[0] + x[1] * y[5] + x[2] * y[10];
  assert(Math.abs(z[0] - sum) < 1e-5, `${z[0]} and ${sum}`);
  device.release(held);
});

Deno.test("every case of the table has the sizes that its kind is prepared from", () => {
  for (const { name, kind, sizes } of cases) {
    assertEquals(Object.keys(sizes).sort(), Object.keys(small[kind]).sort(), name);
  }
  assertEquals(new Set(cases.map(({ kind }) => kind)), new Set(Object.keys(small) as Kind[]));
});

Deno.test("hostCosts() finds no bind groups and no memory made by a replayed step", async () => {
  const lines = await Array.fromAsync(hostCosts({ device, seed: 1 }, caseOf("al-lstm"), 2));
  assertEquals(lines.map(({ step }) => step), [
    "unrecorded",
    "replayed",
    "replayed on a new batch",
  ]);
  const [unrecorded, ...replayed] = lines;
  assert(unrecorded.allocated > 0);
  for (const line of replayed) {
    assertEquals([line.bindGroups, line.allocated], [0, 0]);
    assert(line.dispatches >= unrecorded.dispatches && line.milliseconds > 0);
  }
});

Deno.test("compare() gives a line for everything that was chosen, in JSON and as text", async () => {
  const chosen = [caseOf("add"), caseOf("matmul"), caseOf("al-linear")];
  const comparison = { chosen, peers: [], repeats: 1 };
  let told = 0;
  const lines: Line[] = [];
  for await (const line of compare({ device, seed: 1 }, comparison, () => void told++)) {
    lines.push(line);
  }
  assertEquals(told, partsOf(comparison));
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
  const text = reportText(lines);
  for (const { name } of chosen) assert(text.includes(name), text);
});

Deno.test("ceilings() measures arithmetic and memory, and keeps the best run", async () => {
  for (const { rate, rates, unit } of await Array.fromAsync(ceilings(device, 1))) {
    assert(rate > 0 && rate === Math.max(...rates), unit);
  }
});

Deno.test("lineOf() says how many times as fast ours is, or why there is no figure", () => {
  const ours = { kind: "case", milliseconds: 2 } as CaseLine;
  const measured = {
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
  const line = lineOf(measured, ours) as CaseLine;
  assertEquals([line.milliseconds, line.oursIsFasterBy, line.unit], [4, 2, "GB/s"]);
  assertEquals(line.rate, 1);
  const leftOut = lineOf({ peer: "jax", case: null, leftOut: "no adapter" }, ours);
  assertEquals(leftOut, { kind: "left out", engine: "jax", case: null, reason: "no adapter" });
});
