import { assertEquals } from "@std/assert";
import { jsonLine } from "../../../tasks/terminal/output.ts";

Deno.test("jsonLine() escapes what JSON leaves as it is and a terminal obeys", () => {
  const value = { text: 'a\u009b2J\u202e\u2028\n"é' };
  const line = jsonLine(value);
  assertEquals(line, '{"text":"a\\u009b2J\\u202e\\u2028\\n\\"é"}');
  assertEquals(JSON.parse(line), value);
});
