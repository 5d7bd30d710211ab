/** Files of fastText, which are known by their content. */
import { assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import { loadText, readTexts } from "../../../../datasets/files/mod.ts";
import { inFolder, refusal, utf8 } from "../../support.ts";

Deno.test("loadText() reads a file of fastText by its content, whatever its name; with test rows of the same kind", () =>
  inFolder(async (folder) => {
    const [train, test] = [`${folder}/cooking.train`, `${folder}/test.txt.gz`];
    await Deno.writeTextFile(train, "__label__b good __label__b\n__label__a bad\n");
    await Deno.writeFile(test, gzipSync(utf8("__label__b fine\n")));
    const set = await loadText(train, { seed: 1, testData: test });
    assertEquals(set.classes, ["a", "b"]);
    assertEquals(set.train, { texts: ["good", "bad"], labels: Uint32Array.of(1, 0) });
    assertEquals(set.test, { texts: ["fine"], labels: Uint32Array.of(1) });
    assertEquals(set.sources.map(({ file }) => file), [train, test]);
    await Deno.writeTextFile(train, "plain text\n");
    assertEquals(
      await refusal(folder, () => loadText(train, { seed: 1 })),
      "Cannot load cooking.train: its name ends in none of .csv .tsv .jsonl .json, and its " +
        "first line has no __label__, choose news, ag_news, dbpedia_14, imdb, sst2 or a file",
    );
    const texts: string[] = [];
    for await (const { text } of readTexts(test)) texts.push(text);
    assertEquals(texts, ["fine"]);
  }));
