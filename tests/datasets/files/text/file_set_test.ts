import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import type { Examples } from "../../../../datasets/mod.ts";
import { type LoadOptions, loadText, readTexts } from "../../../../datasets/files/mod.ts";
import { inFolder, refusal, utf8 } from "../../support.ts";

/** Writes `train.csv` (and others), loads it, and returns the refusal. */
async function refusalOf(
  files: Record<string, string | Uint8Array>,
  options: Partial<LoadOptions> = {},
  name = Object.keys(files)[0],
): Promise<string> {
  let message = "";
  await inFolder(async (folder) => {
    for (const [file, content] of Object.entries(files)) {
      await Deno.writeFile(
        `${folder}/${file}`,
        typeof content === "string" ? utf8(content) : content,
      );
    }
    const testData = options.testData && `${folder}/${options.testData}`;
    const all = { seed: 1, ...options, ...(testData ? { testData } : {}) };
    message = await refusal(folder, () => loadText(`${folder}/${name}`, all));
  });
  return message;
}

const GOOD = "id,text,label\n1,good film,pos\n2,bad film,neg\n";

Deno.test("loadText() reads a CSV file with a test file", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/train.csv`, `\ufeff${GOOD.replaceAll("\n", "\r\n")}`);
    await Deno.writeTextFile(`${folder}/test.csv`, "label,text,id\npos,fine,3\n");
    const testData = `${folder}/test.csv`;
    const set = await loadText(`${folder}/train.csv`, { seed: 1, testData });
    assertEquals(set.classes, ["neg", "pos"]);
    assertEquals(set.train, { texts: ["good film", "bad film"], labels: Uint32Array.of(1, 0) });
    assertEquals(set.test, { texts: ["fine"], labels: Uint32Array.of(1) });
    assertEquals(set.sources.map(({ bytes }) => bytes), [51, 25]);
    assert(set.sources.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256)));
  });
});

Deno.test("loadText() joins several text columns and reads packed files", async () => {
  await inFolder(async (folder) => {
    const content = 'title,description,topic\nA,b c,1\nD,"e, f",10\nG,h,2\n';
    await Deno.writeFile(`${folder}/a.csv.gz`, gzipSync(utf8(content)));
    const path = `${folder}/a.csv.gz`;
    const textColumn = "title,description";
    const { train, classes } = await loadText(path, { seed: 1, textColumn, testData: path });
    assertEquals(train.texts, ["A b c", "D e, f", "G h"]);
    assertEquals(classes, ["1", "2", "10"]);
  });
});

Deno.test("loadText() reads TSV without quoting and JSON lines with labels of any plain kind", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.tsv`, 'sentence\tlabel\n"so good\t1\nbad\t0\n');
    const testData = `${folder}/b.jsonl`;
    await Deno.writeTextFile(
      testData,
      '{"label": 1, "sentence": "yes"}\n{"sentence":"no","label":"0"}',
    );
    const { train, test } = await loadText(`${folder}/a.tsv`, { seed: 1, testData });
    assertEquals(train, { texts: ['"so good', "bad"], labels: Uint32Array.of(1, 0) });
    assertEquals(test, { texts: ["yes", "no"], labels: Uint32Array.of(1, 0) });
  });
});

Deno.test("loadText() holds out a tenth of each class by seed where there is no test file", async () => {
  await inFolder(async (folder) => {
    const rows = Array.from({ length: 200 }, (_, i) => `row ${i},${i < 150 ? "a" : "b"}`);
    await Deno.writeTextFile(`${folder}/a.csv`, `text,label\n${rows.join("\n")}\n`);
    const load = (seed: number) => loadText(`${folder}/a.csv`, { seed });
    const { train, test, notes } = await load(1);
    assertEquals([...test!.labels].filter((label) => label === 0).length, 15);
    assertEquals([...test!.labels].filter((label) => label === 1).length, 5);
    assertEquals(new Set([...train.texts, ...test!.texts]).size, 200);
    assertEquals((await load(1)).test!.texts, test!.texts);
    assert((await load(2)).test!.texts.join() !== test!.texts.join());
    assertEquals(notes, [
      "test is 20 of 200 rows held out by seed 1, the same share of each class",
    ]);
  });
});

Deno.test("loadText() refuses a wrong number of columns by line", async () => {
  assertEquals(
    await refusalOf({ "train.csv": "id,text,label\n1,good,pos\n2,bad\n" }),
    "Cannot read train.csv: line 3 has 2 columns and the header 3, " +
      "look for quotes around a field that holds a comma too many or too few",
  );
  assertEquals(
    await refusalOf({ "train.tsv": "text\tlabel\ngood\t1\tx\n" }),
    "Cannot read train.tsv: line 2 has 3 columns and the header 2, look for a tab too many or too few",
  );
});

