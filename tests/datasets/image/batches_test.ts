import { assertEquals } from "@std/assert";
import { AUGMENTATIONS, drawChanges, ImageRows, type Images } from "../../../datasets/mod.ts";

/** Images of an odd number of bytes, 1 2 3 4 5 6 7 ... */
function counted(count: number): Images {
  const shape = { height: 1, width: 7, channels: 1 };
  const pixels = Uint8Array.from({ length: count * 7 }, (_, i) => i + 1);
  return { pixels, shape, labels: Uint32Array.from({ length: count }, (_, i) => i % 2) };
}

Deno.test("ImageRows packs four bytes in a word, the first in the lowest bits", () => {
  const [first, last] = new ImageRows(counted(3)).batches({ batch: 2 });
  assertEquals(first.inputs.x.shape, [2, 2]);
  assertEquals(
    first.inputs.x.data,
    Uint32Array.of(0x04030201, 0x00070605, 0x0b0a0908, 0x000e0d0c),
  );
  assertEquals([first.size, [...first.rows], [...first.labels]], [2, [0, 1], [0, 1]]);
  assertEquals(last.inputs.x, { data: Uint32Array.of(0x1211100f, 0x00151413), shape: [1, 2] });
  assertEquals(Object.keys(first.inputs), ["x"]);
});

Deno.test("ImageRows changes images in shuffled passes only", () => {
  const source = new ImageRows(counted(5), { augmentation: AUGMENTATIONS.weak });
  const [plain] = source.batches({ batch: 2 });
  assertEquals(Object.keys(plain.inputs), ["x"]);
  const shuffle = { seed: 1, epoch: 2 };
  for (const { rows, size, inputs: { x, draws } } of source.batches({ batch: 2, shuffle })) {
    const bytes = new Uint8Array(x.data.buffer);
    assertEquals([...rows].map((row) => 7 * row + 1), [...rows.keys()].map((i) => bytes[8 * i]));
    assertEquals(draws.shape, [size, 8]);
    assertEquals(draws.data, drawChanges(AUGMENTATIONS.weak, shuffle, rows));
  }
});

Deno.test("ImageRows gives two views of each image, rows and labels twice", () => {
  const source = new ImageRows(counted(5), { augmentation: AUGMENTATIONS.views });
  const pass = source.batches({ batch: 3, shuffle: { seed: 1, epoch: 0 } });
  assertEquals(pass.length, 2);
  for (const { rows, labels, size, inputs: { x, draws } } of pass) {
    assertEquals([x.shape, draws.shape], [[size, 2], [size, 8]]);
    const half = size / 2;
    assertEquals(rows.slice(0, half), rows.slice(half));
    assertEquals(labels, rows.map((row) => row % 2));
    assertEquals(x.data.slice(0, 2 * half), x.data.slice(2 * half));
  }
  assertEquals(source.steps(), 5);
});
