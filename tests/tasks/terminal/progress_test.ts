import { assert, assertEquals } from "@std/assert";
import { unicodeWidth } from "@std/cli/unicode-width";
import { Progress, type ProgressTarget } from "../../../tasks/terminal/progress.ts";

interface Recorder extends ProgressTarget {
  readonly written: string[];
  time: number;
}

function recorder(columns: number | undefined): Recorder {
  const written: string[] = [];
  return {
    written,
    time: 0,
    write: (text) => written.push(text),
    columns: () => columns,
    now() {
      return this.time;
    },
  };
}

Deno.test("Progress draws a bar with rate, time left and fields that fits the terminal", () => {
  for (const columns of [20, 40, 80, 120, 300]) {
    const target = recorder(columns);
    using progress = new Progress(target, { label: "epoch 1/5", total: 200, unit: "samples" });
    target.time = 1000;
    progress.update(50, { associated: "0.12 0.34", "世界": "1" });
    const line = target.written.at(-1)!.replace("\r\x1b[K", "");
    assert(unicodeWidth(line) < columns, line);
    if (columns < 120) continue;
    for (
      const part of ["epoch 1/5", " 25 %", "50 samples/s", "3.0 s left", "associated 0.12 0.34"]
    ) {
      assert(line.includes(part), `${part} in ${line}`);
    }
    assert(/▕█+[^█]*▏/.test(line), line);
  }
});

Deno.test("Progress redraws at most ten times a second and clears the bar at its end", () => {
  const target = recorder(80);
  {
    using progress = new Progress(target, { label: "epoch", total: 1000, unit: "samples" });
    for (target.time = 0; target.time < 1000; target.time += 5) progress.update(target.time);
    assertEquals(target.written.length, 10);
    progress.log("a line");
    assertEquals(target.written.slice(10, 12), ["\r\x1b[K", "a line\n"]);
    assertEquals(target.written.length, 13);
  }
  assertEquals(target.written.at(-1), "\r\x1b[K");
});

Deno.test("Progress of work that failed before it did anything leaves no line in a pipe", () => {
  const target = recorder(undefined);
  new Progress(target, { label: "predict", unit: "texts" })[Symbol.dispose]();
  new Progress(target, { label: "epoch 2/3", start: 5, unit: "texts" })[Symbol.dispose]();
  assertEquals(target.written, []);
});

Deno.test("Progress writes a line every few seconds and one at the end in a pipe", () => {
  const target = recorder(undefined);
  {
    using progress = new Progress(target, { label: "epoch 1/2", total: 240, unit: "samples" });
    for (target.time = 0; target.time <= 12_000; target.time += 50) {
      progress.update(target.time / 50, { loss: "0.5" });
    }
  }
  assertEquals(target.written, [
    "epoch 1/2   42 %  20 samples/s  7.0 s left  loss 0.5\n",
    "epoch 1/2   83 %  20 samples/s  2.0 s left  loss 0.5\n",
    "epoch 1/2  100 %  20 samples/s  12.1 s  loss 0.5\n",
  ]);
});

Deno.test("Progress that is brief leaves a pipe alone where work is over at once, and ends what it began to tell", () => {
  for (const [seconds, lines] of [[3, 0], [6, 2]]) {
    const target = recorder(undefined);
    {
      using progress = new Progress(target, { label: "test", unit: "texts", isBrief: true });
      for (target.time = 0; target.time <= 1000 * seconds; target.time += 1000) progress.update(1);
    }
    assertEquals(target.written.length, lines);
  }
});

Deno.test("Progress counts the rate of a continued run from its start, and shows no total unknown", () => {
  const target = recorder(undefined);
  const resumed = new Progress(target, { label: "e", total: 100, start: 50, unit: "samples" });
  target.time = 5000;
  resumed.update(60);
  assertEquals(target.written, ["e   60 %  2.0 samples/s  20.0 s left\n"]);
  const download = new Progress(target, { label: "file", unit: "kB" });
  target.time = 10_000;
  download.update(12_345);
  assertEquals(target.written[1], "file  12,345 kB  2,469 kB/s\n");
});
