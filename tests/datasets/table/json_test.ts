import { assertEquals } from "@std/assert";
import { readJson, readJsonLines } from "../../../datasets/table/json.ts";
import { decodeText } from "../../../datasets/table/lines.ts";
import { drain, inChunks, refusal, utf8 } from "../support.ts";

function text(content: string, length = 1000): AsyncGenerator<string> {
  return decodeText(inChunks(utf8(content), length), "a.jsonl");
}

Deno.test("readJsonLines() names the line that is not an object", async () => {
  const read = (content: string) => () => drain(readJsonLines(text(content), "a.jsonl"));
  assertEquals(
    await refusal("", read('{"a": 1}\n\n{"a": \n')),
    "Cannot read a.jsonl: line 3 is not JSON, write one JSON object a line, or an array of objects",
  );
  assertEquals(
    await refusal("", read("[1]\n")),
    "Cannot read a.jsonl: line 1 is an array, write one JSON object a line, or an array of objects",
  );
});

const ARRAY = '[\n {"a": "x]}\\" ,", "b": [1, {}]},\n\n {"a": "é"}, {"a": 3}\n]\n';

Deno.test("readJson() reads lines, or the elements of an array with their lines", async () => {
  for (const length of [1, 2, 7, 1000]) {
    assertEquals(await Array.fromAsync(readJson(text(ARRAY, length), "a.json")), [
      { line: 2, record: { a: 'x]}" ,', b: [1, {}] } },
      { line: 4, record: { a: "é" } },
      { line: 4, record: { a: 3 } },
    ]);
    const lines = await Array.fromAsync(readJson(text('\n{"a": 1}\n\n{"a": 2}', length), "a"));
    assertEquals(lines.map(({ line }) => line), [2, 4]);
  }
  assertEquals(await Array.fromAsync(readJson(text("[ ]"), "a.json")), []);
});

Deno.test("readJson() refuses arrays that are cut off, or of something else, by line", async () => {
  const wrong: [string, string][] = [
    ['[{"a": 1},\n{"a": "x', "line 2 begins what never ends"],
    ['[{"a": 1}\n{"a": 2}]', "line 2 has no object where one begins or ends"],
    ['[{"a": 1}, 3]', "line 1 has no object where one begins or ends"],
    ['[{"a": 1}]\n]', "line 2 has no object where one begins or ends"],
    ['[{"a": 1},\n{"a": }]', "line 2 is not JSON"],
    ["[1]", "line 1 is an array"],
  ];
  for (const [content, state] of wrong) {
    assertEquals(
      await refusal("", () => drain(readJson(text(content), "a.json"))),
      `Cannot read a.json: ${state}, write one JSON object a line, or an array of objects`,
    );
  }
});

Deno.test("readJson() says that lines end in CR only", async () => {
  const text = decodeText(inChunks(utf8('{"a": 1}\r{"a": 2}\r'), 5), "a");
  const message = await refusal("", () => drain(readJson(text, "a")));
  assertEquals(
    message,
    "Cannot read a: its lines end in CR only, as on old Macintoshes, save it with line feeds",
  );
});
