/**
 * Counts the steps of the free phase of runs that settle, plain and accelerated: by momentum (Polyak, 1964) and
 * by Anderson's mixing (Walker and Ni, 2011), for each example by itself. The figures are in docs/decisions.md.
 *
 *     deno run -A tests/tasks/settling/acceleration.ts RUN RUN ...
 */
import { type Dynamics, type RelaxOptions, type Signal, tensor } from "../../../engine/mod.ts";
import { loadRun } from "../../../tasks/model/load_run.ts";
import { completeOptions } from "../../../tasks/options/options.ts";
import { dynamicsOf, firstRows } from "../../../tasks/settling/measure.ts";
import { textTable } from "../../../tasks/terminal/table.ts";

/** Examples, steps at most, and the distances to rest that are counted to. */
const ROWS = 20, MOST = 100, DISTANCES = [1e-2, 1e-3, 1e-4, 1e-5];

/** States of all layers, an array for each example. */
type Point = readonly Float64Array[];

/** What a step makes of the last points and of what they lead to. */
type Mixing = (points: readonly Point[], ends: readonly Point[]) => Point;

/** `x' = f(x) + share (x - before)`. */
const momentum = (share: number): Mixing => (points, ends) => {
  const [now, before = now] = points.toReversed();
  return ends.at(-1)!.map((end, n) =>
    end.map((value, i) => value + share * (now[n][i] - before[n][i]))
  );
};

/**
 * `x' = f(x_k) - sum over j of c_j (f(x_k) - f(x_(k-j)))`, with the c that would make the same sum of what is left,
 * `f(x) - x`, least.
 */
const anderson = (depth: number): Mixing => (points, ends) =>
  ends.at(-1)!.map((end, n) => {
    const left = ends.map((each, k) => each[n].map((value, i) => value - points[k][n][i]));
    const last = left.at(-1)!;
    const others = left.slice(0, -1).slice(-depth);
    const apart = others.map((each) => each.map((value, i) => last[i] - value));
    const shares = leastSquares(apart, last);
    const before = ends.slice(0, -1).slice(-depth);
    return end.map((value, i) =>
      value - shares.reduce((sum, c, j) => sum + c * (value - before[j][n][i]), 0)
    );
  });

/** The c for which the sum of `columns` times c is nearest to `target`: normal equations, a little damped. */
function leastSquares(columns: readonly Float64Array[], target: Float64Array): number[] {
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const rows = columns.map((a, i) => [
    ...columns.map((b, j) => dot(a, b) * (i === j ? 1 + 1e-10 : 1)),
    dot(a, target),
  ]);
  for (let i = 0; i < rows.length; i++) {
    if (!(rows[i][i] > 0)) return columns.map(() => 0);
    for (let k = 0; k < rows.length; k++) {
      const factor = rows[k][i] / rows[i][i];
      if (k !== i) rows[k] = rows[k].map((value, j) => value - factor * rows[i][j]);
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]);
}

const WAYS: Readonly<Record<string, Mixing>> = {
  "plain": momentum(0),
  "momentum 0.1": momentum(0.1),
  "momentum 0.2": momentum(0.2),
  "momentum 0.4": momentum(0.4),
  ...Object.fromEntries([1, 2, 3, 5].map((m) => [`Anderson ${m}`, anderson(m)])),
};

/** The states as arrays for each example. */
async function pointOf(states: readonly Signal[]): Promise<Point> {
  const arrays = await Promise.all(states.map((state) => state.data()));
  const [batch] = states[0].shape;
  return Array.from({ length: batch }, (_, n) =>
    Float64Array.from(arrays.flatMap((all) => {
      const size = all.length / batch;
      return [...all.subarray(n * size, (n + 1) * size)];
    })));
}

/** The states that follow from a point. */
async function next(
  dynamics: Dynamics,
  point: Point,
  order: RelaxOptions["order"],
): Promise<Point> {
  const { net, batch } = dynamics, { device } = net;
  let first = 0;
  const states = net.layers.map(({ shape }) => {
    const size = shape.reduce((a, b) => a * b), begin = first;
    first += size;
    const all = point.flatMap((each) => [...each.subarray(begin, first)]);
    return tensor(device, Float32Array.from(all), [batch, ...shape]);
  });
  const after = dynamics.relax(states, { steps: 1, order });
  const found = await pointOf(after);
  device.release([states, after]);
  return found;
}

const farthest = (a: Point, b: Point) =>
  Math.max(
    ...a.map((each, n) => each.reduce((most, x, i) => Math.max(most, Math.abs(x - b[n][i])), 0)),
  );

/** For each distance the steps after which states stay nearer to rest than it; null where they do not. */
async function stepsOf(
  dynamics: Dynamics,
  rest: Point,
  mixing: Mixing,
  order: RelaxOptions["order"],
): Promise<(number | null)[]> {
  const points = [await pointOf(dynamics.rest())], ends: Point[] = [], away: number[] = [];
  for (let step = 0; step < MOST && !(away.at(-1)! < DISTANCES.at(-1)! / 10); step++) {
    ends.push(await next(dynamics, points.at(-1)!, order));
    away.push(farthest(ends.at(-1)!, rest));
    points.push(mixing(points.slice(-6), ends.slice(-6)));
  }
  return DISTANCES.map((distance) => {
    const last = away.findLastIndex((value) => value > distance);
    return last === away.length - 1 ? null : last + 2;
  });
}

for (const path of Deno.args) {
  const run = await loadRun({ runDir: path, checkpoint: "best", device: "cpu" });
  const asked = completeOptions("eval", new Map());
  const { source } = await run.modality.testSet(run, asked, false, () => {});
  const dynamics = dynamicsOf(run.learner, firstRows(source, ROWS))!;
  const rest = await pointOf(dynamics.relax(dynamics.rest(), { steps: 300 }));
  const lines: (string | number)[][] = [];
  for (const order of ["together", "upward"] as const) {
    for (const [name, mixing] of Object.entries(WAYS)) {
      const steps = await stepsOf(dynamics, rest, mixing, order);
      lines.push([order, name, ...steps.map((count) => count ?? "-")]);
    }
  }
  const { model, unitActivation, hidden, maxLen } = run.options;
  console.log(`${path}: ${model}, ${unitActivation}, hidden ${hidden}, ${maxLen} words`);
  console.log(textTable(["order", "way", ...DISTANCES.map(String)], lines));
  run.device.destroy();
}
