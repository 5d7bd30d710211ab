import { assert, assertEquals } from "@std/assert";
import { DataError } from "../../datasets/mod.ts";
import { escaped, printable, readable } from "../../datasets/printable.ts";
import { OptionError } from "../../tasks/options/value.ts";

const WILD = "a\x1b[31mred\r\nline\u009b2J\u202ebidi\u2066\tend\x7f";

Deno.test("printable() puts a space for each run of control characters", () => {
  assertEquals(printable(WILD), "a [31mred line 2J bidi end ");
  assertEquals(printable("plain é 東京"), "plain é 東京");
});

Deno.test("escaped() writes control characters as JSON does", () => {
  const text = "a\\u001b[31mred\\r\\nline\\u009b2J\\u202ebidi\\u2066\\tend\\u007f";
  assertEquals(escaped(WILD), text);
  assertEquals(JSON.parse(`"${text}"`), WILD);
});

Deno.test("errors are one readable line, whatever data they quote", () => {
  for (const error of [new DataError(`Cannot ${WILD}`), new OptionError(`Cannot ${WILD}`)]) {
    assertEquals(error.message, `Cannot ${escaped(WILD)}`);
  }
  const long = readable(`Cannot read a.csv: ${"\n".repeat(3_000_000)}, name the right one`);
  assert(long.length < 7000 && !long.includes("\n"), `${long.length}`);
  assert(long.startsWith("Cannot read a.csv: ") && long.endsWith(", name the right one"));
});
