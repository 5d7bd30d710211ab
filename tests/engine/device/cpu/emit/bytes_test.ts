import { assertEquals } from "@std/assert";
import { Bytes } from "../../../../../engine/device/cpu/emit/bytes.ts";

/** The number that LEB128 says, and its sign if it has one. */
function read(bytes: Uint8Array, signed: boolean): bigint {
  const value = bytes.reduce((sum, byte, i) => sum | BigInt(byte & 0x7f) << BigInt(7 * i), 0n);
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value;
}

Deno.test("numbers are written as LEB128 of the fewest bytes", () => {
  const edges = [7, 14, 21, 28, 31, 32].flatMap((bits) => [2 ** bits - 1, 2 ** bits]);
  for (const value of [0, 1, 63, 64, ...edges.filter((edge) => edge < 2 ** 32)]) {
    const bytes = new Bytes().unsigned(value).view;
    assertEquals(read(bytes, false), BigInt(value));
    assertEquals(bytes.length, Math.max(1, Math.ceil(value.toString(2).length / 7)));
  }
  for (const magnitude of [0, 1, 63, 64, 65, ...edges, 2 ** 52 + 1]) {
    for (const value of [magnitude, -magnitude]) {
      const bytes = new Bytes().signed(value).view;
      assertEquals(read(bytes, true), BigInt(value));
      const bits = (value < 0 ? -value - 1 : value).toString(2).replace(/^0$/, "").length + 1;
      assertEquals(bytes.length, Math.max(1, Math.ceil(bits / 7)), `${value}`);
    }
  }
});

Deno.test("bytes are kept in order while there are more and more of them", () => {
  const bytes = new Bytes();
  for (let i = 0; i < 1000; i++) bytes.byte(i % 256).all([i % 7, 255]);
  const expected = Array.from({ length: 1000 }, (_, i) => [i % 256, i % 7, 255]).flat();
  assertEquals([...bytes.view], expected);
  assertEquals(bytes.length, 3000);
});
