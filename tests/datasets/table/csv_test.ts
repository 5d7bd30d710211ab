import { assertEquals } from "@std/assert";
import { readCsv, readJsonLines, readTsv } from "../../../datasets/table/csv.ts";
import { decodeText } from "../../../datasets/table/lines.ts";
import { drain, inChunks, refusal, utf8 } from "../support.ts";

function text(content: string, length = 1000): AsyncGenerator<string> {
  return decodeText(inChunks(utf8(content), length), "a.csv");
}

Deno.test("readCsv() reads quotes, backslashes, line breaks and commas in fields", async () => {
  const content = 'a,b\r\n"say ""hi""","x\\n, y"\n"two\n\nlines",z\n';
  for (const length of [1, 2, 7, 1000]) {
    assertEquals(await Array.fromAsync(readCsv(text(content, length), "a.csv")), [
      { line: 1, fields: ["a", "b"] },
      { line: 2, fields: ['say "hi"', "x\\n, y"] },
      { line: 3, fields: ["two\n\nlines", "z"] },
    ]);
  }
});

Deno.test("readCsv() counts empty lines, with and without carriage return", async () => {
  for (const length of [1, 2, 3, 1000]) {
    const rows = await Array.fromAsync(
      readCsv(text("\n\r\na,b\n\n\nc,d\r\n\r\ne,f", length), "a.csv"),
    );
    assertEquals(rows.map(({ line }) => line), [3, 6, 8]);
  }
});

Deno.test("readCsv() names the line of a quote that is never closed", async () => {
  assertEquals(
    await refusal("", () => drain(readCsv(text('a,b\n\n"x\ny",1\n"broken,2\nc,3\n'), "a.csv"))),
    'Cannot read a.csv: line 5 has a quoted field that is never closed, or a single " inside one, ' +
      'put the field in quotes and write "" for a quote',
  );
});

Deno.test("readCsv() names the line of a quote in a field without quotes", async () => {
  assertEquals(
    await refusal("", () => drain(readCsv(text('a,b\nx"y,1\n'), "a.csv"))),
    'Cannot read a.csv: line 2 has a " inside a field that is not quoted, ' +
      'put the field in quotes and write "" for a quote',
  );
});

Deno.test("readTsv() takes quotes as they are", async () => {
  assertEquals(await Array.fromAsync(readTsv(text('a\tb\n\n"x\t1\n'))), [
    { line: 1, fields: ["a", "b"] },
    { line: 3, fields: ['"x', "1"] },
  ]);
});

Deno.test("readJsonLines() names the line that is not an object", async () => {
  const read = (content: string) => () => drain(readJsonLines(text(content), "a.jsonl"));
  assertEquals(
    await refusal("", read('{"a": 1}\n\n{"a": \n')),
    "Cannot read a.jsonl: line 3 is not JSON, write one JSON object a line",
  );
  assertEquals(
    await refusal("", read("[1]\n")),
    "Cannot read a.jsonl: line 1 is an array, write one JSON object a line",
  );
});