Deno.test("loadText() refuses a broken quote by line", async () => {
  assertEquals(
    await refusalOf({ "train.csv": 'text,label\n"good,pos\nbad,neg\n' }),
    'Cannot read train.csv: line 2 has a quoted field that is never closed, or a single " inside ' +
      'one, put the field in quotes and write "" for a quote',
  );
});

Deno.test("loadText() refuses a class that the training data have not", async () => {
  const files = { "train.csv": GOOD, "test.csv": "text,label\nfine,pos\nso so,neutral\n" };
  assertEquals(
    await refusalOf(files, { testData: "test.csv" }),
    'Cannot read test.csv: line 3 has the class "neutral" and train.csv only neg, pos, ' +
      "correct the line",
  );
});

Deno.test("loadText() refuses invalid UTF-8 by line and byte", async () => {
  const content = Uint8Array.of(...utf8("text,label\ngood,pos\nb"), 0xe4, ...utf8("d,neg\n"));
  assertEquals(
    await refusalOf({ "train.csv": content }),
    "Cannot read train.csv: line 3 is not UTF-8 at byte 21, save it as UTF-8",
  );
});

Deno.test("loadText() refuses empty files", async () => {
  assertEquals(
    await refusalOf({ "train.csv": "" }),
    "Cannot read train.csv: it is empty, give a file with a header row",
  );
  assertEquals(
    await refusalOf({ "train.csv": "text,label\n" }),
    "Cannot read train.csv: it is empty, give a file with a row for each text",
  );
  assertEquals(
    await refusalOf({ "train.jsonl": "\n" }),
    "Cannot read train.jsonl: it is empty, give a file with a row for each text",
  );
});

Deno.test("loadText() refuses columns that are not there, and rows without them", async () => {
  assertEquals(
    await refusalOf({ "train.csv": "body,label\nx,1\n" }),
    'Cannot read train.csv: it has no column "text" but body, label, ' +
      "name the right one with textColumn",
  );
  assertEquals(
    await refusalOf({ "train.csv": GOOD }, { labelColumn: "lable" }),
    'Cannot read train.csv: it has no column "lable" but id, text, label, ' +
      "name the right one with labelColumn",
  );
  assertEquals(
    await refusalOf({ "train.jsonl": '{"text":"x","label":1}\n{"label":2}\n' }),
    'Cannot read train.jsonl: line 2 has no "text", correct the line',
  );
  assertEquals(
    await refusalOf({ "train.csv": "text,label\nx,\n" }),
    "Cannot read train.csv: line 2 has no label, add it",
  );
});

Deno.test("loadText() refuses data of one class", async () => {
  assertEquals(
    await refusalOf({ "train.csv": "text,label\nx,1\ny,1\n" }),
    'Cannot use train.csv: all 2 rows have the class "1", give data of two classes or more',
  );
});

