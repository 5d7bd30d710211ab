import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Adam,
  add,
  backward,
  clipByNorm,
  constantSchedule,
  cosineSchedule,
  milestoneSchedule,
  type Optimizer,
  Parameter,
  plateauSchedule,
  Random,
  Sgd,
  ShapeError,
  type Signal,
  stepSchedule,
  sum,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

function parameter(name: string, ...values: number[]): Parameter {
  return new Parameter(device, new Tape("t"), name, [values.length], Float32Array.from(values));
}

function rowsOf(rows: readonly number[], values: number[][]) {
  const index = new Uint32Array(3 * values.length + 2);
  index[0] = rows.length;
  index.set(rows, 1);
  return { index: tensor(device, index) as Signal, values: tensor(device, values) };
}

onDevices(
  "Adam computes 1 - beta^count within 1e-6 of itself when count goes to a million",
  async () => {
    for (const betas of [[0.9, 0.999], [0.5, 0.9999], [0, 0.99]] as const) {
      const optimizer = new Adam([parameter("p", 1)], { betas });
      const progress = optimizer.state.get("progress")!;
      for (const count of [1, 2, 3, 7, 10, 33, 100, 512, 1000, 3333, 1e4, 1e5, 999_999, 1e6]) {
        device.write(progress.storage, Float32Array.of(count - 1), 4);
        optimizer.step();
        const [, counted, ...corrections] = await progress.data();
        assertEquals(counted, count);
        betas.forEach((beta, i) => {
          const want = -Math.expm1(count * Math.log(beta));
          const error = Math.abs(corrections[i] / want - 1);
          assert(error <= 1e-6, `beta ${beta}, count ${count}: ${corrections[i]}, off by ${error}`);
        });
      }
    }
  },
);

onDevices("step() skips parameters without gradient and takes gradients away", async () => {
  const make: ((parameters: Parameter[]) => Optimizer)[] = [
    (parameters) => new Adam(parameters, { decay: 0.1, decoupled: true }),
    (parameters) => new Sgd(parameters, { rate: 0.1, momentum: 0.9, decay: 0.1 }),
  ];
  for (const optimizerOf of make) {
    const moved = parameter("moved", 1, 2), still = parameter("still", 3);
    const optimizer = optimizerOf([moved, still]);
    moved.gradient = tensor(device, [1, -1]);
    optimizer.step();
    assertEquals([moved.gradient, still.gradient], [null, null]);
    assertEquals([...await still.data()], [3]);
    const after = await moved.data();
    assert(after[0] < 1 && after[1] !== 2);
    optimizer.step();
    assertEquals(await moved.data(), after);
  }
});

onDevices("moments without gradient end in 0, not in subnormal numbers", async () => {
  for (const optimizerOf of [Adam, Sgd]) {
    const p = parameter("p", 1, 1);
    const optimizer = new optimizerOf([p], { rate: 0.1, momentum: 0.9 });
    for (let step = 0; step < 60; step++) {
      p.gradient = tensor(device, step ? [0, 0] : [1e-36, 1e-20]);
      optimizer.step();
    }
    const { progress: _, ...moments } = Object.fromEntries(optimizer.state);
    for (const [name, moment] of Object.entries(moments)) {
      const [tiny, small] = await moment.data();
      assertEquals(tiny, 0, name);
      // Squares of numbers below 1e-17 would be subnormal, too.
      assert(name.startsWith("v") ? small === 0 : small > 1e-24, `${name}: ${small}`);
    }
  }
});

onDevices("setRate() holds from the next step on", async () => {
  const p = parameter("p", 1);
  const optimizer = new Sgd([p], { rate: 0.5 });
  optimizer.setRate(0.25);
  p.gradient = tensor(device, [1]);
  optimizer.step();
  assertEquals(await p.item(), 0.75);
  assertEquals([...await optimizer.state.get("progress")!.data()], [0.25]);
  assertThrows(() => optimizer.setRate(-1), ShapeError, "rate -1: give a number of at least 0");
});

onDevices(
  "optimizers change only the rows that a gradient holds, weights and averages",
  async () => {
    for (const columns of [4, 3]) {
      const table = () =>
        new Parameter(
          device,
          new Tape("t"),
          "table",
          [5, columns],
          new Float32Array(5 * columns).fill(1),
        );
      const [adam, sgd] = [table(), table()];
      const optimizers = [
        new Adam([adam], { rate: 0.1 }),
        new Sgd([sgd], { rate: 0.1, momentum: 0.5, nesterov: true }),
      ];
      for (let step = 0; step < 2; step++) {
        for (const [i, p] of [adam, sgd].entries()) {
          const values = [1, 2, 9].map((value) => new Array<number>(columns).fill(value));
          p.gradient = rowsOf([3, 1], values);
          optimizers[i].step();
        }
      }
      for (const [name, state] of [...optimizers[0].state, ...optimizers[1].state]) {
        if (name === "progress") continue;
        const used = [...await state.data()].map((x, i) => x ? Math.floor(i / columns) : -1);
        assertEquals([...new Set(used)].sort(), [-1, 1, 3], name);
      }
      const firsts = (values: Float32Array) => [...values].filter((_, i) => i % columns === 0);
      // Momentum: m = 1, then 1.5; moved by g + 0.5 m, twice: 1.5 + 1.75.
      assertClose(firsts(await sgd.data()), [1, 1 - 2 * 0.325, 1, 1 - 0.325, 1]);
      // Constant gradients: Adam moves by the rate.
      assertClose(firsts(await adam.data()), [1, 0.8, 1, 0.8, 1]);
    }
  },
);

function assertClose(got: readonly number[], want: readonly number[]): void {
  assert(want.every((value, i) => Math.abs(got[i] - value) < 1e-6), `${got} is not ${want}`);
}

