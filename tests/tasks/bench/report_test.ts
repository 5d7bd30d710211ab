/** The tables of a benchmark. */
import { assertEquals } from "@std/assert";
import type { CaseLine, Line } from "../../../tasks/bench/lines.ts";
import { reportText } from "../../../tasks/bench/report.ts";

const measured = (engine: string, milliseconds: number, more: Partial<CaseLine>): CaseLine => ({
  kind: "case",
  case: "add-8m",
  engine,
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

Deno.test("reportText() shows the adapter, ceilings, cases, the host's part and what is missing", () => {
  const lines: Line[] = [
    {
      kind: "environment",
      date: "2026-01-02T03:04:05.678Z",
      load: 1.52,
      program: "0.1.0",
      deno: "2.9.6",
      system: "linux 6 x86_64",
      processors: 2,
      adapter: "llvmpipe",
      device: "software",
      kernels: { matmul: "row" },
    },
    { kind: "ceiling", unit: "GFLOP/s", rate: 67.38, rates: [67.38] },
    { kind: "ceiling", unit: "GB/s", rate: 9.951, rates: [9.951] },
    measured("ours", 14.9, { share: 0.674 }),
    measured("tfjs", 29.8, { oursIsFasterBy: 2 }),
    { kind: "left out", engine: "jax", case: null, reason: "no adapter" },
    { kind: "left out", engine: "tfjs", case: "al-lstm", reason: "not written" },
    { kind: "left out", engine: "tfjs", case: "al-linear", reason: "not written" },
    {
      kind: "host",
      case: "al-linear",
      step: "replayed",
      dispatches: 110,
      milliseconds: 0.61,
      microseconds: 5.545,
      bindGroups: 0,
      allocated: 0,
    },
  ];
  assertEquals(
    reportText(lines),
    `llvmpipe (software), 2 processors, linux 6 x86_64
Associated Learning 0.1.0, Deno 2.9.6, 2026-01-02, matmul row, load 1.5

Ceilings of the adapter: 67.4 GFLOP/s of multiply-adds, 9.95 GB/s of copied memory

case      ms  unit  ours  of ceiling  tfjs  ours/tfjs
──────  ────  ────  ────  ──────────  ────  ─────────
add-8m  14.9  GB/s  6.71        67 %  3.36      2.00×

host       step      kernels    ms  us a kernel  bind groups  bytes allocated
─────────  ────────  ───────  ────  ───────────  ───────────  ───────────────
al-linear  replayed      110  0.61          5.5            0                0

tfjs: 4.22.0 on llvmpipe
jax left out: no adapter
tfjs left out of al-lstm, al-linear: not written
`,
  );
});

Deno.test("reportText() shows a peer's rate where ours has none", () => {
  const text = reportText([measured("torch", 10, { unit: "GFLOP/s", rate: 5 })]);
  assertEquals(text.split("\n")[2].split(/\s+/), ["add-8m", "-", "GFLOP/s", "-", "-", "5.00", "-"]);
});