Deno.test("loadText() refuses packed files that are cut off, missing files and folders", async () => {
  const cut = gzipSync(utf8(GOOD)).subarray(0, 40);
  assertEquals(
    await refusalOf({ "train.csv.gz": cut }),
    "Cannot unpack train.csv.gz: its gzip data is damaged or cut off near byte 40, fetch it again",
  );
  assertEquals(
    await refusalOf({ "train.csv": GOOD }, {}, "trian.csv"),
    "Cannot read trian.csv: no such file or folder, check the path",
  );
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a.csv`);
    assertEquals(
      await refusal(folder, () => loadText(`${folder}/a.csv`, { seed: 1 })),
      "Cannot read a.csv: it is a folder, give the path of a file",
    );
  });
});

Deno.test("readTexts() reads lines of a text file, a named column, or the only one", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "one\n\n  two \r\nthree");
    await Deno.writeTextFile(`${folder}/b.csv`, 'id,headline\n1,"a, b"\n2,c\n');
    await Deno.writeTextFile(`${folder}/c.csv`, "anything\nx\n");
    const all = (name: string, textColumn?: string) =>
      Array.fromAsync(readTexts(`${folder}/${name}`, { textColumn }), ({ text }) => text);
    assertEquals(await all("a.txt"), ["one", "", "  two ", "three"]);
    assertEquals(await all("b.csv", "headline"), ["a, b", "c"]);
    assertEquals(await all("c.csv"), ["x"]);
    assertEquals(
      await refusal(folder, () => all("b.csv")),
      `Cannot read b.csv: it has no column "text" but id, headline, ` +
        "name the right one with textColumn",
    );
  }));

Deno.test("loadText() reads side columns of CSV, TSV and JSON lines, empty cells as empty texts", () =>
  inFolder(async (folder) => {
    const files = {
      "a.csv": 'text,title,label,author\nt0,"x, y",b,m\nt1,,a,\nt2, z ,b,n\nt3,w,a,o\n',
      "a.tsv": "label\tauthor\ttext\ttitle\nb\tm\tt0\tx, y\na\t\tt1\t\nb\tn\tt2\tz\na\to\tt3\tw\n",
      "a.jsonl": '{"text":"t0","title":"x, y","label":"b","author":"m"}\n' +
        '{"text":"t1","title":null,"label":"a","author":""}\n' +
        '{"text":"t2","title":"z","label":"b","author":"n"}\n' +
        '{"text":"t3","title":"w","label":"a","author":"o"}\n',
    };
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, content);
      const { train, test } = await loadText(`${folder}/${name}`, {
        seed: 1,
        testData: `${folder}/${name}`,
        sideColumns: ["author", "title"],
      });
      for (const part of [train, test!]) {
        assertEquals(part.texts, ["t0", "t1", "t2", "t3"]);
        assertEquals([...part.labels], [1, 0, 1, 0]);
        assertEquals([...part.columns!], [
          ["author", ["m", "", "n", "o"]],
          ["title", ["x, y", "", "z", "w"]],
        ]);
      }
      const held = await loadText(`${folder}/${name}`, {
        seed: 1,
        holdOut: 0.5,
        sideColumns: ["author"],
      });
      const texts = (part: Examples) => part.texts.map((text) => "mxno"[Number(text[1])]);
      for (const part of [held.train, held.test!]) {
        assertEquals(part.columns!.get("author")!.map((cell) => cell || "x"), texts(part));
      }
      const plain = await loadText(`${folder}/${name}`, { seed: 1, holdOut: 0.5 });
      assertEquals("columns" in plain.train, false);
    }
  }));

Deno.test("loadText() refuses side columns that are not there, hold the classes, or have no file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, "text,title,label\nx,t,a\ny,u,b\n");
    await Deno.writeTextFile(`${folder}/b.csv`, "text,label\nx,a\ny,b\n");
    await Deno.writeTextFile(
      `${folder}/c.jsonl`,
      '{"text":"x","label":"a","title":"t"}\n{"text":"y","label":"b"}\n',
    );
    await Deno.writeTextFile(`${folder}/lines.txt`, "x\n");
    const load = (name: string, sideColumns: string[], testData?: string) =>
      refusal(folder, () =>
        loadText(name.includes(".") ? `${folder}/${name}` : name, {
          seed: 1,
          sideColumns,
          testData: testData && `${folder}/${testData}`,
        }));
    const missing =
      'it has no column "author" but text, title, label, name the right one with sideColumns';
    assertEquals(await load("a.csv", ["title", "author"]), `Cannot read a.csv: ${missing}`);
    assertEquals(
      await load("a.csv", ["title"], "b.csv"),
      'Cannot read b.csv: it has no column "title" but text, label, name the right one with sideColumns',
    );
    assertEquals(
      await load("a.csv", ["label"]),
      'Cannot read a.csv: "label" holds the classes and gives them away as a side input, ' +
        "leave it out of sideColumns",
    );
    assertEquals(
      await load("c.jsonl", ["title"]),
      'Cannot read c.jsonl: line 2 has no "title", correct the line',
    );
    for (const name of ["news", "sst2"]) {
      assertEquals(
        await load(name, ["title"]),
        `Cannot read the columns title of ${name}: it has no columns, ` +
          "give a CSV, TSV or JSON-lines file that has them",
      );
    }
    const read = (name: string) =>
      Array.fromAsync(readTexts(`${folder}/${name}`, { sideColumns: ["title"] }));
    assertEquals(await read("a.csv"), [{ text: "x", sides: ["t"] }, { text: "y", sides: ["u"] }]);
    assertEquals(
      await refusal(folder, () => read("b.csv")),
      'Cannot read b.csv: it has no column "title" but text, label, name the right one with sideColumns',
    );
    assertEquals(
      await refusal(folder, () => read("lines.txt")),
      "Cannot read the columns title of lines.txt: it has no columns, " +
        "give a CSV, TSV or JSON-lines file that has them",
    );
  }));
