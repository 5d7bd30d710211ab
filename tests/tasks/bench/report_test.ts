/** The tables of a benchmark. */
import { assertEquals } from "@std/assert";
import type { CaseLine, Line } from "../../../tasks/bench/lines.ts";
import { footText, tablesText } from "../../../tasks/bench/report.ts";

/** All that is printed of a benchmark. */
const reportText = (lines: readonly Line[]) =>
  [tablesText(lines), footText(lines)].filter((part) => part).join("\n");

const measured = (
  engine: string,
  device: string,
  milliseconds: number,
  more: Partial<CaseLine>,
): CaseLine => ({
  kind: "case",
  case: "add-8m",
  engine,
  device,
  version: "4.22.0",
  adapter: "llvmpipe",
  milliseconds,
  runs: [milliseconds],
  steps: 7,
  settle: 0.1,
  unit: "GB/s",
  rate: 100 / milliseconds,
  ...more,
});

Deno.test("tablesText() and footText() show devices, ceilings, cases, what ours costs, and what is missing", () => {
  const lines: Line[] = [
    {
      kind: "environment",
      date: "2026-01-02T03:04:05.678Z",
      load: 1.52,
      program: "0.1.0",
      deno: "2.9.6",
      system: "linux 6 x86_64",
      processors: 2,
    },
    {
      kind: "device",
      name: "cpu-2",
      adapter: "processors",
      device: "cpu",
      threads: 2,
      kernels: {},
    },
    {
      kind: "device",
      name: "software",
      adapter: "llvmpipe",
      device: "software",
      threads: null,
      kernels: { matmul: "row" },
    },
    { kind: "ceiling", device: "cpu-2", unit: "GFLOP/s", rate: 107.38, rates: [107.38] },
    { kind: "ceiling", device: "cpu-2", unit: "GB/s", rate: 29.951, rates: [29.951] },
    { kind: "ceiling", device: "software", unit: "GFLOP/s", rate: 67.38, rates: [67.38] },
    measured("ours", "cpu-2", 4, { share: 0.674 }),
    measured("ours", "software", 14.9, { share: 0.1 }),
    measured("ort", "cpu-2", 8, { oursIsFasterBy: 2, adapter: "EPYC" }),
    measured("tfjs", "software", 29.8, { oursIsFasterBy: 2 }),
    { kind: "left out", engine: "jax", case: null, reason: "no adapter" },
    { kind: "left out", engine: "ours", device: "gpu", case: null, reason: "no GPU" },
    { kind: "left out", engine: "tfjs", case: "al-lstm", reason: "not written" },
    { kind: "left out", engine: "tfjs", case: "al-linear", reason: "not written" },
    { kind: "left out", engine: "tfjs", case: "al-linear", reason: "not written" },
    {
      kind: "host",
      device: "cpu-2",
      case: "al-linear",
      step: "replayed",
      dispatches: 110,
      milliseconds: 0.61,
      microseconds: 5.545,
      bindGroups: 0,
      allocated: 0,
    },
    {
      kind: "dispatch",
      device: "cpu-2",
      order: "chained",
      groups: 64,
      microseconds: 1.234,
      runs: [1.234],
    },
    {
      kind: "compile",
      case: "al-linear",
      kernels: 29,
      translating: 120.4,
      accepting: 3.14,
      bytes: 99558,
      first: 250.2,
      next: 12.34,
    },
    {
      kind: "training",
      device: "cpu-2",
      seconds: 8.25,
      runs: [8, 8.25, 9],
      training: 6.5,
      steps: 339,
      accuracy: 0.95213,
    },
    {
      kind: "adaptive",
      device: "cpu-2",
      data: "news",
      depths: 4,
      threshold: 0.9,
      chosen: true,
      meanDepth: 1.234,
      accuracy: 0.94321,
      fullAccuracy: 0.95,
      rows: 1024,
      batch: 256,
      full: 0.75,
      adaptive: 0.25,
    },
    {
      kind: "tokens",
      device: "cpu-2",
      data: "news",
      order: "by length",
      padding: 0.1234,
      batches: 16,
      words: 36967,
      seconds: [0.5],
      rate: 73934,
    },
    {
      kind: "accumulate",
      device: "cpu-2",
      data: "news",
      model: "lstmal",
      frozen: 3,
      computed: 4.5,
      kept: 1.5,
      runs: { computed: [4.5], kept: [1.5] },
      fill: 2.5,
      place: "device",
      bytes: 2 ** 25,
    },
    { kind: "package", files: 300, bytes: 1048576, compressed: 262144, processors: 204800 },
  ];
  assertEquals(
    reportText(lines),
    `Associated Learning 0.1.0, Deno 2.9.6, linux 6 x86_64, 2 processors, 2026-01-02, load 1.5

device    GFLOP/s of multiply-adds  GB/s of copied memory  kernels     name
────────  ────────────────────────  ─────────────────────  ──────────  ──────────
cpu-2                          107                   30.0  -           processors
software                      67.4                      -  matmul row  llvmpipe

ours    unit  cpu-2  software  cpu-2/software
──────  ────  ─────  ────────  ──────────────
add-8m  GB/s   25.0      6.71           3.73×

cpu-2     ms  unit  ours  of ceiling   ort  ours/ort
──────  ────  ────  ────  ──────────  ────  ────────
add-8m  4.00  GB/s  25.0        67 %  12.5     2.00×

software    ms  unit  ours  of ceiling  tfjs  ours/tfjs
────────  ────  ────  ────  ──────────  ────  ─────────
add-8m    14.9  GB/s  6.71        10 %  3.36      2.00×

host       device  step      kernels    ms  us a kernel  bind groups  bytes allocated
─────────  ──────  ────────  ───────  ────  ───────────  ───────────  ───────────────
al-linear  cpu-2   replayed      110  0.61          5.5            0                0

replayed kernels  workgroups  device  us a kernel
────────────────  ──────────  ──────  ───────────
chained                   64  cpu-2          1.23

compiling  kernels   ms  ms to accept  bytes  first step, ms  next step, ms
─────────  ───────  ───  ────────────  ─────  ──────────────  ─────────────
al-linear       29  120          3.14  99558             250           12.3

train  runs     s  s of training  steps  test accuracy
─────  ────  ────  ─────────────  ─────  ─────────────
cpu-2     3  8.25           6.50    339        95.21 %

adaptive  device  threshold      blocks  mean depth  ms a text  of all blocks  faster  test accuracy  of all blocks
────────  ──────  ─────────────  ──────  ──────────  ─────────  ─────────────  ──────  ─────────────  ─────────────
news      cpu-2   0.9 (default)       4        1.23      0.250          0.750   3.00×        94.32 %        95.00 %

tokens  device  order of texts  padding  batches  words  words/s
──────  ──────  ──────────────  ───────  ───────  ─────  ───────
news    cpu-2   by length          12 %       16  36967    73934

accumulate  device  frozen  s computed  s kept  faster  s to keep   MiB  kept on
──────────  ──────  ──────  ──────────  ──────  ──────  ─────────  ────  ───────
lstmal      cpu-2        3        4.50    1.50   3.00×       2.50  32.0  device

Package: 300 files, 1024 KiB, 256 KiB compressed; 200 KiB of it compile and run kernels on processors

ort: 4.22.0 on EPYC
tfjs: 4.22.0 on llvmpipe
jax left out: no adapter
ours on gpu left out: no GPU
tfjs left out of al-lstm, al-linear: not written
`,
  );
});

Deno.test("tablesText() and footText() show a peer's rate where ours has none", () => {
  const text = reportText([measured("torch", "cpu-1", 10, { unit: "GFLOP/s", rate: 5 })]);
  assertEquals(text.split("\n")[2].split(/\s+/), ["add-8m", "-", "GFLOP/s", "-", "-", "5.00", "-"]);
});
