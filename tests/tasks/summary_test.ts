import { assertEquals, assertMatch } from "@std/assert";
import { encodingOf } from "../../tasks/text/data.ts";
import { buildText } from "../../tasks/text/model.ts";
import { readVocabulary } from "../../tasks/text/vocabulary_file.ts";
import { writePictures } from "./pictures.ts";
import { objects, trainedRun } from "./small_run.ts";
import {
  csv,
  inFolder,
  printed,
  refusal,
  type Row,
  shared,
  someRows,
  tiny,
  trainOptions,
} from "./support.ts";

const sizes = "--num-layer 2 --heads 2 --emb-dim 4 --ff-dim 3 --label-emb 2".split(" ");

Deno.test("summary counts the multiply-adds of a Transformer whose blocks take more words", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    await Deno.writeTextFile(file, csv(someRows(30)));
    const model = [
      "--dataset",
      file,
      "--model",
      "transformeralside",
      "--side-dim",
      "2-3",
      ...sizes,
    ];
    const line = JSON.parse(await printed("summary", ...model, "--json"));
    assertEquals(line.inputs, [
      { block: 1, takes: { from: 0, to: 2 }, words: 2 },
      { block: 2, takes: { from: 2, to: 5 }, words: 5 },
    ]);
    // At each of 5 words queries, keys, values, results and two affine maps; each asks and takes of 5.
    const f = 5 * (4 * 4 * 4 + 2 * 4 * 3) + 2 * 5 * 5 * 4;
    const [b, h] = [4 * 2, 2 * 2];
    const classes = 2 * 3;
    const costs = line.inference.map(({ multiplyAdds }: { multiplyAdds: number }) => multiplyAdds);
    assertEquals(costs, [b + classes, f + b + h + classes]);
    const back = JSON.parse(await printed("summary", ...model, "--json", "--mode", "bp"));
    assertEquals(
      back.inference.map(({ depth, multiplyAdds }: Record<string, number>) => [
        depth,
        multiplyAdds,
      ]),
      [[2, costs[1]]],
    );
    const text = await printed("summary", ...model);
    assertMatch(text, /\nblock 1 {2}words 1 to 2 +2\nblock 2 {2}words 3 to 5 +5\n/);
    assertMatch(text, /\nblock 2 {2}f\/side +weight\[\d+, 4\] /);
    assertMatch(text, /\nA text of 5 words, as many as are read\.\n/);
  }));

Deno.test("summary of a run tells which columns enter where", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const rows = someRows(30).map(({ text, label }) => `${text},a ${label},${label}`);
    await Deno.writeTextFile(file, ["text,title,label", ...rows, ""].join("\n"));
    const run = `${folder}/run`;
    const model = ["--model", "linearal", "--side", "title@3", "--max-len", "10", "--epoch", "1"];
    await printed("train", "--dataset", file, "--run-dir", run, ...model, ...tiny, "--quiet");
    const text = await printed("summary", run);
    assertMatch(text, /\nblock 2 {2}nothing new +10\nblock 3 {2}column title +20\n/);
    const line = JSON.parse(await printed("summary", run, "--json"));
    assertEquals(line.inputs[2], { block: 3, takes: { column: "title" }, words: 20 });
    // The mean of the column's words stands beside the 5 features.
    const shapeOf = (wanted: string): number[] =>
      line.parameters.find(({ name }: { name: string }) => name === wanted).shape;
    const shape = shapeOf("block 3/f.weight");
    assertEquals(shape, [5 + shapeOf("block 3/f/side.weight")[1], 5]);
    const third = shape[0] * shape[1];
    const [, two, three] = line.inference.map((path: { multiplyAdds: number }) =>
      path.multiplyAdds
    );
    assertEquals(three - two, third + 4 * 4);
  }));

