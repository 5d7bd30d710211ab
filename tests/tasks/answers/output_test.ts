import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parse } from "@std/csv/parse";
import type { Answer } from "../../../tasks/answers/answers.ts";
import { outputFormat, writeAnswers, writtenText } from "../../../tasks/answers/output.ts";
import { inFolder } from "../support.ts";

const classes = ["a,b", "c"];
const options = { one: "text", classes, allClasses: true, leaves: false };

function answer(shown: string, p: number, depth = 2): Answer {
  const probabilities = { "a,b": p, c: 1 - p };
  return {
    shown,
    depths: [{ depth, label: p > 0.5 ? "a,b" : "c", probabilities, confidence: 0.5 }],
  };
}

async function* batches(...all: readonly (readonly Answer[])[]) {
  yield* all;
}

async function written(name: string, own = options): Promise<string> {
  let text = "";
  await inFolder(async (folder) => {
    const some = batches([answer('say "x"\n', 0.75), answer(" y", 0.25, 1)], [answer("a\tb", 0.5)]);
    const found = await writeAnswers(`${folder}/${name}`, some, own);
    assertEquals([found.rows, found.depths], [3, { 1: 1, 2: 2 }]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), [name]);
    text = await Deno.readTextFile(`${folder}/${name}`);
  });
  return text;
}

Deno.test("answers become rows of CSV, with quotes where a field needs them", async () => {
  assertEquals(
    await written("o.csv"),
    'row,text,label,probability,depth,"probability of a,b",probability of c\n' +
      '1,"say ""x""\n","a,b",0.75,2,0.75,0.25\n2," y",c,0.75,1,0.25,0.75\n3,a\tb,c,0.5,2,0.5,0.5\n',
  );
});

Deno.test("a reader of CSV finds the texts as they were, whatever they hold", () =>
  inFolder(async (folder) => {
    const texts = [
      ...[
        "",
        " ",
        "a b",
        " lead",
        "trail\t",
        "1,5",
        'a "b" c',
        '"',
        '""',
        "two\nlines",
        "\n",
        "\r",
      ],
      ...["a\rb", "\ufeffmark", "=1+1", "@x", "-2", "'", "\\", ";", "字、字", "\u2028", "nul\0"],
    ];
    const file = `${folder}/o.csv`;
    await writeAnswers(file, batches(texts.map((text) => answer(text, 0.75))), options);
    const [, ...rows] = parse(await Deno.readTextFile(file));
    assertEquals(
      rows.map(([row, text]) => [row, text]),
      texts.map((text, i) => [`${i + 1}`, text]),
    );
    assertEquals(new Set(rows.map(([, , label]) => label)), new Set(["a,b"]));
  }));

Deno.test("answers become rows of TSV, in which nothing ends a field or a line", async () => {
  const own = { ...options, allClasses: false, leaves: true };
  assertEquals(
    await written("o.tsv", own),
    "row\ttext\tlabel\tprobability\tdepth\tconfidence\n" +
      '1\tsay "x" \ta,b\t0.75\t2\t0.5\n2\t y\tc\t0.75\t1\t0.5\n3\ta b\tc\t0.5\t2\t0.5\n',
  );
});

Deno.test("answers become lines of JSON", async () => {
  const lines = (await written("o.jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines[1], {
    ...{ row: 2, text: " y", label: "c", probability: 0.75, depth: 1 },
    probabilities: { "a,b": 0.25, c: 0.75 },
  });
});

Deno.test("a fault while answers come leaves the file as it was", () =>
  inFolder(async (folder) => {
    const file = `${folder}/o.csv`;
    await Deno.writeTextFile(file, "old");
    async function* failing() {
      yield [answer("x", 1)];
      throw new Error("a fault");
    }
    await assertRejects(() => writeAnswers(file, failing(), options), Error, "a fault");
    assertEquals(await Deno.readTextFile(file), "old");
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("the ending of a file says how answers are written; others are refused", () => {
  assertEquals(["a.CSV", "b.tsv", "c.ndjson"].map(outputFormat), ["csv", "tsv", "jsonl"]);
  for (const file of ["a.txt", "a.csv.gz", "a.json", "csv"]) {
    assertThrows(() => outputFormat(file), Error, "its name ends in none of .csv .tsv .jsonl");
  }
  const done = { file: "o.csv", rows: 5, depths: { 1: 3, 2: 2 }, remarks: { "it is odd": 4 } };
  assertEquals(
    writtenText(done, { one: "text", unit: "texts" }),
    "o.csv: 5 texts answered, 3 at depth 1, 2 at depth 2\n4 of them: it is odd",
  );
  const single = { ...done, rows: 1, depths: { 2: 1 }, remarks: {} };
  assertEquals(
    writtenText(single, { one: "pair", unit: "pairs" }),
    "o.csv: 1 pair answered, 1 at depth 2",
  );
});
