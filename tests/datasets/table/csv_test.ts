import { assertEquals, assertMatch } from "@std/assert";
import { readCsv, readTsv } from "../../../datasets/table/csv.ts";
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

Deno.test("readCsv() parts fields by another sign, and refuses what follows a closing quote", async () => {
  assertEquals(await Array.fromAsync(readCsv(text('a;"b;c"\n;,\n"x"'), "a.csv", ";")), [
    { line: 1, fields: ["a", "b;c"] },
    { line: 2, fields: ["", ","] },
    { line: 3, fields: ["x"] },
  ]);
  for (const row of ['"x"y,1', '"x" ,1', '"x"\r\r\n', 'a,"x"\ry']) {
    assertMatch(
      await refusal("", () => drain(readCsv(text(`a,b\n${row}\n`), "a.csv"))),
      /^Cannot read a\.csv: line 2 has a quoted field that is never closed, or a single "/,
      row,
    );
  }
});

Deno.test("readCsv() gives up on a quote that is never closed long before memory ends", async () => {
  const endless = async function* () {
    yield 'a,b\n1,"x';
    for (let i = 0; i < 100; i++) yield await Promise.resolve("line\n".repeat(200_000));
  };
  assertMatch(
    await refusal("", () => drain(readCsv(endless(), "a.csv"))),
    /^Cannot read a\.csv: line 2 has a quoted field that is never closed/,
  );
});

Deno.test("readCsv() refuses the first wrong row, also where a later quote is never closed", async () => {
  assertMatch(
    await refusal("", () => drain(readCsv(text('a"b"\n"'), "a.csv"))),
    /^Cannot read a\.csv: line 1 has a " inside a field that is not quoted/,
  );
});

Deno.test("readCsv() keeps byte order marks that stand inside a text", async () => {
  const rows = Array.from({ length: 600 }, (_, i) => [`\ufeff${i}`, i % 2 ? "plain" : 'say "hi"']);
  const written = rows.map(([a, b]) => `${a},"${b.replaceAll('"', '""')}"`);
  const got = await Array.fromAsync(readCsv(text(`a,b\n${written.join("\n")}\n\ufeff\n`), "a.csv"));
  assertEquals(got.map(({ fields }) => fields), [["a", "b"], ...rows, ["\ufeff"]]);
  assertEquals(got.at(-1)!.line, 602);
});

Deno.test("readCsv() turns line breaks inside of fields into line feeds", async () => {
  assertEquals(await Array.fromAsync(readCsv(text('"a\r\nb",c\r\n'), "a.csv")), [
    { line: 1, fields: ["a\nb", "c"] },
  ]);
});
