import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../engine/mod.ts";
import { firstVectors } from "../../../models/text/words.ts";

Deno.test("firstVectors() begins the row of unknown words with zeros where asked, and draws all others alike", () => {
  const draw = (unknown: "drawn" | "zero") =>
    firstVectors({ deviation: 1, unknown })([4, 2], 8, new Random(1));
  const [plain, zero] = [draw("drawn"), draw("zero")];
  assert(plain[2] !== 0);
  assertEquals([...zero], [...plain].map((x, i) => i === 2 || i === 3 ? 0 : x));
});

Deno.test("firstVectors() leaves given vectors as they are where it begins a row with zeros", () => {
  const vectors = Float32Array.of(1, 2, 3, 4, 5, 6);
  const first = firstVectors({ deviation: 1, vectors, unknown: "zero" });
  assertEquals([...first([3, 2], 6, new Random(1))], [1, 2, 0, 0, 5, 6]);
  assertEquals([...vectors], [1, 2, 3, 4, 5, 6]);
});
