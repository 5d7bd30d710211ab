import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type ClassifierOptions,
  DataError,
  type EpochMetric,
  type LabelledTexts,
  ShapeError,
  type StepEvent,
  trainClassifier,
} from "../../../mod.ts";
import { decodeClassifier } from "../../../tasks/classifier/saved.ts";
import { device, onDevices } from "../../engine/device.ts";
import { few, labelled, news, quick } from "./support.ts";
import { someRows } from "../support.ts";

/** Trains with options that need not be right. */
const train = (options: object, data: LabelledTexts = few) =>
  trainClassifier(data, { device, ...quick, ...options } as ClassifierOptions<"linearal">);

Deno.test("trainClassifier() tells the news as far as words tell them when nothing but the data is given", async () => {
  const { classes, train: data, test } = news(2000);
  const net = await trainClassifier(data, { classes, device, model: "linearal" });
  const accuracies = (await net.evaluate(test)).map(({ accuracy }) => accuracy);
  assertEquals(accuracies.length, 3);
  for (const accuracy of accuracies) assert(accuracy >= 0.72, `${accuracies}`);
  const answers = await net.predict(test.texts, { depth: "auto" });
  const right = answers.filter(({ label }, i) => label === classes[Number(test.labels[i])]).length;
  assert(right / answers.length >= 0.72, `${right}`);
  assert(answers.some(({ depth }) => depth === 1));
});

for (const model of ["lstmal", "transformeral"] as const) {
  onDevices(`trainClassifier() trains ${model}, by blocks and as a whole`, async () => {
    for (const mode of ["al", "bp"] as const) {
      const net = await trainClassifier(few, {
        device,
        model,
        mode,
        epochs: 1,
        words: { width: 8 },
      });
      assertEquals(net.depths, mode === "al" ? [1, 2, 3] : [3]);
      const [answer] = await net.predict(["the cat sees a mouse"]);
      const sum = Object.values(answer.probabilities).reduce((a, b) => a + b);
      assert(Math.abs(sum - 1) < 1e-5);
      assertEquals([Object.keys(answer.probabilities), answer.depth], [
        ["birds", "cats", "dogs"],
        3,
      ]);
    }
  });
}

Deno.test("trainClassifier() gives the same net for the same seed, another for another", async () => {
  const text = ["the whiskers run home"];
  const of = async (seed: number) => (await (await train({ seed })).predict(text))[0];
  assertEquals(await of(3), await of(3));
  assert((await of(3)).probabilities.cats !== (await of(4)).probabilities.cats);
});

Deno.test("trainClassifier() begins with counts of words in classes, and does not keep them with the net", async () => {
  const of = async (options: object) => {
    const net = await train({ learning: { firstRate: 1e-8 }, epochs: 1, ...options });
    const [table] = net.learner.parameters;
    return { net, values: await table.data() };
  };
  const [counted, again, drawn] = [await of({}), await of({}), await of({ firstVectors: "drawn" })];
  assertEquals(again.values, counted.values);
  const most = ({ values }: typeof drawn) => values.reduce((a, b) => Math.max(a, b));
  assert(most(counted) > most(drawn) + 0.3, `${most(counted)} ${most(drawn)}`);
  const { options } = decodeClassifier(await counted.net.save());
  assert("words" in options && !("vectors" in options.words));
  await assertRejects(() => train({ firstVectors: "random" }), ShapeError);
});

Deno.test("trainClassifier() tells of each step and epoch", async () => {
  const steps: StepEvent[] = [];
  const epochs: EpochMetric[] = [];
  let losses = 0;
  await train({
    onStep: (step: StepEvent) => steps.push(step),
    onEpoch: (epoch: EpochMetric) => epochs.push(epoch),
    onLosses: () => losses++,
    logEvery: 2,
  });
  assertEquals(steps.map(({ epoch, step }) => [epoch, step]), [
    ...[1, 2, 3, 4].map((step) => [1, step]),
    ...[1, 2, 3, 4].map((step) => [2, step]),
  ]);
  assertEquals(epochs.map(({ epoch, validation }) => [epoch, validation.length]), [[1, 3], [2, 3]]);
  assertEquals(losses, 4);
});

