import { assertEquals } from "@std/assert";
import { gather } from "../../../datasets/bytes.ts";
import type { Labelled } from "../../../datasets/dataset.ts";
import { publishedSet } from "../../../datasets/files/published.ts";
import { inFolder } from "../support.ts";

/** Examples of a kind of their own: pictures of two dots. */
interface Dots extends Labelled {
  /** Brightness `[n, 2]`. */
  readonly pixels: Uint8Array;
}

const dots = publishedSet<Dots>({
  name: "dots",
  title: "pictures of two dots",
  classes: ["left", "right"],
  remotes: [{ url: "https://example.org/dots.tar", file: "dots.tar" }],
  folders: ["dots", ""],
  mark: "train.bin",
  rows: { train: 3, test: 1 },
  notes: ["made by hand"],
  wanted: (name) => name.endsWith(".bin"),
  async read(members) {
    const parts = new Map<string, Dots>();
    for await (const { name, chunks } of members) {
      const pixels = await gather(chunks());
      const labels = new Uint32Array(pixels.length / 2);
      parts.set(name, { pixels, labels: labels.map((_, i) => pixels[2 * i + 1] > 0 ? 1 : 0) });
    }
    const { pixels } = parts.get("more.bin")!;
    const [train, test] = ["train.bin", "test.bin"].map((name) => parts.get(name)!);
    return { train, test, unlabelled: { pixels } };
  },
});

Deno.test("publishedSet() takes examples of any kind, and counts them by their labels", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/dots`);
    const files = { "train.bin": [9, 0, 0, 9], "test.bin": [0, 7], "more.bin": [1, 2] };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${folder}/dots/${name}`, Uint8Array.from(bytes));
    }
    const { name, classes, train, test, unlabelled, sources, notes } = await dots.load({
      dataDir: folder,
    });
    assertEquals([name, ...classes], ["dots", "left", "right"]);
    assertEquals(train, { pixels: Uint8Array.of(9, 0, 0, 9), labels: Uint32Array.of(0, 1) });
    assertEquals(test, { pixels: Uint8Array.of(0, 7), labels: Uint32Array.of(1) });
    assertEquals(unlabelled, { pixels: Uint8Array.of(1, 2) });
    assertEquals(sources.map(({ bytes }) => bytes), [2, 2, 4]);
    assertEquals(notes, ["made by hand", "train is a subset: 2 of 3 rows"]);
  }));
