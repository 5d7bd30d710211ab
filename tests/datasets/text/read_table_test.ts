import { assertEquals, assertMatch } from "@std/assert";
import {
  type Content,
  readTable,
  readTextRows,
  type TableOptions,
  type TextRowOptions,
} from "../../../datasets/mod.ts";
import { inChunks, refusal, utf8 } from "../support.ts";

const CSV = 'id,text,label\n1,"good, very",pos\n2,bad,neg\n';
const TSV = "id\ttext\tlabel\n1\tgood, very\tpos\n2\tbad\tneg\n";
const JSON_LINES = '\n{"id": 1, "text": "good, very", "label": "pos"}\n' +
  '{"id": 2, "text": "bad", "label": "neg"}';

const refusalOf = (content: Content, options?: TableOptions) =>
  refusal("", () => readTable(content, options));

/** A stream that cannot be read by `for await`, as Safari has it. */
function stream(text: string): ReadableStream<Uint8Array> {
  const found = new Blob([text]).stream();
  Object.defineProperty(found, Symbol.asyncIterator, { value: undefined });
  return found;
}

Deno.test("readTable() reads texts, blobs, streams and chunks, and tells the form by the first line", async () => {
  for (const table of [CSV, TSV, JSON_LINES, `\ufeff${CSV}`, CSV.replaceAll("\n", "\r\n")]) {
    const contents: Content[] = [table, new Blob([table]), stream(table), inChunks(utf8(table), 3)];
    for (const content of contents) {
      const { name, classes, examples } = await readTable(content);
      assertEquals([name, ...classes], ["the table", "neg", "pos"]);
      assertEquals(examples, { texts: ["good, very", "bad"], labels: Uint32Array.of(1, 0) });
    }
  }
});

Deno.test("readTable() reads a long text as well as a short one", async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `naïve ${i},${i % 3}\n`);
  const { examples, classes } = await readTable(`text,label\n${rows.join("")}`);
  assertEquals(classes, ["0", "1", "2"]);
  assertEquals(examples.texts, rows.map((row) => row.split(",")[0]));
  assertEquals([...examples.labels], rows.map((_, i) => i % 3));
});

Deno.test("readTable() takes the form by an option, columns by their names, and side columns", async () => {
  const table = 'a\tb,topic,body,more\n"x",2,"t, u",m\n,10,v,\n';
  const { classes, examples } = await readTable(table, {
    format: "csv",
    textColumn: "body,more",
    labelColumn: "topic",
    sideColumns: ["a\tb"],
  });
  assertEquals(classes, ["2", "10"]);
  assertEquals(examples, {
    texts: ["t, u m", "v"],
    labels: Uint32Array.of(0, 1),
    columns: new Map([["a\tb", ["x", ""]]]),
  });
});

Deno.test("readTable() counts the labels of a test table among the classes of the training table", async () => {
  const train = await readTable(CSV);
  const test = await readTable("label,text\npos,fine\n", { classesOf: train });
  assertEquals(test.classes, train.classes);
  assertEquals(test.examples, { texts: ["fine"], labels: Uint32Array.of(1) });
  assertEquals(
    await refusalOf("label,text\npos,fine\nneutral,so so\n", { name: "test", classesOf: train }),
    'Cannot read test: line 3 has the class "neutral" and the table only neg, pos, correct the line',
  );
});

Deno.test("readTable() refuses what is wrong by line and the name of the file", async () => {
  assertEquals(
    await refusalOf(new File(["text,label\ngood,pos\nbad\n"], "train.csv")),
    "Cannot read train.csv: line 3 has 1 columns and the header 2, " +
      "look for quotes around a field that holds a comma too many or too few",
  );
  assertEquals(
    await refusalOf('{"text": "a", "label": 1}\n\n{"text": "b"}\n'),
    'Cannot read the table: line 3 has no "label", correct the line',
  );
  assertEquals(
    await refusalOf("[\n"),
    "Cannot read the table: line 1 is not JSON, write one JSON object a line, or an array of objects",
  );
  assertEquals(
    await refusalOf(new Blob([Uint8Array.of(...utf8("text,label\nb"), 0xe4)])),
    "Cannot read the table: line 2 is not UTF-8 at byte 12, save it as UTF-8",
  );
  assertEquals(
    await refusalOf("text,label\ngood,pos\nbad,\n"),
    "Cannot read the table: line 3 has no label, add it",
  );
  assertEquals(
    await refusalOf(""),
    "Cannot read the table: it is empty, give a file with a header row",
  );
});

Deno.test("readTable() names its own options as the way out", async () => {
  assertEquals(
    await refusalOf(CSV, { labelColumn: "class" }),
    'Cannot read the table: it has no column "class" but id, text, label, ' +
      "name the right one with labelColumn",
  );
  assertEquals(
    await refusalOf(CSV, { sideColumns: ["label"] }),
    'Cannot read the table: "label" holds the classes and gives them away as a side input, ' +
      "leave it out of sideColumns",
  );
});

