import { assertEquals } from "@std/assert";
import type { Line } from "../../../tasks/bench/lines.ts";
import { Tables } from "../../../tasks/bench/tables.ts";
import { Progress } from "../../../tasks/terminal/progress.ts";

/** What is printed, call by call. */
function printedBy(action: () => void): string[] {
  const { writeSync } = Deno.stdout;
  const texts: string[] = [];
  Deno.stdout.writeSync = (bytes) => {
    texts.push(new TextDecoder().decode(bytes));
    return bytes.length;
  };
  try {
    action();
  } finally {
    Deno.stdout.writeSync = writeSync;
  }
  return texts;
}

const lines: Line[] = [
  { kind: "device", name: "cpu-2", adapter: "p", device: "cpu", threads: 2, kernels: {} },
  { kind: "ceiling", device: "cpu-2", unit: "GB/s", rate: 30, rates: [30] },
  ...["add", "sum"].map((name): Line => ({
    ...{ kind: "case", case: name, engine: "ours", device: "cpu-2", version: "1", adapter: "p" },
    ...{ milliseconds: 1, runs: [1], steps: 1, settle: 0, unit: "GB/s", rate: 15 },
  })),
  { kind: "left out", engine: "torch", case: null, reason: "it is not here" },
  { kind: "dispatch", device: "cpu-2", order: "chained", groups: 1, microseconds: 2, runs: [2] },
];

function tables(json: boolean): Tables {
  const target = { write: () => {}, columns: () => undefined, now: () => 0 };
  return new Tables(json, new Progress(target, { label: "bench", unit: "parts" }));
}

Deno.test("Tables prints each table as soon as it is complete, and what is missing at the end", () => {
  const found = tables(false);
  const before = printedBy(() => lines.slice(0, 4).forEach((line) => found.add(line)));
  assertEquals(before.map((text) => text.split("\n")[2].split(" ")[0]), ["cpu-2"]);
  const cases = printedBy(() => {
    found.add(lines[4]);
    found.show();
  });
  assertEquals(cases.length, 1);
  assertEquals(cases[0].split("\n").map((row) => row.split(" ")[0]).slice(2, 4), ["add", "sum"]);
  const end = printedBy(() => {
    found.add(lines[5]);
    found.end();
  });
  assertEquals(end.map((text) => text.split(" ")[0]), ["replayed", "torch"]);
  assertEquals(end[1], "torch left out: it is not here\n");
});

Deno.test("Tables prints each line at once as JSON, and nothing else", () => {
  const found = tables(true);
  const texts = printedBy(() => {
    lines.forEach((line) => found.add(line));
    found.end();
  });
  assertEquals(texts.map((text) => JSON.parse(text)), lines);
});
