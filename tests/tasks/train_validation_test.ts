/** Rows of their own that choose epochs, and rows that belong together, as a user gives them. */
import { assertEquals, assertMatch } from "@std/assert";
import { tinyImages, writePictures } from "./pictures.ts";
import { csv, inFolder, printed, refusal, someRows, tensorsOf, tiny } from "./support.ts";

/** Tiny models, without a share for validation. */
const small = tiny.filter((_, i) =>
  !tiny.slice(Math.max(0, i - 1), i + 1).includes("--val-fraction")
);
const once = ["--epoch", "1", "--quiet"];

async function rowsOf(run: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(`${run}/data.json`)).rows;
}

Deno.test("train --val-data takes no training row, for texts, pairs, numbers and images", () =>
  inFolder(async (folder) => {
    const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
    await write("rows.csv", csv(someRows(60)));
    await write("val.csv", csv(someRows(12, 2)));
    const pairs = (count: number, seed: number) =>
      [
        "premise,hypothesis,label",
        ...someRows(count, seed).map(({ text, label }) => `${text},${label} x,${label}`),
      ].join("\n");
    await write("pairs.csv", pairs(60, 1));
    await write("pairs2.csv", pairs(12, 2));
    const numbers = (count: number) =>
      ["a,b,label", ...Array.from({ length: count }, (_, i) => `${i},${i % 7},${i % 2}`)].join(
        "\n",
      );
    await write("numbers.csv", numbers(60));
    await write("numbers2.csv", numbers(12));
    await writePictures(`${folder}/pictures`);
    await writePictures(`${folder}/pictures2`);
    const cases = {
      texts: ["rows.csv", "val.csv", "--model", "linearal", ...small],
      pairs: [
        "pairs.csv",
        "pairs2.csv",
        "--second-column",
        "hypothesis",
        "--model",
        "linearal",
        ...["--text-column", "premise"],
        ...small,
      ],
      numbers: ["numbers.csv", "numbers2.csv", "--model", "mlp_al", "--l1-dim", "4"],
      images: [
        "pictures",
        "pictures2",
        "--model",
        "cnn_al",
        ...tinyImages.filter((_, i) =>
          !tinyImages.slice(Math.max(0, i - 1), i + 1).includes("--val-fraction")
        ),
      ],
    };
    for (const [name, [file, other, ...words]] of Object.entries(cases)) {
      const run = `${folder}/${name}`;
      const data = ["--dataset", `${folder}/${file}`, "--val-data", `${folder}/${other}`];
      await printed("train", ...data, ...words, ...once, "--run-dir", run);
      const rows = await rowsOf(run) as { train: number; validation: number; test: number };
      if (name !== "images") assertEquals(rows, { train: 54, validation: 12, test: 6 }, name);
      assertEquals(rows.validation > 0 && rows.train > 0, true);
      // It goes on and is tested as any run.
      await printed("train", "--resume", run, "--quiet");
      assertMatch(await printed("eval", run, "--json"), /"depth":/);
    }
  }));

Deno.test("train --val-data test says what the test figures are then, and is refused beside --val-fraction", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--val-data", "test"];
    const text = await printed(
      "train",
      ...data,
      ...small,
      "--epoch",
      "1",
      "--run-dir",
      `${folder}/a`,
    );
    assertMatch(
      text,
      /\nnote {4}the test rows choose the epoch too, so that test figures are a little/,
    );
    assertEquals(await rowsOf(`${folder}/a`), { train: 54, validation: 6, test: 6 });
    const { validation, test } = JSON.parse(await Deno.readTextFile(`${folder}/a/result.json`));
    assertEquals(validation, test.depths);
    assertEquals(
      await refusal("train", ...data, "--val-fraction", "0.1"),
      "Cannot use --val-fraction with --val-data: no training rows validate then, leave it out",
    );
  }));

Deno.test("train --resume wants the validation rows that the run began with, wherever they lie now", () =>
  inFolder(async (folder) => {
    const [rows, val] = [`${folder}/rows.csv`, `${folder}/val.csv`];
    await Deno.writeTextFile(rows, csv(someRows(60)));
    await Deno.writeTextFile(val, csv(someRows(12, 2)));
    const run = `${folder}/run`;
    const data = ["--dataset", rows, "--val-data", val, "--model", "linearal", ...small];
    await printed("train", ...data, ...once, "--run-dir", run);
    await Deno.rename(val, `${folder}/moved.csv`);
    const moved = ["--resume", run, "--val-data", `${folder}/moved.csv`, "--epoch", "2", "--quiet"];
    await printed("train", ...moved);
    await Deno.writeTextFile(`${folder}/moved.csv`, csv(someRows(12, 3)));
    assertMatch(
      await refusal("train", ...moved),
      /moved\.csv differs from the file that .*data\.json names, give the same data/,
    );
  }));

Deno.test("train and eval --group-column hold out the same whole groups", () =>
  inFolder(async (folder) => {
    const lines = someRows(60).map(({ text, label }, i) => `${text},p${i >> 2},${label}`);
    await Deno.writeTextFile(`${folder}/rows.csv`, ["text,who,label", ...lines].join("\n"));
    const data = [
      "--dataset",
      `${folder}/rows.csv`,
      "--group-column",
      "who",
      "--model",
      "linearal",
    ];
    const run = `${folder}/run`;
    const text = await printed("train", ...data, ...tiny, "--epoch", "1", "--run-dir", run);
    assertMatch(text, /held out by seed 1, in whole groups\n/);
    const before = JSON.parse(await Deno.readTextFile(`${run}/result.json`)).test.depths;
    const found = (await printed("eval", run, "--json")).trim().split("\n").map((line) =>
      JSON.parse(line)
    ).flatMap(({ depth, accuracy }) => typeof depth === "number" ? [accuracy] : []);
    assertEquals(found.slice(0, 3), before);
    const last = await tensorsOf(`${run}/last.safetensors`);
    await printed("train", "--resume", run, "--quiet");
    assertEquals(await tensorsOf(`${run}/last.safetensors`), last);
    assertEquals(
      await refusal("train", "--dataset", "digits", "--group-column", "who"),
      "Cannot use --group-column with --model cnn_al: it is for texts or rows of numbers, leave it " +
        "out or give --model lstmal, linearal, transformeral, mlp_al, ep_text or ep_pair",
    );
  }));
