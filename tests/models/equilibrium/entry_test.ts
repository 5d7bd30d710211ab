/** How texts and pairs enter a net that settles. */
import { assertEquals, assertThrows } from "@std/assert";
import { Parameter, ShapeError, signalsOf } from "../../../engine/mod.ts";
import { EquilibriumEntry, type EquilibriumOptions } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";
import { pairs, rows, small } from "./support.ts";

function entry(options: Partial<EquilibriumOptions> = {}): EquilibriumEntry {
  const values = Float32Array.from({ length: 50 * 8 }, (_, i) => i);
  return new EquilibriumEntry(
    small(options),
    new Parameter(device, null, "words", [50, 8], values),
  );
}

Deno.test("texts are cut and filled up to the net's time", () => {
  const { x, lengths } = entry().host(rows([[1, 2, 3, 4, 5], [6], []]));
  assertEquals(x, { data: Uint32Array.of(1, 2, 3, 4, 6, 0, 0, 0, 0, 0, 0, 0), shape: [3, 4] });
  assertEquals(lengths, { data: Uint32Array.of(4, 1, 0), shape: [3, 1] });
});

Deno.test("the padding is stored as patterns where nothing is masked", () => {
  const { lengths } = entry({ mask: false }).host(rows([[1], [2, 3]]));
  assertEquals(lengths.data, Uint32Array.of(4, 4));
});

Deno.test("each part of a pair retrieves from the text that it looks at", () => {
  const host = entry({ input: "pair" }).host(pairs([[1], [2, 3]], [[4, 5, 6], [7]]));
  assertEquals(host.lengths, { data: Uint32Array.of(3, 1, 1, 3, 1, 2, 2, 1), shape: [2, 4] });
  assertEquals(host.second.data, Uint32Array.of(4, 5, 6, 0, 7, 0, 0, 0));
});

onDevices("features are the vectors of the words", async () => {
  const made = entry({ input: "pair" });
  const host = made.host(pairs([[1, 2]], [[3]]));
  const { x, rows: { second, lengths } } = made.features(signalsOf(device, host));
  assertEquals([x.shape, second.shape], [[1, 4, 8], [1, 4, 8]]);
  assertEquals([...await x.data()].filter((_, i) => i % 8 === 0), [8, 16, 0, 0]);
  assertEquals([...await second.data()].filter((_, i) => i % 8 === 0), [24, 0, 0, 0]);
  assertEquals([...await lengths.words()], [1, 2, 2, 1]);
});

Deno.test("a missing text and words without a row are refused", () => {
  assertThrows(
    () => entry({ input: "pair" }).host(rows([[1]])),
    ShapeError,
    'Cannot read a text: "1/tokens" or its lengths are missing',
  );
  assertThrows(() => entry().host(rows([[50]])), ShapeError, "Cannot read word 50 of");
});