Deno.test("trainClassifier() makes 1,500 steps when epochs are not given, of few texts 100 epochs", async () => {
  const stop = new AbortController();
  const seen: StepEvent[] = [];
  for (const [count, batch] of [[600, 2], [60, 16]]) {
    const data = labelled(someRows(count));
    const trained = train({
      epochs: undefined,
      batch,
      validation: 0,
      signal: stop.signal,
      onEpoch: () => {},
      onStep: (step: StepEvent) => seen.push(step),
    }, data);
    await trained;
  }
  const ends = seen.filter(({ epoch }, i) => !seen[i + 1] || seen[i + 1].epoch < epoch);
  assertEquals(ends.map(({ epoch, steps }) => [epoch, steps]), [[5, 300], [100, 4]]);
});

Deno.test("trainClassifier() holds nothing out of texts that are too few for it, and says so when it was asked to", async () => {
  const data = { texts: ["good", "fine", "bad", "poor"], labels: ["+", "+", "-", "-"] };
  assertEquals((await (await train({}, data)).predict(["good"])).length, 1);
  const error = await assertRejects(() => train({ validation: 0.1 }, data), DataError);
  assertEquals(
    error.message,
    "Cannot hold out a share of 0.1 of 4 texts for validation: one part would be empty, give more texts, " +
      "validation texts of your own, or validation: 0",
  );
});

Deno.test("trainClassifier() stops when it is told to, before the first step or after some", async () => {
  const reason = new Error("enough");
  assertEquals(
    await assertRejects(() => train({ signal: AbortSignal.abort(reason) })),
    reason,
  );
  const stop = new AbortController();
  let steps = 0;
  const onStep = () => {
    if (++steps === 3) stop.abort(reason);
  };
  const trained = () => train({ signal: stop.signal, onStep, epochs: 50 });
  assertEquals(await assertRejects(trained), reason);
  assertEquals(steps, 3);
});

const { texts, labels } = few;

/** Data that are refused, with what is said of them. */
const data: readonly (readonly [name: string, data: object, options: object, message: string])[] = [
  [
    "no texts",
    { texts: [], labels: [] },
    {},
    "Cannot use 0 texts with 0 labels: give one text or more, and a label for each",
  ],
  [
    "too few labels",
    { texts, labels: ["cats"] },
    {},
    "Cannot use 60 texts with 1 labels: give one text or more, and a label for each",
  ],
  [
    "a label that is no number",
    { texts: ["a", "b"], labels: [0, NaN] },
    {},
    "Cannot use example 1: its label is NaN, give a name or a whole number",
  ],
  [
    "half a label",
    { texts: ["a", "b"], labels: [0.5, 1] },
    {},
    "Cannot use example 0: its label is 0.5, give a name or a whole number",
  ],
  [
    "a label that is missing",
    { texts: ["a", "b"], labels: ["x", undefined] },
    {},
    "Cannot use example 1: its label is undefined, give a name or a whole number",
  ],
  [
    "a number beyond the classes",
    { texts: ["a", "b"], labels: [0, 2] },
    { classes: ["x", "y"] },
    "Cannot use example 1: its label is 2 and there are 2 classes, give a number from 0 to 1 or a name",
  ],
  [
    "a number below the classes",
    { texts: ["a"], labels: [-1] },
    { classes: ["x", "y"] },
    "Cannot use example 0: its label is -1 and there are 2 classes, give a number from 0 to 1 or a name",
  ],
  [
    "a name that is no class",
    { texts, labels },
    { classes: ["cats", "dogs"] },
    `Cannot use example 2: its label "birds" is none of the classes cats, dogs, give one of them`,
  ],
  [
    "a number that is no class of numbers",
    { texts: ["a"], labels: [7] },
    { classes: ["1", "2"] },
    "Cannot use example 0: its label 7 is none of the classes 1, 2, give one of them",
  ],
  [
    "no classes",
    { texts, labels },
    { classes: [] },
    "Cannot use the classes []: give a list of one name or more, each once",
  ],
  [
    "a class twice",
    { texts, labels },
    { classes: ["a", "a"] },
    `Cannot use the classes ["a","a"]: give a list of one name or more, each once`,
  ],
  [
    "a text that is none",
    { texts: ["a", 3], labels: ["x", "y"] },
    {},
    "Cannot use example 1: its text is 3, give a string",
  ],
  [
    "texts without a word",
    { texts: ["...", ""], labels: ["x", "y"] },
    {},
    "Cannot build a vocabulary: the training texts hold no word, check the text column",
  ],
  [
    "a share of all texts",
    few,
    { validation: 1 },
    "Cannot hold out a share of 1 for validation: give a number from 0 up to, not including, 1, or texts",
  ],
  [
    "validation texts of another class",
    few,
    { validation: { texts: ["a"], labels: ["fish"] } },
    `Cannot use example 0: its label "fish" is none of the classes birds, cats, dogs, give one of them`,
  ],
];

