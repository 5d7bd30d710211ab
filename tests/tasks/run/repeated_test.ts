import { assertEquals } from "@std/assert";
import { repeatedNotes } from "../../../tasks/run/repeated.ts";
import { tinyDense, tinyImages, writePictures } from "../pictures.ts";
import { csv, inFolder, printed, someRows, tiny } from "../support.ts";

Deno.test("repeatedNotes() counts the rows to test and to validate by that stand among others, each of them", () => {
  const train = ["a", "b", "a"];
  assertEquals(repeatedNotes({ train, test: ["c"] }, "texts"), []);
  assertEquals(repeatedNotes({ train, test: ["a", "c", "a", "b", "d"] }, "texts"), [
    "3 of 5 test texts stand among the training texts too",
  ]);
  const validation = ["b", "x", "c", "c"];
  assertEquals(repeatedNotes({ train, validation, test: ["c", "d", "b", "b"] }, "rows"), [
    "2 of 4 test rows stand among the training rows too",
    "1 of 4 rows to validate stand among the training rows too",
    "3 of 4 test rows choose the epoch too",
  ]);
  assertEquals(repeatedNotes({ train, validation: [], test: [] }, "rows"), []);
});

Deno.test("train says of texts, numbers and images which rows stand in two parts", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    await Deno.writeTextFile(`${folder}/other.csv`, csv(someRows(12, 2)));
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 2}`);
    await Deno.writeTextFile(`${folder}/numbers.csv`, ["a,label", ...rows].join("\n"));
    const tests = ["a,label", ...rows.slice(0, 3), "99,0"].join("\n");
    await Deno.writeTextFile(`${folder}/tests.csv`, tests);
    await writePictures(`${folder}/pictures/train`, { count: 6 });
    await writePictures(`${folder}/pictures/test`, { count: 3, seed: 2 });
    await Deno.copyFile(`${folder}/pictures/train/top/1.png`, `${folder}/pictures/test/top/9.png`);
    const small = tiny.slice(0, tiny.indexOf("--val-fraction"));
    let runs = 0;
    const notes = async (dataset: string, ...words: string[]) => {
      const run = ["--run-dir", `${folder}/run${++runs}`, "--epoch", "1"];
      const text = await printed("train", "--dataset", `${folder}/${dataset}`, ...words, ...run);
      return text.split("\n").filter((line) => /among|choose/.test(line))
        .map((line) => line.replace(/^note +/, ""));
    };
    const own = ["--test-data", `${folder}/other.csv`, "--model", "linearal", ...small];
    const validated = (file: string) => ["--val-data", `${folder}/${file}.csv`, ...own];
    assertEquals(await notes("rows.csv", ...validated("rows")), [
      "60 of 60 texts to validate stand among the training texts too",
    ]);
    assertEquals(await notes("rows.csv", ...validated("other")), [
      "12 of 12 test texts choose the epoch too",
    ]);
    assertEquals(
      await notes("numbers.csv", "--test-data", `${folder}/tests.csv`, ...dense),
      ["3 of 4 test rows stand among the training rows too"],
    );
    assertEquals(await notes("pictures", "--model", "cnn_al", ...tinyImages), [
      "1 of 10 test images stand among the training images too",
    ]);
  }));

const dense = ["--model", "mlp_al", ...tinyDense];
