import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Random } from "../../engine/mod.ts";
import { threefry } from "../../engine/random.ts";

Deno.test("threefry() gives the published words when run on the published vectors", () => {
  // Salmon et al., Random123 1.09, known answers of threefry2x32 with 20 rounds.
  assertEquals(threefry(0, 0, 0, 0), [0x6b200159, 0x99ba4efe]);
  const ones = 0xffffffff;
  assertEquals(threefry(ones, ones, ones, ones), [0x1cb996fc, 0xbb002be7]);
  assertEquals(
    threefry(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3),
    [0xc4923a9c, 0x483df7a0],
  );
});

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.word());
}

Deno.test("Random gives the same numbers when made from the same seed, others from another", () => {
  assertEquals(draw(new Random(7), 5), draw(new Random(7), 5));
  assertNotEquals(draw(new Random(7), 5), draw(new Random(8), 5));
  // Both words of a seed count.
  assertNotEquals(draw(new Random(7), 5), draw(new Random(7 + 2 ** 32), 5));
});

Deno.test("Random goes on alike when its key and count are written back", () => {
  const random = new Random(3);
  draw(random, 4);
  const saved = JSON.parse(JSON.stringify({ key: random.key, drawn: random.drawn }));
  assertEquals(draw(new Random(saved.key, saved.drawn), 6), draw(random, 6));
});

Deno.test("fork() gives the same stream when numbers were drawn or other forks made before", () => {
  const fresh = draw(new Random(5).fork("b"), 4);
  const used = new Random(5);
  draw(used, 10);
  draw(used.fork("a"), 3);
  assertEquals(draw(used.fork("b"), 4), fresh);
  assertNotEquals(draw(used.fork("a"), 4), fresh);
  assertNotEquals(draw(new Random(5), 4), fresh);
  // The order of letters counts, and so does where a name ends.
  const names = ["ab", "ba", "a", "aa", ""];
  const firsts = names.map((name) => draw(new Random(5).fork(name), 2).join());
  assertEquals(new Set(firsts).size, names.length);
});

function moments(values: number[]): { mean: number; variance: number; fourth: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const about = (power: number) =>
    values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length;
  return { mean, variance: about(2), fourth: about(4) };
}

Deno.test("normal() has a normal distribution's moments when drawn often", () => {
  const random = new Random(11);
  const values = Array.from({ length: 50_000 }, () => random.normal());
  const { mean, variance, fourth } = moments(values);
  // Four standard errors.
  assert(Math.abs(mean) < 0.018, `mean ${mean}`);
  assert(Math.abs(variance - 1) < 0.026, `variance ${variance}`);
  assert(Math.abs(fourth - 3) < 0.18, `fourth moment ${fourth}`);
  const shifted = new Random(11).normal(5, 0.5);
  assertEquals(shifted, 5 + 0.5 * values[0]);
});

Deno.test("uniform() fills its range evenly when drawn often", () => {
  const random = new Random(12);
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const value = random.uniform(-1, 4);
    assert(value >= -1 && value < 4);
    counts[Math.floor((value + 1) * 2)] += 1;
  }
  // Five standard deviations of a count of 2000.
  for (const count of counts) assert(Math.abs(count - 2000) < 215, `counts ${counts}`);
});

Deno.test("integer() gives each number from 0 to its bound - 1 when drawn often", () => {
  const random = new Random(13);
  const seen = new Set(Array.from({ length: 300 }, () => random.integer(5)));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4]);
});
