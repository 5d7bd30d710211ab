import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import {
  encodeMetric,
  type Metric,
  MetricsLog,
  type MetricsPosition,
  readMetrics,
  type TrainMetric,
} from "../../../tasks/run/metrics.ts";

function line(step: number, loss = 0.5): TrainMetric {
  return {
    kind: "train",
    step,
    epoch: 1,
    seconds: step / 10,
    samplesPerSecond: 640,
    associated: [loss, 0.25],
    reconstruction: [0.1, 0.2],
  };
}

async function inFile(body: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(`${folder}/metrics.jsonl`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("MetricsLog appends lines that readMetrics() reads, NaN and infinity too", () =>
  inFile(async (path) => {
    const written: Metric[] = [line(1, NaN), line(2, -Infinity), {
      kind: "epoch",
      step: 2,
      epoch: 1,
      seconds: 0.2,
      validation: [0.5, 0.75],
      rates: [1e-3, 1e-4],
      best: true,
    }];
    {
      using log = await MetricsLog.open(path);
      for (const metric of written) log.append(metric);
      log.sync();
    }
    assertEquals(readMetrics(path), written);
    for (const text of (await Deno.readTextFile(path)).trim().split("\n")) JSON.parse(text);
  }));

Deno.test("readMetrics() passes over a last line that was cut off and has no lines of no file", () =>
  inFile(async (path) => {
    assertEquals(readMetrics(path), []);
    const whole = encodeMetric(line(1)) + encodeMetric(line(2));
    for (let cut = 1; cut < encodeMetric(line(2)).length - 1; cut += 7) {
      await Deno.writeTextFile(path, whole.slice(0, -1 - cut));
      assertEquals(readMetrics(path), [line(1)]);
    }
  }));

Deno.test("readMetrics() refuses a spoilt line in the middle by its number", () =>
  inFile(async (path) => {
    await Deno.writeTextFile(path, encodeMetric(line(1)) + "\u0000\n" + encodeMetric(line(2)));
    const error = assertThrows(() => readMetrics(path), DataError);
    assertEquals(
      error.message,
      `Cannot read ${path}: line 2 is no line of metrics, remove it from there`,
    );
  }));

Deno.test("MetricsLog.open() at a checkpoint cuts what comes after it and a line cut off, and goes on", () =>
  inFile(async (path) => {
    const half = encodeMetric(line(8)).slice(0, 20);
    const end: Metric = {
      kind: "epoch",
      step: 6,
      epoch: 1,
      seconds: 0.6,
      validation: [0.5],
      rates: [1e-3],
      best: true,
    };
    const written = [line(2), line(4), line(6), end, line(7)].map(encodeMetric).join("") + half;
    const cuts: [MetricsPosition, Metric[]][] = [
      [{ epoch: 1, step: 0, unread: 0 }, []],
      [{ epoch: 1, step: 5, unread: 1 }, [line(2), line(4)]],
      // Written at the step of the epoch's last losses, but before them and the epoch's end.
      [{ epoch: 1, step: 6, unread: 2 }, [line(2), line(4)]],
      [{ epoch: 1, step: 6, unread: 0 }, [line(2), line(4), line(6)]],
      [{ epoch: 2, step: 6, unread: 0 }, [line(2), line(4), line(6), end]],
    ];
    for (const [from, kept] of cuts) {
      await Deno.writeTextFile(path, written);
      {
        using log = await MetricsLog.open(path, from);
        log.append(line(9, 0.125));
      }
      assertEquals(readMetrics(path), [...kept, line(9, 0.125)]);
    }
  }));

Deno.test("MetricsLog.open() says that the folder is missing", async () => {
  await assertRejects(() => MetricsLog.open("no/such/metrics.jsonl"), DataError, "does not exist");
});