for (const [name, given, options, message] of data) {
  Deno.test(`trainClassifier() refuses ${name}`, async () => {
    const error = await assertRejects(() => train(options, given as LabelledTexts), DataError);
    assertEquals(error.message, message);
  });
}

const wrong = "Cannot train a classifier: ";

/** Options that are refused, with what is said of them. */
const options: readonly (readonly [options: object, message: string])[] = [
  [
    { model: "lstm" },
    `Cannot build the model "lstm": there is none of this name, did you mean lstmal?`,
  ],
  [{ mode: "backprop" }, `${wrong}mode is "backprop", give one of al, bp`],
  [
    { criterion: "softmax" },
    `${wrong}criterion is "softmax", give one of max-softmax, entropy, margin, sigmoid`,
  ],
  [{ epochs: 0 }, `${wrong}epochs is 0, give a whole number of 1 or more`],
  [{ epochs: -2 }, `${wrong}epochs is -2, give a whole number of 1 or more`],
  [{ epochs: 1.5 }, `${wrong}epochs is 1.5, give a whole number of 1 or more`],
  [{ epochs: NaN }, `${wrong}epochs is NaN, give a whole number of 1 or more`],
  [{ epochs: "3" }, `${wrong}epochs is "3", give a whole number of 1 or more`],
  [{ batch: 0 }, `${wrong}batch is 0, give a whole number of 1 or more`],
  [{ blocks: 0 }, `${wrong}blocks is 0, give a whole number of 1 or more`],
  [{ maxLen: 0.5 }, `${wrong}maxLen is 0.5, give a whole number of 1 or more`],
  [{ vocabularySize: 2 }, `${wrong}vocabularySize is 2, give a whole number of 3 or more`],
  [{ seed: -1 }, `${wrong}seed is -1, give a whole number of 0 or more`],
  [{ onStep: 1 }, `${wrong}onStep is 1, give a function`],
  [{ device: null }, `${wrong}device is null, give an object`],
  [{ epoch: 3 }, `${wrong}there is no option epoch, did you mean epochs?`],
  [{ learnig: {} }, `${wrong}there is no option learnig, did you mean learning?`],
  [
    { learning: { rat: 1 } },
    `${wrong}there is no option learning.rat, did you mean learning.rate?`,
  ],
  [
    { learning: { optimizer: "adma" } },
    `${wrong}learning.optimizer is "adma", give one of adam, sgd`,
  ],
  [{ learning: { rate: NaN } }, `${wrong}learning.rate is NaN, give a number of 0 or more`],
  [
    { learning: { dropout: 1 } },
    `${wrong}learning.dropout is 1, give a number from 0 up to, not including, 1`,
  ],
  [{ labels: { bias: 1 } }, `${wrong}labels.bias is 1, give true or false`],
  [
    { words: { vectors: 1 } },
    `${wrong}there is no option words.vectors, give width, deviation, unknown, update, pool`,
  ],
  [
    { above: { hidden: 8 } },
    `${wrong}there is no option above.hidden, give width, activation, merge`,
  ],
  [
    { above: { activation: "rleu" } },
    /^Cannot train a classifier: above.activation is "rleu", give one of .*relu/.source,
  ],
  [
    { course: { kind: "cosin" } },
    `Cannot train: course.kind is "cosin", give one of constant, cosine, milestones, step, plateau`,
  ],
  [
    { course: { kind: "step", factor: 0.5 } },
    `Cannot train: course.every is undefined, give a whole number of 1 or more`,
  ],
];

for (const [given, message] of options) {
  Deno.test(`trainClassifier() refuses ${Deno.inspect(given, { compact: true })}`, async () => {
    const error = await assertRejects(() => train(given), ShapeError);
    if (message.startsWith("^")) assert(new RegExp(message).test(error.message), error.message);
    else assertEquals(error.message, message);
  });
}
