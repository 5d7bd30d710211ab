import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type Classifier,
  DataError,
  type PredictOptions,
  ShapeError,
  trainClassifier,
} from "../../../mod.ts";
import { device } from "../../engine/device.ts";
import { few, quick } from "./support.ts";

const net: Classifier = await trainClassifier(few, { ...quick, device });
const asked = few.texts.slice(0, 7);

Deno.test("predict() answers in the order of the texts, whatever the batch", async () => {
  const whole = await net.predict(asked);
  assertEquals(whole.length, 7);
  assertEquals(await net.predict(asked, { batch: 3 }), whole);
  assertEquals((await net.predict(asked.toReversed())).toReversed(), whole);
});

Deno.test("predict() of no texts gives no answers, of a text without words one", async () => {
  assertEquals(await net.predict([]), []);
  assertEquals(await net.predict([], { depth: "auto" }), []);
  assertEquals((await net.predict([""])).length, 1);
});

Deno.test("predict() lets texts leave where they are sure enough: at threshold 0 at once, at 1 hardly", async () => {
  const at = async (threshold: number) =>
    (await net.predict(asked, { depth: "auto", threshold })).map(({ depth }) => depth);
  assertEquals(await at(0), asked.map(() => 1));
  assertEquals(await at(1), asked.map(() => 3));
});

Deno.test("evaluate() counts at each depth what predict() answers", async () => {
  const found = await net.evaluate(few);
  for (const [i, { accuracy }] of found.entries()) {
    const answers = await net.predict(few.texts, { depth: i + 1 });
    const right = answers.filter(({ label }, row) => label === few.labels[row]).length;
    assertEquals(accuracy, right / answers.length);
  }
  assertEquals(found.length, 3);
});

Deno.test("evaluate() scores the probabilities of predict(), however the net was trained", async () => {
  const twin = await trainClassifier(few, { ...quick, device, mode: "bp" });
  for (const one of [net, twin]) {
    const found = await one.evaluate(few, { top: 1 });
    for (const { depth, loss, top, accuracy, auc, temperature } of found) {
      const answers = await one.predict(few.texts, { depth });
      const truths = Array.from(few.labels, String);
      const losses = answers.map(({ probabilities }, i) => -Math.log(probabilities[truths[i]]));
      assertAlmostEquals(loss, losses.reduce((sum, x) => sum + x, 0) / losses.length, 1e-9);
      assertEquals(top, { k: 1, accuracy });
      assert(auc >= 0 && auc <= 1 && temperature !== 1);
    }
  }
  await assertRejects(() => net.evaluate(few, { top: 0 }), ShapeError, "top is 0");
});

const refused: readonly (readonly [object, new (message: string) => Error, string])[] = [
  [
    { depth: 4 },
    DataError,
    `Cannot answer at depth 4: the net has depths 1, 2, 3, give one of them, or "auto"`,
  ],
  [
    { depth: 0.5 },
    DataError,
    `Cannot answer at depth 0.5: the net has depths 1, 2, 3, give one of them, or "auto"`,
  ],
  [
    { depth: "atuo" },
    DataError,
    `Cannot answer at depth "atuo": the net has depths 1, 2, 3, give one of them, or "auto"`,
  ],
  [{ dept: 1 }, ShapeError, "Cannot answer texts: there is no option dept, did you mean depth?"],
  [{ batch: 0 }, ShapeError, "Cannot answer texts: batch is 0, give a whole number of 1 or more"],
  [
    { threshold: NaN },
    ShapeError,
    "Cannot answer texts: threshold is NaN, give a number from 0 to 1",
  ],
  [
    { threshold: 1.5 },
    ShapeError,
    "Cannot answer texts: threshold is 1.5, give a number from 0 to 1",
  ],
];

for (const [options, kind, message] of refused) {
  Deno.test(`predict() refuses ${Deno.inspect(options)}`, async () => {
    const error = await assertRejects(() => net.predict(asked, options as PredictOptions));
    assert(error instanceof kind, `${error}`);
    assertEquals(error.message, message);
  });
}

Deno.test("predict() is as sure of an answer whether texts leave early or not", async () => {
  const early = await net.predict(asked, { depth: "auto", threshold: 0 });
  assertEquals(early, await net.predict(asked, { depth: 1 }));
});

Deno.test("predict() refuses what is no text", async () => {
  for (const thing of [3, null, undefined, {}]) {
    const error = await assertRejects(() => net.predict(["a", thing as string]), DataError);
    assertEquals(error.message, "Cannot answer text 1: it is no text, give a string");
  }
});

Deno.test("evaluate() refuses labels that the net does not know", async () => {
  const error = await assertRejects(
    () => net.evaluate({ texts: ["a"], labels: ["fish"] }),
    DataError,
  );
  assert(error.message.startsWith(`Cannot use example 0: its label "fish" is none of the classes`));
});

Deno.test("a net without validation texts lets none leave early", async () => {
  const blind = await trainClassifier(few, { ...quick, device, validation: 0 });
  const error = await assertRejects(() => blind.predict(asked, { depth: "auto" }), DataError);
  assertEquals(
    error.message,
    "Cannot let texts leave early: no threshold was fitted to validation texts, give depth a number",
  );
});