onDevices(
  "Adam holds m and v of each parameter as state, which continues when written back",
  async () => {
    const gradients = Array.from({ length: 4 }, (_, i) => [1 + i, -2 * i, 0.5]);
    const run = async (from: Adam, p: Parameter, steps: readonly number[][]) => {
      for (const step of steps) {
        p.gradient = tensor(device, step);
        from.step();
      }
      return [...await p.data()];
    };
    const whole = parameter("a", 1, 2, 3);
    const want = await run(new Adam([whole], { rate: 0.1 }), whole, gradients);
    const first = parameter("a", 1, 2, 3);
    const before = new Adam([first], { rate: 0.1 });
    const half = await run(before, first, gradients.slice(0, 2));
    assertEquals([...before.state.keys()], ["progress", "m of a", "v of a"]);
    const second = parameter("a", ...half);
    const after = new Adam([second]);
    for (const [name, { storage }] of after.state) {
      device.write(storage, await before.state.get(name)!.data());
    }
    assertEquals(await run(after, second, gradients.slice(2)), want);
  },
);

onDevices("optimizers refuse options when out of range and parameters when none or twice", () => {
  const p = parameter("p", 1);
  const refused: [() => unknown, string][] = [
    [() => new Adam([]), "Cannot make Adam of no parameters: give at least one"],
    [() => new Adam([p, p]), 'Cannot make Adam of two parameters "p"'],
    [
      () => new Adam([p], { betas: [0.9, 1] }),
      "beta 1: give a number from 0 up to, not including, 1",
    ],
    [
      () => new Adam([p], { rate: NaN }),
      "Cannot make Adam of rate NaN: give a number of at least 0",
    ],
    [() => new Sgd([p], { rate: 0.1, nesterov: true }), "it has no momentum"],
    [() => new Sgd([p], { rate: -1 }), "Cannot make Sgd of rate -1"],
  ];
  for (const [make, message] of refused) assertThrows(make, ShapeError, message);
});

onDevices("clipByNorm() takes the norm over dense and row gradients together", async () => {
  const random = new Random(1);
  const dense = Array.from({ length: 5003 }, () => random.normal());
  const rows = [1, 2, 3].map(() => Array.from({ length: 6 }, () => random.normal()));
  const want = Math.sqrt([...dense, ...rows.flat()].reduce((total, x) => total + x * x, 0));
  const p = new Parameter(device, new Tape("t"), "p", [5003], new Float32Array(5003));
  const table = new Parameter(device, new Tape("t"), "table", [9, 6], new Float32Array(54));
  const unused = parameter("unused", 1);
  p.gradient = tensor(device, dense);
  table.gradient = rowsOf([4, 2, 7], rows);
  const norm = await clipByNorm([p, unused, table], 2).item();
  assert(Math.abs(norm / want - 1) < 1e-6, `${norm} and should be ${want}`);
  const scale = 2 / (want + 1e-6);
  const clipped = [...await (p.gradient as unknown as Signal).data()];
  assertClose(clipped, dense.map((x) => x * scale));
  const { values } = table.gradient as { values: Signal };
  assertClose([...await values.data()], rows.flat().map((x) => x * scale));
  assertEquals(unused.gradient, null);
  // Below the limit nothing changes, not a bit.
  assert(await clipByNorm([p, table], 2.1).item() < 2.1);
  assertEquals([...await (p.gradient as unknown as Signal).data()], clipped);
});

onDevices("clipByNorm() scales once when two parameters share one gradient", async () => {
  const tape = new Tape("t");
  const [a, b] = ["a", "b"].map((name) =>
    new Parameter(device, tape, name, [4], new Float32Array(4))
  );
  backward(sum(add(a, b)));
  assertEquals(await clipByNorm([a, b], 1).item(), Math.fround(Math.sqrt(8)));
  for (const { gradient } of [a, b]) {
    assertClose([...await (gradient as Signal).data()], new Array(4).fill(1 / Math.sqrt(8)));
  }
});

onDevices(
  "clipByNorm() gives 0 when there are no gradients, and refuses limits that are none",
  async () => {
    const p = parameter("p", 1);
    assertEquals(await clipByNorm([p], 1).item(), 0);
    for (const limit of [0, -1, NaN]) {
      assertThrows(
        () => clipByNorm([p], limit),
        ShapeError,
        `Cannot clip gradients to norm ${limit}`,
      );
    }
    assertThrows(() => clipByNorm([], 1), ShapeError, "Cannot clip gradients of no parameters");
  },
);

Deno.test("milestoneSchedule() follows the published shares when stepped to the end", () => {
  const schedule = milestoneSchedule(1, { total: 10 });
  const rates = [schedule.rate, ...Array.from({ length: 10 }, () => schedule.step())];
  const want = [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.0005, 0.0005];
  rates.forEach((rate, i) => assert(Math.abs(rate / want[i] - 1) < 1e-12, `${i}: ${rate}`));
});

Deno.test("schedules refuse options and metrics when out of range", () => {
  assertEquals(constantSchedule(0.1).step(), 0.1);
  assertThrows(() => stepSchedule(1, { size: 0, gamma: 0.5 }), ShapeError, "size 0");
  assertThrows(() => cosineSchedule(1, { total: NaN }), ShapeError, "total NaN");
  assertThrows(() => milestoneSchedule(1, { total: 0 }), ShapeError, "total 0");
  assertThrows(() => plateauSchedule(1, { factor: 1 }), ShapeError, "factor 1");
  for (const metric of [undefined, NaN]) {
    assertThrows(
      () => plateauSchedule(1).step(metric),
      ShapeError,
      `Cannot step a plateau schedule by the metric ${metric}`,
    );
  }
});
