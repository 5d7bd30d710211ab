import { assertEquals } from "@std/assert";
import { Crc32 } from "../../datasets/crc.ts";

Deno.test("Crc32 gives the published check value, in one piece or several", () => {
  const bytes = new TextEncoder().encode("123456789");
  assertEquals(new Crc32().add(bytes).value, 0xcbf43926);
  assertEquals(new Crc32().add(bytes.subarray(0, 4)).add(bytes.subarray(4)).value, 0xcbf43926);
  assertEquals(new Crc32().value, 0);
});
