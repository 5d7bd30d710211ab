/** Functions in parts, recorded once for each shape. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  add,
  empty,
  type InParts,
  matmul,
  multiply,
  recordedInParts,
  ShapeError,
  type Signal,
  sum,
  tensor,
} from "../../../engine/mod.ts";
import { copy } from "../../../engine/device/copy.ts";
import { device, onDevices } from "../device.ts";

const vector = (...values: number[]) => ({
  x: { data: Float32Array.from(values), shape: [values.length] },
});

/** Halves `x` in its place until its sum is small; gives what is left, and twice the first value. */
function halving(until: number, most = 20, every = 3) {
  let moves = 0;
  const half = tensor(device, Float32Array.of(0.5), [1]);
  function* body({ x }: Record<"x", Signal>): InParts<Signal[]> {
    const state = empty(device, x.shape), twice = add(x, x);
    copy(device, x.storage, state.storage, 4 * x.size);
    const move = (steps: number) => {
      moves++;
      for (let step = 0; step < steps; step++) {
        const next = multiply(state, half);
        copy(device, next.storage, state.storage, 4 * x.size);
      }
      return sum(state);
    };
    yield { move, until, most, every, alive: [state, twice] };
    return [add(state, twice), add(twice, twice)];
  }
  return { run: recordedInParts(device, body), moves: () => moves };
}

onDevices("a part ends at its end, or after the most steps, on replay as at first", async () => {
  const { run } = halving(1);
  for (const [first, steps] of [[6, 3], [8, 3], [9, 6], [0.5, 3], [3 * 2 ** 19, 20]]) {
    const [left, four] = await run(vector(first));
    assertEquals(await left.item(), first / 2 ** steps + 2 * first, `${first}`);
    assertEquals(await four.item(), 4 * first);
  }
});

onDevices("lists are recorded once for each number of steps and each shape", async () => {
  const { run, moves } = halving(0, 7, 3);
  for (const values of [[1], [2], [1, 2], [3], [4, 5]]) {
    const [left] = await run(vector(...values));
    assertEquals([...await left.data()], values.map((value) => value / 128 + 2 * value));
  }
  assertEquals(moves(), 4); // of 3 steps and of 1 step, for both shapes
});

onDevices("what other lists do in between leaves its tensors alone", async () => {
  const { run } = halving(1e-3), other = halving(1e-3);
  const matrix = tensor(device, new Float32Array(900).fill(1), [30, 30]);
  for (let i = 1; i < 4; i++) {
    const runs = [run(vector(i, i)), other.run(vector(2 * i)), run(vector(5 * i, 0))];
    const product = matmul(matrix, matrix);
    const [, [second], [left, four]] = await Promise.all(runs);
    assert(Math.abs((await second.item()) - 4 * i) < 1e-3);
    assert(Math.abs((await left.data())[0] - 10 * i) < 1e-3);
    assertEquals([...await four.data()], [20 * i, 0]);
    assertEquals((await product.data())[0], 30);
  }
});

onDevices("ends and steps that cannot be are refused, and the next call works", async () => {
  for (const [until, most, every] of [[-1, 1, 1], [NaN, 1, 1], [0, 0, 1], [0, 1, 0.5]]) {
    const { run } = halving(until, most, every);
    await assertRejects(() => run(vector(1)), ShapeError, "Cannot repeat until");
  }
  let wrong = true;
  const run = recordedInParts(device, function* ({ x }: Record<"x", Signal>): InParts<Signal> {
    const alive = add(x, x);
    yield { move: () => sum(x), until: 0, most: 1, every: 1, alive };
    if (wrong) throw new ShapeError("wrong");
    return add(alive, x);
  });
  await assertRejects(() => run(vector(1)), ShapeError, "wrong");
  wrong = false;
  assertEquals(await (await run(vector(2))).item(), 6);
});
