/** Optimizers, clipping and schedules against the values that PyTorch gave. */
import { assert, assertEquals } from "@std/assert";
import {
  Adam,
  clipByNorm,
  constantSchedule,
  cosineSchedule,
  type Optimizer,
  Parameter,
  plateauSchedule,
  type Schedule,
  Sgd,
  type Signal,
  stepSchedule,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import {
  type OptimizerCase,
  type OptimizerOptions,
  readOptim,
  type ScheduleCase,
} from "../../golden/golden.ts";
import { device, onDevices } from "../device.ts";

const golden = readOptim();

function assertClose(got: ArrayLike<number>, want: readonly number[], what: string): void {
  assertEquals(got.length, want.length);
  want.forEach((value, i) =>
    assert(
      Math.abs(got[i] - value) <= 2e-6 * Math.max(1, Math.abs(value)),
      `${what}, element ${i}: ${got[i]} and should be ${value}`,
    )
  );
}

function make({ optimizer, options }: OptimizerCase, parameters: Parameter[]): Optimizer {
  const { lr: rate, weight_decay: decay, momentum, nesterov, betas, eps: epsilon } = options;
  return optimizer === "SGD"
    ? new Sgd(parameters, { rate, momentum, nesterov, decay })
    : new Adam(parameters, { rate, betas, epsilon, decay, decoupled: optimizer === "AdamW" });
}

for (const recorded of golden.dense.cases) {
  onDevices(`${recorded.name} equals PyTorch when stepped 12 times`, async () => {
    const tape = new Tape("test");
    const parameters = golden.dense.initial.map(({ shape, values }, i) =>
      new Parameter(device, tape, `p${i}`, shape, Float32Array.from(values))
    );
    const optimizer = make(recorded, parameters);
    for (const [step, gradients] of golden.dense.gradients.entries()) {
      parameters.forEach((parameter, i) => {
        const values = Float32Array.from(gradients[i]);
        parameter.gradient = tensor(device, values, parameter.shape);
      });
      if (recorded.clip !== null) {
        const norm = clipByNorm(parameters, recorded.clip);
        assertClose(await norm.data(), [recorded.norms[step]], `norm of step ${step}`);
      }
      optimizer.step();
      for (const [i, parameter] of parameters.entries()) {
        assertEquals(parameter.gradient, null);
        const what = `${parameter.name} after step ${step}`;
        assertClose(await parameter.data(), recorded.parameters[step][i], what);
      }
    }
  });
}

/** Distinct rows, in ascending order, and the sum of the gradients of each: as the engine has them. */
function rowGradient(indices: readonly number[], rows: readonly number[], columns: number) {
  const positions = indices.length;
  const distinct = [...new Set(indices)].sort((a, b) => a - b);
  const index = new Uint32Array(3 * positions + 2);
  const values = new Float32Array(positions * columns);
  index[0] = distinct.length;
  index.set(distinct, 1);
  indices.forEach((row, i) => {
    const to = distinct.indexOf(row) * columns;
    for (let c = 0; c < columns; c++) values[to + c] += rows[i * columns + c];
  });
  return {
    index: tensor(device, index) as Signal,
    values: tensor(device, values, [positions, columns]),
  };
}

function adamOptions({ lr: rate, betas, eps: epsilon }: OptimizerOptions) {
  return { rate, betas, epsilon };
}

onDevices("Adam equals PyTorch's SparseAdam when gradients hold rows of a table", async () => {
  const { options, initial: { shape, values }, steps } = golden.sparse;
  const table = new Parameter(device, new Tape("test"), "table", shape, Float32Array.from(values));
  const optimizer = new Adam([table], adamOptions(options));
  for (const [step, { indices, rows, table: want }] of steps.entries()) {
    table.gradient = rowGradient(indices, rows.values, shape[1]);
    optimizer.step();
    assertClose(await table.data(), want, `table after step ${step}`);
  }
});

onDevices("Adam equals PyTorch's SparseAdam when rows hold no whole vec4s", async () => {
  // Elements are independent of each other: three of the four columns must come out the same.
  const { options, initial: { values }, steps } = golden.sparse;
  const three = (all: readonly number[]) => all.filter((_, i) => i % 4 < 3);
  const first = Float32Array.from(three(values));
  const table = new Parameter(device, new Tape("test"), "table", [9, 3], first);
  const optimizer = new Adam([table], adamOptions(options));
  for (const [step, { indices, rows, table: want }] of steps.entries()) {
    table.gradient = rowGradient(indices, three(rows.values), 3);
    optimizer.step();
    assertClose(await table.data(), three(want), `table after step ${step}`);
  }
});

function schedule({ schedule, lr, options }: ScheduleCase): Schedule {
  switch (schedule) {
    case "Constant":
      return constantSchedule(lr);
    case "StepLR":
      return stepSchedule(lr, { size: options.step_size!, gamma: options.gamma! });
    case "CosineAnnealingLR":
      return cosineSchedule(lr, { total: options.T_max!, low: options.eta_min });
    case "ReduceLROnPlateau":
      return plateauSchedule(lr, { ...options, low: options.min_lr });
  }
}

for (const recorded of golden.schedules) {
  Deno.test(`the schedule ${recorded.name} equals PyTorch when stepped`, () => {
    const made = schedule(recorded);
    const rates = [
      made.rate,
      ...recorded.rates.slice(1).map((_, i) => {
        const rate = made.step(recorded.metrics[i]);
        assertEquals(rate, made.rate);
        return rate;
      }),
    ];
    rates.forEach((rate, i) =>
      assert(
        Math.abs(rate - recorded.rates[i]) <= 1e-8 * recorded.rates[i],
        `rate ${i} is ${rate} and should be ${recorded.rates[i]}`,
      )
    );
  });

  Deno.test(`the schedule ${recorded.name} goes on alike when restored from JSON`, () => {
    const [whole, before, after] = [1, 2, 3].map(() => schedule(recorded));
    const rates = recorded.rates.slice(1);
    const want = rates.map((_, i) => whole.step(recorded.metrics[i]));
    const got = rates.map((_, i) => {
      if (i === 6) after.restore(JSON.parse(JSON.stringify(before)));
      return (i < 6 ? before : after).step(recorded.metrics[i]);
    });
    assertEquals(got, want);
  });
}
