import { assertEquals, assertThrows } from "@std/assert";
import { readExits } from "../../../tasks/options/depth.ts";
import { OptionError } from "../../../tasks/options/value.ts";

Deno.test("readExits() takes depths in any order and always ends at the full one", () => {
  assertEquals(readExits(undefined, [1, 2, 3]), [1, 2, 3]);
  assertEquals(readExits(["2"], [1, 2, 3]), [2, 3]);
  assertEquals(readExits(["3", "1"], [1, 2, 3]), [1, 3]);
  assertEquals(readExits(["1"], [1]), [1]);
  const refused = (exits: string[], depths: number[]) =>
    assertThrows(() => readExits(exits, depths), OptionError).message;
  assertEquals(
    refused(["1", "4"], [1, 2, 3]),
    "Cannot read --exits 1,4: 4 is no depth of it, the model has depths 1 to 3",
  );
  assertEquals(
    refused(["2", "2"], [1, 2, 3]),
    "Cannot read --exits 2,2: depth 2 is given twice, the model has depths 1 to 3",
  );
  assertEquals(
    refused(["2"], [1]),
    "Cannot read --exits 2: 2 is no depth of it, the model has depth 1 only",
  );
});
