import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError, Vocabulary } from "../../../datasets/mod.ts";
import { readVocabulary, writeVocabulary } from "../../../tasks/text/vocabulary_file.ts";
import { inFolder } from "../support.ts";

Deno.test("vocabulary.json holds the words of columns; those of older runs have none", () =>
  inFolder(async (folder) => {
    const columns = new Map([
      ["title", Vocabulary.build(["title a", "title b"], { column: "title" })],
      ["author", Vocabulary.build(["ann", "bob"], { column: "author" })],
    ]);
    const vocabulary = Vocabulary.build(["w0 w1", "w0"]);
    const words = { vocabulary, columns, classes: ["y", "x"], dim: 7 };
    await writeVocabulary(folder, words);
    assertEquals(await readVocabulary(folder), words);
    const file = `${folder}/vocabulary.json`;
    const { columns: kept, ...older } = JSON.parse(await Deno.readTextFile(file));
    assertEquals(kept.map(({ column }: { column: string }) => column), ["title", "author"]);
    await Deno.writeTextFile(file, JSON.stringify(older));
    assertEquals(await readVocabulary(folder), { ...words, columns: new Map() });
    await writeVocabulary(folder, { ...words, columns: new Map() });
    assertEquals(JSON.parse(await Deno.readTextFile(file)), older);
    for (const wrong of [{}, [{}], [{ ...kept[0], column: 3 }], [{ ...kept[0], words: [] }]]) {
      await Deno.writeTextFile(file, JSON.stringify({ ...older, columns: wrong }));
      const { message } = await assertRejects(() => readVocabulary(folder), DataError);
      assert(message.startsWith(`Cannot read ${file}: `), message);
      assert(message.endsWith(", take another copy or train again"), message);
    }
  }));
