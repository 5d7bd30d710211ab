import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { readShaped, readShapedIfThere } from "../../../tasks/run/json_object.ts";
import {
  all,
  count,
  flag,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  optional,
  orNull,
  text,
  where,
} from "../../../tasks/run/shape.ts";
import { inFolder } from "../support.ts";

const shape = all(
  object({
    name: text,
    sizes: listOf(count),
    rate: orNull(number),
    by: mapOf(object({ on: flag })),
    kind: optional(oneOf("a", "b")),
  }),
  where((value: { sizes: number[] }) => value.sizes.length < 3, "has too many sizes"),
);

const GOOD = { name: "n", sizes: [1, 2], rate: null, by: { x: { on: true } }, more: 1 };

Deno.test("readShaped() gives what was written, and names the place of what has another shape", () =>
  inFolder(async (folder) => {
    const file = `${folder}/a.json`;
    const read = () => readShaped(file, { shape, way: "start anew" });
    const write = (value: unknown) => Deno.writeTextFile(file, JSON.stringify(value));
    await write(GOOD);
    assertEquals(await read(), GOOD);
    await Deno.writeTextFile(file, `\ufeff${JSON.stringify(GOOD)}`);
    assertEquals(await read(), GOOD);
    const says = async () =>
      (await assertRejects(read, DataError)).message.replace(`Cannot read ${file}: `, "");
    const wrong: [unknown, string][] = [
      [null, "it is no object"],
      [[], "it is no object"],
      [{ ...GOOD, name: 3 }, "name is no text"],
      [{ ...GOOD, sizes: [1, -1] }, "sizes[1] is no whole number"],
      [{ ...GOOD, sizes: {} }, "sizes is no list"],
      [{ ...GOOD, sizes: [1, 2, 3] }, "it has too many sizes"],
      [{ ...GOOD, rate: undefined }, "rate is missing"],
      [{ ...GOOD, by: { x: { on: 1 } } }, "by.x.on is no true or false"],
      [{ ...GOOD, kind: "c" }, "kind is no a or b"],
      [{ ...GOOD, kind: ["a"] }, "kind is no a or b"],
    ];
    for (const [value, state] of wrong) {
      await write(value);
      assertEquals(await says(), `${state}, start anew`);
    }
    await Deno.writeTextFile(file, '{"name": "a", "name": "b"}');
    assertEquals(await says(), 'it has "name" twice, start anew');
    await Deno.writeTextFile(file, "{");
    assertEquals(await says(), "it is not JSON, start anew");
    await Deno.remove(file);
    assertEquals(await says(), "there is no such file, start anew");
    assertEquals(await readShapedIfThere(file, { shape, way: "" }), null);
  }));