Deno.test("readTable() tells the sign between fields by the first line, or takes the one given", async () => {
  const rows = [["t", "label"], ["so, it is; good", "x"], ["b", "y"]];
  const write = (sign: string) =>
    rows.map((row) => row.map((cell) => cell.includes(sign) ? `"${cell}"` : cell).join(sign))
      .join("\n");
  const read = async (content: string, options: TableOptions = {}) => {
    const table = await readTable(content, { format: "csv", textColumn: "t", ...options });
    return [table.examples.texts[0], ...table.classes];
  };
  const want = ["so, it is; good", "x", "y"];
  for (const sign of [",", ";", "|", "\t"]) assertEquals(await read(write(sign)), want, sign);
  for (const sign of [";", "~"]) {
    assertEquals(await read(`sep=${sign}\r\n${write(sign)}`), want);
  }
  assertEquals(await read(write(":"), { delimiter: ":" }), want);
  const quoted = rows.map((row) => row.map((cell) => `"${cell}"`).join("\t")).join("\n");
  assertEquals(await read(quoted, { format: "tsv" }), want);
  assertEquals(await read(write(";"), { format: undefined, delimiter: ";" }), want);
});

Deno.test("readTable() names the columns of a table without a header by their numbers", async () => {
  const columns = { textColumn: "2", labelColumn: "1", header: false };
  const { classes, examples } = await readTable("x,good\ny,bad\n", columns);
  assertEquals([...classes, ...examples.texts], ["x", "y", "good", "bad"]);
  assertEquals(
    await refusalOf("x,good\n", { header: false }),
    'Cannot read the table: it has no column "text" but 1, 2, name the right one with textColumn',
  );
});

Deno.test("readTable() says how else a table may be written where its header looks like none", async () => {
  const way = "name the right one with textColumn";
  for (
    const [content, header, hint] of [
      ["text::label\na::x\n", "text::label", ", or give the delimiter"],
      ["a good film,x\nb,y\n", "a good film, x", ", or say that there is no header"],
      ["words,label\na,x\n", "words, label", ""],
    ]
  ) {
    const wanted = `Cannot read the table: it has no column "text" but ${header}, ${way}${hint}`;
    assertEquals(await refusalOf(content), wanted);
  }
});

Deno.test("readTable() takes a TSV for what its header says, and rows of one column with commas", async () => {
  const table = await readTable("text,label\na,x\nb,y\n", { format: "tsv" });
  assertEquals(table.examples.texts, ["a", "b"]);
  const tabs = await readTable("text\tlabel\na, b\tx\nc\ty\n", { format: "tsv" });
  assertEquals(tabs.examples.texts, ["a, b", "c"]);
});

Deno.test("readTable() refuses a second header however it is spelt", async () => {
  for (const header of ["text,label", "Text,LABEL", " text , label ", "\ufefftext,label"]) {
    assertEquals(
      await refusalOf(`text,label\na,x\nb,y\n${header}\nc,x\n`),
      "Cannot read the table: line 4 repeats the header, as in files that were joined, " +
        "remove the line",
    );
  }
});

Deno.test("readTable() refuses a second header, classes in the text, and other ends of lines", async () => {
  assertEquals(
    await refusalOf("text,label\na,x\nb,y\ntext,label\nc,x\n"),
    "Cannot read the table: line 4 repeats the header, as in files that were joined, " +
      "remove the line",
  );
  assertEquals(
    await refusalOf("text,label\na,x\n", { textColumn: "text,label" }),
    'Cannot read the table: "label" holds the classes and gives them away in the text, ' +
      "leave it out of textColumn",
  );
  assertEquals(
    await refusalOf("text,label\ra,x\rb,y\r"),
    "Cannot read the table: its lines end in CR only, as on old Macintoshes, " +
      "save it with line feeds",
  );
});

Deno.test("readTable() names the line of a record that lacks a column, the first one too", async () => {
  assertEquals(
    await refusalOf('{"label": "x"}\n{"text": "a", "label": "y"}\n'),
    'Cannot read the table: line 1 has no "text", correct the line',
  );
  const { examples } = await readTable('[{"label": "x", "text": "a"},\n{"text": "b", "label": 2}]');
  assertEquals(examples.texts, ["a", "b"]);
  const wide = Array.from({ length: 30 }, (_, i) => `"c${i}${"x".repeat(99)}": 1`).join();
  assertMatch(await refusalOf(`{${wide}}`), /but c0x{38}…, .*c11x+… and 18 more, name the right/);
});

Deno.test("readTable() lets a stream go that it refuses", async () => {
  const left: unknown[] = [];
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(utf8("a,b\nx,y\n")),
    cancel: (reason) => void left.push(reason),
  });
  await refusalOf(source);
  assertEquals(left.length, 1);
});

Deno.test("readTextRows() reads texts without labels, from the only column there is or from lines", async () => {
  const all = async (table: Content, options: TextRowOptions = {}) => {
    const rows = [];
    for await (const row of readTextRows(table, options)) rows.push(row);
    return rows;
  };
  assertEquals(await all("anything\nx\n"), [{ text: "x", sides: [] }]);
  assertEquals(await all('{"text": "x", "author": null}', { sideColumns: ["author"] }), [
    { text: "x", sides: [""] },
  ]);
  assertEquals(await all(stream("a, b\n\n  c \r\n"), { format: "lines" }), [
    { text: "a, b", sides: [] },
    { text: "", sides: [] },
    { text: "  c ", sides: [] },
  ]);
  assertEquals(
    await refusal("", () => all("a\rb\r", { format: "lines" })),
    "Cannot read the table: its lines end in CR only, as on old Macintoshes, save it with line feeds",
  );
  assertEquals(
    await refusal("", () => all("x\n", { format: "lines", sideColumns: ["author"] })),
    "Cannot read the columns author of the table: it has no columns, " +
      "give a CSV, TSV or JSON-lines file that has them",
  );
});
