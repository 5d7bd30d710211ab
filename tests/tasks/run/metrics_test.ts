import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import type { Metric, TrainMetric } from "../../../tasks/loop/metrics.ts";
import {
  encodeMetric,
  MetricsLog,
  type MetricsPosition,
  readMetrics,
  scalarsOf,
} from "../../../tasks/run/metrics.ts";

function line(step: number, loss = 0.5): TrainMetric {
  return {
    kind: "train",
    step,
    epoch: 1,
    seconds: step / 10,
    samplesPerSecond: 640,
    losses: { associated: [loss, 0.25], reconstruction: [0.1, 0.2] },
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

/** Lines as earlier versions wrote them, of Associated Learning, of a stage, and of backpropagation. */
const EARLIER: readonly (readonly [line: string, losses: TrainMetric["losses"]])[] = [
  ['"associated":[0.5,"NaN"],"reconstruction":[0.1,0.2]', {
    associated: [0.5, NaN],
    reconstruction: [0.1, 0.2],
  }],
  ['"associated":[null,0.25],"reconstruction":[null,0.2]', {
    associated: [null, 0.25],
    reconstruction: [null, 0.2],
  }],
  ['"associated":[0.75],"reconstruction":[]', { "cross-entropy": [0.75] }],
];

for (const [lists, losses] of EARLIER) {
  const names = Object.keys(losses);
  const old = `{"kind":"train","step":4,"epoch":1,"seconds":2.5,"samplesPerSecond":640,${lists}}\n`;
  const epoch = '{"kind":"epoch","step":4,"epoch":1,"seconds":2.5,"validation":[0.5],' +
    '"rates":[0.001],"best":true}\n';
  const metric: Metric = {
    kind: "train",
    step: 4,
    epoch: 1,
    seconds: 2.5,
    samplesPerSecond: 640,
    losses,
  };

  Deno.test(`readMetrics() reads lines of earlier versions as ${names.join(" and ")}: ${lists}`, () =>
    inFile(async (path) => {
      await Deno.writeTextFile(path, old + epoch);
      const end: Metric = {
        kind: "epoch",
        step: 4,
        epoch: 1,
        seconds: 2.5,
        validation: [0.5],
        rates: [1e-3],
        best: true,
      };
      assertEquals(readMetrics(path), [metric, end]);
      // A run that goes on writes them anew, and on in the same way.
      {
        using log = await MetricsLog.open(path, { epoch: 2, step: 4, unread: 0 });
        log.append({ ...metric, step: 5 });
      }
      assertEquals(readMetrics(path), [metric, end, { ...metric, step: 5 }]);
    }));
}

Deno.test("encodeMetric() writes each loss under a key of its own", () => {
  const { losses: _, ...rest } = line(1);
  assertEquals(JSON.parse(encodeMetric(line(1, NaN))), {
    ...rest,
    associated: ["NaN", 0.25],
    reconstruction: [0.1, 0.2],
  });
  assertEquals(JSON.parse(encodeMetric({ ...rest, losses: { "cross-entropy": [0.5] } })), {
    ...rest,
    "cross-entropy": [0.5],
  });
});

Deno.test("scalarsOf() tags each loss by its name and block, those of frozen blocks left out", () => {
  assertEquals(scalarsOf({ ...line(1), losses: { associated: [null, 0.25], d: [0.1, 0.2] } }), {
    "associated/2": 0.25,
    "d/1": 0.1,
    "d/2": 0.2,
    "samples per second": 640,
  });
});

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
