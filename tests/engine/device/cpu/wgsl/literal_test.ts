import { assert, assertEquals } from "@std/assert";
import { expression, refusal } from "./parsed.ts";

Deno.test("parse() reads numbers of all forms", () => {
  const numbers: [string, number, string, boolean][] = [
    ["0", 0, "", false],
    ["42", 42, "", false],
    ["2147483647i", 2147483647, "i", false],
    ["4294967295u", 4294967295, "u", false],
    ["9007199254740991", 2 ** 53 - 1, "", false],
    ["0xffFFffFFu", 4294967295, "u", false],
    ["0X1fi", 31, "i", false],
    ["0x1e", 30, "", false],
    ["0f", 0, "f", true],
    ["12f", 12, "f", true],
    ["1.", 1, "", true],
    [".5", 0.5, "", true],
    ["01.5", 1.5, "", true],
    ["1.25f", 1.25, "f", true],
    ["1e3", 1000, "", true],
    ["1E-3f", 0.001, "f", true],
    ["2.5e+2", 250, "", true],
    ["3.4028234e38f", 3.4028234e38, "f", true],
    ["1e300", 1e300, "", true],
    ["0x1.8", 1.5, "", true],
    ["0x1.8f", 1.55859375, "", true],
    ["0x.8p1", 1, "", true],
    ["0x1p-3", 0.125, "", true],
    ["0xA.p+2f", 40, "f", true],
    ["0x1p-149f", 2 ** -149, "f", true],
    ["0x1.fffffep127f", 3.4028234663852886e38, "f", true],
    ["0x1p-1074", 5e-324, "", true],
    ["0x0p99999", 0, "", true],
  ];
  for (const [text, value, suffix, float] of numbers) {
    assertEquals(
      expression(text),
      { kind: "number", value, suffix, float } as never,
    );
  }
});

Deno.test("parse() keeps integers exactly that doubles only come near to", () => {
  const numbers: [string, bigint][] = [
    ["9007199254740993", 2n ** 53n + 1n],
    ["9223372036854775807", 2n ** 63n - 1n],
    ["0x7fffFFFFffffFFFF", 2n ** 63n - 1n],
    ["0x00000000000000000000000000000020000000000001", 2n ** 53n + 1n],
  ];
  for (const [text, exact] of numbers) {
    const number = { kind: "number", value: Number(exact), exact, suffix: "", float: false };
    assertEquals(expression(text), number as never);
  }
});

Deno.test("parse() refuses numbers when they are malformed, out of range or f16", () => {
  const bad: [string, string][] = [
    ["2147483648i", "`2147483648i` is beyond 2147483647, the greatest value of an i32"],
    ["4294967296u", "`4294967296u` is beyond 4294967295, the greatest value of a u32"],
    ["0x100000000u", "is beyond 4294967295"],
    [
      "9223372036854775808",
      "is beyond 9223372036854775807, the greatest value of an abstract integer",
    ],
    ["0x8000000000000000", "is beyond 9223372036854775807"],
    ["012", "`012` begins with a 0 it should not have"],
    ["01f", "`01f` begins with a 0 it should not have"],
    ["1h", "`1h` is an f16, which kernels here do not have"],
    ["1.5h", "`1.5h` is an f16"],
    ["0x1p2h", "`0x1p2h` is an f16"],
    ["1.5u", "`1.5u` is no number"],
    ["1e2i", "`1e2i` is no number"],
    ["0x1p2u", "`0x1p2u` is no number"],
    ["1f2", "`1f2` is no number"],
    ["12ab", "`12ab` is no number"],
    ["1.5e", "`1.5e` is no number"],
    ["0x", "`0x` is no number"],
    ["0xg", "`0xg` is no number"],
    ["1e39f", "`1e39f` is beyond the greatest f32"],
    ["1e309", "`1e309` is beyond the greatest float"],
    ["0x1p128f", "`0x1p128f` is not exactly an f32"],
    ["0x1p-150f", "`0x1p-150f` is not exactly an f32"],
    ["0x1.0000001p0f", "is not exactly an f32"],
    ["0x1.00000000000001", "is not exactly a float"],
    ["0x1p-99999999999", "is not exactly a float"],
  ];
  for (const [text, reason] of bad) {
    const message = refusal(`const x = ${text};`);
    assert(message.includes(reason), `${text}: ${message}`);
    assert(message.endsWith(`, line 1 of k.wgsl: const x = ${text};`), message);
  }
});
