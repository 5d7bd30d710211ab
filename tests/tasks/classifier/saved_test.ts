import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Classifier,
  DataError,
  decodeSafetensors,
  encodeSafetensors,
  loadClassifier,
  Random,
  ShapeError,
  trainClassifier,
} from "../../../mod.ts";
import { device } from "../../engine/device.ts";
import { few, quick } from "./support.ts";

const net = await trainClassifier(few, { ...quick, device });
const bytes = await net.save();
const asked = few.texts.slice(0, 20);

const answers = async (net: Classifier) => [
  await net.predict(asked),
  await net.predict(asked, { depth: "auto" }),
  await net.predict(asked, { depth: 1 }),
];
const expected = await answers(net);

Deno.test("loadClassifier() gives back the net from bytes, a buffer and a blob", async () => {
  for (const saved of [bytes, bytes.buffer, new Blob([bytes])]) {
    assertEquals(await answers(await loadClassifier(saved, { device })), expected);
  }
});

Deno.test("loadClassifier() takes a part of a larger array", async () => {
  const larger = new Uint8Array(bytes.length + 24);
  larger.set(bytes, 11);
  const part = larger.subarray(11, 11 + bytes.length);
  assertEquals(await answers(await loadClassifier(part, { device })), expected);
});

Deno.test("what save() gives is a safetensors file of the parameters", () => {
  const { metadata, tensors } = decodeSafetensors(bytes);
  assertEquals(metadata.format, "associated-learning-classifier 1");
  assertEquals([...tensors.keys()].sort(), net.learner.parameters.map(({ name }) => name).sort());
});

Deno.test("a classifier of a net by backpropagation loads too, and lets nothing leave early", async () => {
  const whole = await trainClassifier(few, { ...quick, device, mode: "bp" });
  const again = await loadClassifier(await whole.save(), { device });
  assertEquals(await again.predict(asked), await whole.predict(asked));
  const error = await assertRejects(() => again.predict(asked, { depth: "auto" }), DataError);
  assertEquals(
    error.message,
    "Cannot let texts leave early: backpropagation trained it as a whole, give depth a number",
  );
});

Deno.test("loadClassifier() refuses what is no classifier", async () => {
  const foreign = await encodeSafetensors([
    { name: "w", dtype: "F32", shape: [1], data: new Float32Array(1) },
  ]);
  const things: readonly (readonly [unknown, RegExp])[] = [
    [
      new Uint8Array(),
      /^Cannot read a saved classifier: it has 0 bytes and the format begins with 8/,
    ],
    [new Uint8Array(7), /it has 7 bytes/],
    [new Uint8Array(100), /^Cannot read a saved classifier: /],
    [
      new Blob(["no classifier at all"]),
      /^Cannot read a saved classifier: byte 0 announces a header/,
    ],
    ["a path", /^Cannot read a saved classifier: /],
    [null, /^Cannot read a saved classifier: /],
    [undefined, /^Cannot read a saved classifier: /],
    [{}, /^Cannot read a saved classifier: /],
    [foreign, /the format of its bytes is null and not "associated-learning-classifier 1"/],
  ];
  for (const [thing, message] of things) {
    const error = await assertRejects(
      () => loadClassifier(thing as Uint8Array, { device }),
      DataError,
    );
    assert(message.test(error.message), error.message);
  }
});

Deno.test("loadClassifier() refuses bytes that are cut off or changed anywhere", async () => {
  const random = new Random(1);
  for (let i = 0; i < 400; i++) {
    const at = random.integer(bytes.length);
    const damaged = i % 4 ? bytes.slice() : bytes.slice(0, at);
    // Half of the changes hit the header, which is the smaller part.
    const place = i % 2 ? at : random.integer(600);
    if (i % 4) damaged[place] ^= 1 + random.integer(255);
    const loaded = await loadClassifier(damaged, { device }).catch((error) => error);
    if (loaded instanceof DataError) continue;
    // A blank of the header's end may become another blank.
    assert(!(loaded instanceof Error), `${i}: ${loaded.stack}`);
    assertEquals(await answers(loaded), expected, `${i}`);
  }
});

/** The bytes with a part of the header changed, its checksum made anew. */
async function changed(change: (about: Record<string, Record<string, unknown>>) => void) {
  const { encodeClassifier, decodeClassifier } = await import("../../../tasks/classifier/saved.ts");
  const saved = decodeClassifier(bytes);
  const about = structuredClone({ options: saved.options, exits: saved.exits });
  change(about as unknown as Record<string, Record<string, unknown>>);
  return await encodeClassifier({ ...saved, ...about });
}

Deno.test("loadClassifier() refuses parts that do not fit each other, whatever the checksum says", async () => {
  const changes: readonly (readonly [string, unknown, string])[] = [
    ["classes", 4, "its net and its encoding differ in size or classes"],
    ["blocks", 4, "it has weights of 3 blocks and is a net of 4"],
    ["blocks", 1e9, "it has weights of 3 blocks and is a net of 1000000000"],
    ["mode", "pb", `mode is "pb"`],
    ["labels", {}, "labels.width is undefined"],
    ["mode", "\u001b[2J\u202e", 'mode is "\\u001b[2J\\u202e"'],
    ["learning", null, `the "options" of its header cannot be read`],
  ];
  for (const [name, value, message] of changes) {
    const saved = await changed(({ options }) => options[name] = value);
    const error = await assertRejects(() => loadClassifier(saved, { device }), DataError);
    assert(error.message.includes(message), error.message);
  }
  const depths = await changed(({ exits }) =>
    exits.rule = { ...exits.rule as object, exits: [1, 9] }
  );
  const error = await assertRejects(() => loadClassifier(depths, { device }), DataError);
  assert(error.message.includes("leave at depths 1, 9"), error.message);
});

Deno.test("loadClassifier() refuses options that it does not know", async () => {
  const error = await assertRejects(
    () => loadClassifier(bytes, { devise: device } as object),
    ShapeError,
  );
  assertEquals(
    error.message,
    "Cannot load a classifier: there is no option devise, did you mean device?",
  );
});
