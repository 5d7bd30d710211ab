import { assert, assertEquals } from "@std/assert";
import { loadText } from "../../../../datasets/files/mod.ts";
import { realData } from "../../support.ts";

/** Rows of the real copies, and a text that is known. */
const KNOWN = [
  { name: "ag_news", train: 35_741, test: 7_600, text: "Fears for T N pension after talks Unions" },
  {
    name: "sst2",
    train: 67_349,
    test: 872,
    text: "it 's a charming and often affecting journey .",
  },
  {
    name: "imdb",
    train: 25_000,
    test: 25_000,
    text: "Once again Mr. Costner has dragged out a movie",
  },
  { name: "dbpedia_14", train: 13_404, test: 1_500, text: "" },
];

for (const { name, train, test, text } of KNOWN) {
  Deno.test(`loadText() reads the real ${name}`, async () => {
    const dataDir = realData();
    if (!dataDir) return;
    const set = await loadText(name, { seed: 1, dataDir });
    assertEquals([set.train.texts.length, set.test!.texts.length], [train, test]);
    assert(set.test!.texts[0].startsWith(text), set.test!.texts[0]);
    const classes = set.classes.length;
    assertEquals(new Set(set.train.labels).size, classes);
    assert(set.train.labels.every((label) => label < classes));
  });
}
