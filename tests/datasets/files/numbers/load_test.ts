import { assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import { loadNumbers, loadTestNumbers } from "../../../../datasets/files/mod.ts";
import { inFolder, refusal, utf8 } from "../../support.ts";

const ROWS = Array.from({ length: 60 }, (_, i) => `${i},${i % 3}`);
const TABLE = ["n,class", ...ROWS].join("\n");

Deno.test("loadNumbers() holds out a tenth of each class by the seed", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.csv.gz`;
    await Deno.writeFile(path, gzipSync(utf8(TABLE)));
    const { name, classes, train, test, notes, sources } = await loadNumbers(path, { seed: 3 });
    assertEquals([name, ...classes], [path, "0", "1", "2"]);
    assertEquals([train.labels.length, test!.labels.length], [54, 6]);
    assertEquals([...test!.labels].sort(), [0, 0, 1, 1, 2, 2]);
    for (const { values, labels } of [train, test!]) {
      labels.forEach((label, i) => assertEquals(values[i] % 3, label));
    }
    assertEquals(notes, [
      "test is 6 of 60 rows held out by seed 3, the same share of each class",
    ]);
    assertEquals(sources.map(({ file }) => file), [path]);
  }));

Deno.test("loadNumbers() reads a test table with the classes and columns of the other", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, TABLE);
    await Deno.writeTextFile(`${folder}/b.tsv`, "class\tn\n2\t5\n");
    const load = (testData: string) =>
      loadNumbers(`${folder}/a.csv`, { seed: 1, testData: `${folder}/${testData}` });
    const { train, test, sources } = await load("b.tsv");
    assertEquals([train.labels.length, test!.values, test!.labels], [
      60,
      Float64Array.of(5),
      Uint32Array.of(2),
    ]);
    assertEquals(sources.length, 2);
    await Deno.writeTextFile(`${folder}/c.csv`, "n,class\n1,7\n");
    assertEquals(
      await refusal(folder, () => load("c.csv")),
      'Cannot read c.csv: line 2 has the class "7" and a.csv only 0, 1, 2, correct the line',
    );
  }));

Deno.test("loadTestNumbers() reads what a model was trained on", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, TABLE);
    const known = { name: "the model", classes: ["0", "1", "2", "3"], columns: ["n"] };
    const { numbers, sources } = await loadTestNumbers(`${folder}/a.csv`, known);
    assertEquals([numbers.labels.length, sources.length], [60, 1]);
    assertEquals(
      await refusal(folder, () => loadTestNumbers(`${folder}/a.txt`, known)),
      "Cannot load a.txt: its name ends in none of .csv .tsv .jsonl, give a table of numbers",
    );
  }));
