/** Parcels are cut into pieces and put together again. */
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { encodeSafetensors } from "../../../tasks/loop/safetensors.ts";
import { SHAPES } from "../../../tasks/nats/heard.ts";
import { decodeParcel, encodeParcel } from "../../../tasks/nats/parcel.ts";
import { Assembly, headersOf, headOf, piecesOf } from "../../../tasks/nats/pieces.ts";

const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);

Deno.test("pieces make the parcel in any order, and those of two attempts do not mix", () => {
  const [one, other] = ["a", "b"].map((attempt) => piecesOf(bytes, 4, { item: 7, attempt }));
  assertEquals(one.map(({ bytes: { length } }) => length), [4, 4, 2]);
  assertEquals(one.map(({ head }) => headOf(headersOf(head))), one.map(({ head }) => head));
  const assembly = new Assembly();
  assertEquals([one[2], other[0], other[1], one[0]].map((piece) => assembly.add(piece)), [
    ...[null, null, null, null],
  ]);
  assertEquals(assembly.add(one[1]), bytes);
  assertEquals(assembly.add(other[2]), bytes);
  assertEquals(piecesOf(new Uint8Array(), 4, { item: 1, attempt: "a" }).length, 1);
});

Deno.test("what is no piece of ours is passed by, and pieces of a count that nobody sends take no memory", () => {
  const [{ head }] = piecesOf(bytes, 4, { item: 7, attempt: "a" });
  const wrong = [{ index: 3 }, { index: -1 }, { count: 0 }, { item: 0.5 }, { item: NaN }, {
    sum: -1,
  }];
  for (const change of wrong) assertEquals(headOf(headersOf({ ...head, ...change })), null);
  assertEquals(headOf(undefined), null);
  assertEquals(new Assembly().add({ head: { ...head, count: 2 ** 40 }, bytes }), null);
});

Deno.test("a parcel whose words are of another program is an error", async () => {
  for (
    const about of [undefined, "", "[]", '{"kind":"dance"}', '{"kind":"rates","rates":{"a":"b"}}']
  ) {
    const parcel = await encodeSafetensors([], about === undefined ? {} : { about });
    const { message } = assertThrows(
      () => decodeParcel(parcel, "item 3", SHAPES.words),
      DataError,
    );
    assertMatch(message, /^Cannot read item 3: its words are not those of this program, /);
  }
});

Deno.test("a parcel with a wrong byte is an error", () => {
  const [{ head }] = piecesOf(bytes, 99, { item: 7, attempt: "a" });
  const { message } = assertThrows(
    () => new Assembly().add({ head, bytes: bytes.toReversed() }),
    DataError,
  );
  assertMatch(message, /^Cannot read item 7 from NATS: its checksum/);
});

Deno.test("parcels keep floats to the bit, NaN too, and words; f16 rounds, and refuses what is too large", async () => {
  const data = Float32Array.of(1 / 3, -0, NaN, 1e-40);
  const words = Uint32Array.of(4294967295, 0);
  const arrays = {
    x: { data, shape: [2, 2] },
    "rows:n": { data: words, shape: [2] },
    empty: { data: new Float32Array(), shape: [0, 3] },
  };
  const parcel = { arrays, about: { kind: "batch" } };
  const found = decodeParcel(await encodeParcel(parcel), "it");
  assertEquals(found.about, parcel.about);
  assertEquals(
    [found.arrays.x.shape, new Uint32Array(found.arrays.x.data.buffer)],
    [[2, 2], new Uint32Array(data.buffer)],
  );
  assertEquals(found.arrays["rows:n"].data, words);
  assertEquals(found.arrays.empty.shape, [0, 3]);
  const halves = decodeParcel(await encodeParcel(parcel, "f16"), "it").arrays;
  assertEquals([...halves.x.data], [0.333251953125, -0, NaN, 0]);
  assertEquals(halves["rows:n"].data, words);
  const large = { arrays: { x: { data: Float32Array.of(1, 70_000), shape: [2] } }, about: null };
  const { message } = await assertRejects(() => encodeParcel(large, "f16"), DataError);
  assertMatch(message, /"x" as f16: element 1 is 70000/);
});
