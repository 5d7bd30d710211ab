/** The numbers of the benchmark's cases, and how results are compared. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  difference,
  FIRST,
  LAST,
  Numbers,
  permuted,
  sample,
  swapTime,
  TOLERANCE,
  WINDOW_FIRST,
  WINDOW_LAST,
} from "../../../../tasks/bench/peers/numbers.ts";

Deno.test("uniform() gives what torch_numbers.py gives", () => {
  // From random() and words() of torch_numbers.py.
  const numbers = new Numbers(1);
  assertEquals([...numbers.uniform(0, 4)], [
    0.7547823190689087,
    -0.19585919380187988,
    -0.16628825664520264,
    0.4833561182022095,
  ]);
  assertEquals([...numbers.uniform(3, 2, -0.05, 0.05)], [
    -0.03779861330986023,
    0.003378069493919611,
  ]);
  assertEquals([...new Numbers(4294967295).uniform(1, 2)], [
    0.4302605390548706,
    0.3155437707901001,
  ]);
  assertEquals([...numbers.words(2, 4, 30000)], [23927, 16276, 12989, 16196]);
});

Deno.test("uniform() fills its range evenly, anew for each input and seed", () => {
  const values = new Numbers(3).uniform(0, 10000, 2, 6);
  assert(values.every((value) => value >= 2 && value < 6));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assert(Math.abs(mean - 4) < 0.05, `${mean}`);
  const first = (seed: number, input: number) => new Numbers(seed).uniform(input, 1)[0];
  assertNotEquals(first(3, 0), first(3, 1));
  assertNotEquals(first(3, 0), first(4, 0));
});

Deno.test("words() leaves out 0 and the end", () => {
  const words = new Set(new Numbers(1).words(0, 1000, 5));
  assertEquals([...words].sort(), [1, 2, 3, 4]);
});

Deno.test("swapTime() swaps rows and steps, and back", () => {
  const values = Float32Array.from({ length: 2 * 3 * 2 }, (_, i) => i);
  const swapped = swapTime(values, [2, 3, 2]);
  assertEquals([...swapped], [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
  assertEquals(swapTime(swapped, [3, 2, 2]), values);
});

Deno.test("sample() is the mean magnitude and elements from start to end", () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => i - 16);
  const odd = Array.from({ length: 16 }, (_, i) => 2 * i + 1 - 16);
  assertEquals(sample(values), [8, ...odd]);
});

Deno.test("difference() is relative to the mean magnitude, and Infinity where nothing compares", () => {
  const expected = sample([1, -1, 1, -1]), near = [...expected], far = [...expected];
  near[3] += TOLERANCE / 2;
  far[5] = -far[5];
  assertEquals(difference(expected, expected), 0);
  assert(Math.abs(difference(expected, near) - TOLERANCE / 2) < 1e-9);
  assertEquals(difference(expected, far), 2);
  assertEquals(difference(expected, sample([1, NaN, 1, NaN])), Infinity);
  assertEquals(difference(expected, [...expected, ...expected]), Infinity);
});

Deno.test("difference() takes each part of a result by its own magnitude", () => {
  const large = sample([1000]), small = sample([0.001]);
  const wrong = sample([0.002]);
  assertEquals(difference([...large, ...small], [...large, ...wrong]), 1);
});

Deno.test("permuted() puts channels first or last, and back", () => {
  const images = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40); // [1, 2, 2, 2]
  const first = permuted(images, [1, 2, 2, 2], FIRST);
  assertEquals([...first], [1, 2, 3, 4, 10, 20, 30, 40]);
  assertEquals(permuted(first, [1, 2, 2, 2], LAST), images);
  const window = Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
  const turned = permuted(window, [2, 3, 4, 5], WINDOW_FIRST);
  // Out 4, in 3, row 1, column 2 is the last; row 0, column 1 of out 0, in 0 the second.
  assertEquals([turned[1], turned.at(-1)], [20, 119]);
  assertEquals(permuted(turned, [5, 4, 2, 3], WINDOW_LAST), window);
});