Deno.test("summary counts the parameters of a model, in all and on each inference path", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const text: Row[] = Array.from({ length: 20 }, (_, i) => ({
      text: i % 2 ? "one two three" : "one four five",
      label: i % 2 ? "odd" : "even",
    }));
    await Deno.writeTextFile(file, csv(text));
    const sizes = ["--emb-dim", "6", "--l1-dim", "5", "--label-emb", "4", "--num-layer", "2"];
    const model = ["--dataset", file, "--model", "lstmal", "--no-bidirectional", ...sizes];
    const [line] = objects(await printed("summary", ...model, "--json"));
    // 7 words with padding and unknown; an LSTM has 4 gates of [5, 6], [5, 5] and [5].
    const f = [7 * 6, 4 * 5 * (6 + 5) + 4 * 5];
    const b = [6 * 4 + 4, 5 * 4 + 4];
    const g = [2 * 4 + 4, 4 * 4 + 4];
    const h = [4 * 2 + 2, 4 * 4 + 4];
    const parameters = line.parameters as { name: string; shape: number[]; size: number }[];
    const of = (start: string) =>
      parameters.filter(({ name }) => name.startsWith(start)).reduce(
        (sum, { size }) => sum + size,
        0,
      );
    for (const k of [0, 1]) {
      const block = `block ${k + 1}/`;
      const got = ["f", "b", "g", "h"].map((map) => of(`${block}${map}`));
      assertEquals(got, [f[k], b[k], g[k], h[k]], block);
    }
    for (const { shape, size } of parameters) assertEquals(shape.reduce((a, n) => a * n, 1), size);
    assertEquals(line.total, [f, b, g, h].flat().reduce((sum, n) => sum + n));
    // Of 400 words, as many as are read of a file: gates at each, then the matrices of b and h.
    const lstm = 400 * 4 * 5 * (6 + 5);
    assertEquals(line.inference, [
      { depth: 1, parameters: f[0] + b[0] + h[0], multiplyAdds: 6 * 4 + 4 * 2 },
      {
        depth: 2,
        parameters: f[0] + f[1] + b[1] + h[0] + h[1],
        multiplyAdds: lstm + 5 * 4 + 4 * 4 + 4 * 2,
      },
    ]);
    assertEquals(line.inputs, [
      { block: 1, takes: { from: 0, to: 400 }, words: 400 },
      { block: 2, takes: null, words: 400 },
    ]);
    const out = await printed("summary", ...model);
    assertMatch(out, /^lstmal \(al\) of .*: 7 words, 2 classes\n\nblock {4}map {2}shapes/);
    assertMatch(out, new RegExp(`all, for training +${line.total} +100.0 %`));
    assertMatch(out, /\ndepth 2 +336 +\d\d\.\d % +88,044 +100\.0 %\n/);

    const few = objects(await printed("summary", ...model, "--json", "--min-count", "8"))[0];
    // "one" is in 18 training rows, the other words in 9 each: all stay; from 10 on only "one" does.
    assertEquals(few.total, line.total);
    const one = objects(await printed("summary", ...model, "--json", "--min-count", "10"))[0];
    assertEquals(one.total, line.total as number - 4 * 6);
  }));

Deno.test("summary of a run shows what train built, and takes no option beside it", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder, "--min-count", "3");
    const [line] = objects(await printed("summary", ...run, "--json"));
    const options = trainOptions("--model", "linearal", ...tiny);
    const words = JSON.parse(await Deno.readTextFile(`${folder}/run/vocabulary.json`)).words.length;
    const encoding = encodingOf(options, await readVocabulary(`${folder}/run`));
    const { vocabulary, classes, dim } = encoding;
    assertEquals([vocabulary.size, classes.length, dim, options.embDim], [words, 3, null, 6]);
    const learner = buildText(shared, options, encoding);
    assertEquals(
      line.parameters,
      learner.parameters.map(({ name, shape, size }) => ({ name, shape: [...shape], size })),
    );
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--min-count", "3"];
    const [same] = objects(
      await printed("summary", ...data, "--json", ...tiny.slice(0, 6), "--val-fraction", "0.2"),
    );
    assertEquals(same.parameters, line.parameters);
    assertEquals(
      await refusal("summary", ...run, "--num-layer", "2"),
      "Cannot read --num-layer with --run-dir: the run has its own, leave one of them out",
    );
  }));

Deno.test("summary counts no running statistics among the parameters, and says that there are some", () =>
  inFolder(async (folder) => {
    await writePictures(`${folder}/pictures`);
    const sizes = ["--width", "0.1", "--label-emb", "4", "--num-layer", "2"];
    const data = ["--dataset", `${folder}/pictures`, ...sizes];
    for (const mode of ["al", "bp"]) {
      const model = [...data, "--model", "cnn_al", "--mode", mode];
      const line = JSON.parse(await printed("summary", ...model, "--json"));
      const sum = (list: { size: number }[]) => list.reduce((all, { size }) => all + size, 0);
      assertEquals(sum(line.parameters), line.total);
      const names = line.statistics.map(({ name }: { name: string }) => name.split(".").at(-1));
      assertEquals(new Set(names), new Set(["mean", "variance"]));
      const plain = JSON.parse(await printed("summary", ...model, "--json", "--no-batch-norm"));
      assertEquals(plain.statistics, undefined);
      // Weights and biases of the normalizations, in place of a bias of each convolution.
      assertEquals(line.total - plain.total, sum(line.statistics) / 2);
      const text = await printed("summary", ...model);
      assertMatch(text, new RegExp(`\\nNot counted: ${sum(line.statistics)} running statistics`));
    }
  }));
