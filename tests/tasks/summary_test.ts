import { assertEquals, assertMatch } from "@std/assert";
import { csv, inFolder, printed, someRows, tiny } from "./support.ts";

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
