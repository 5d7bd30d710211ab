import { assert, assertEquals } from "@std/assert";
import { type Augmentation, AUGMENTATIONS, drawChanges } from "../../../datasets/mod.ts";

const SHUFFLE = { seed: 1, epoch: 3 };
const ROWS = Uint32Array.from({ length: 4000 }, (_, i) => i);

/** The eight numbers of each image, float32 as the device reads them. */
function drawn(augmentation: Augmentation, rows = ROWS, shuffle = SHUFFLE): number[][] {
  const draws = [...drawChanges(augmentation, shuffle, rows)];
  return Array.from({ length: draws.length / 8 }, (_, i) => draws.slice(8 * i, 8 * i + 8));
}

Deno.test("drawChanges() depends on seed, epoch and row, not on the other rows", () => {
  const whole = drawn(AUGMENTATIONS.strong);
  assertEquals(drawn(AUGMENTATIONS.strong, Uint32Array.of(7, 3)), [whole[7], whole[3]]);
  for (const other of [{ seed: 2, epoch: 3 }, { seed: 1, epoch: 4 }]) {
    assertEquals(drawn(AUGMENTATIONS.strong, ROWS, other)[7].join() === whole[7].join(), false);
  }
});

Deno.test("drawChanges() without any change gives the numbers that change nothing", () => {
  const none = { pad: 0, flip: false, jitter: null, gray: 0, views: 1 } as const;
  assertEquals(drawn(none, Uint32Array.of(5)), [[0, 0, 0, 1, 1, 1, 0, 0]]);
});

Deno.test("drawChanges() draws whole pixels and mirrors evenly over their ranges", () => {
  const draws = drawn(AUGMENTATIONS.weak);
  for (const axis of [0, 1]) {
    const counts = new Map<number, number>();
    for (const draw of draws) counts.set(draw[axis], (counts.get(draw[axis]) ?? 0) + 1);
    assertEquals([...counts.keys()].sort((a, b) => a - b), [-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    // 4000 / 9 = 444 of each, and five deviations of a binomial draw around it.
    for (const count of counts.values()) assert(Math.abs(count - 444) < 100, `${count}`);
  }
  const flips = draws.filter(([, , flip]) => flip === 1).length;
  assert(Math.abs(flips - 2000) < 160, `${flips}`);
  for (const draw of draws) assertEquals(draw.slice(3), [1, 1, 1, 0, 0]);
});

Deno.test("drawChanges() draws colours within their ranges, for the share that is asked for", () => {
  const draws = drawn(AUGMENTATIONS.strong);
  const coloured = draws.filter((draw) => draw[3] !== 1);
  assert(Math.abs(coloured.length - 3200) < 130, `${coloured.length}`);
  const ranges = [[0.6, 1.4], [0.6, 1.4], [0.6, 1.4], [-0.1, 0.1]];
  ranges.forEach(([least, most], i) => {
    const values = coloured.map((draw) => draw[3 + i]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    assert(low >= Math.fround(least) && low < least + 0.02 * (most - least), `${low}`);
    assert(high <= Math.fround(most) && high > most - 0.02 * (most - least), `${high}`);
  });
  const gray = draws.filter((draw) => draw[7] === 1).length;
  assert(Math.abs(gray - 800) < 130, `${gray}`);
});

Deno.test("drawChanges() keeps factors at 0 or above", () => {
  const jitter = { brightness: 3, contrast: 0.8, saturation: 0, hue: 0, chance: 1 };
  const draws = drawn({ ...AUGMENTATIONS.strong, jitter });
  const least = Math.min(...draws.map((draw) => draw[3]));
  assert(least >= 0 && least < 0.05, `${least}`);
  for (const draw of draws) assertEquals(draw.slice(5, 7), [1, 0]);
});

Deno.test("drawChanges() gives a weak view of all images and then a strong one", () => {
  const draws = drawn(AUGMENTATIONS.views);
  assertEquals(draws.length, 8000);
  const [weak, strong] = [draws.slice(0, 4000), draws.slice(4000)];
  for (const draw of weak) assertEquals(draw.slice(3), [1, 1, 1, 0, 0]);
  assert(strong.filter((draw) => draw[3] !== 1).length > 3000);
  assert(weak.filter((draw, i) => draw[0] !== strong[i][0]).length > 3000, "views move alike");
});
