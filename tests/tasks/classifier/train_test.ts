import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DataError,
  type EpochMetric,
  ShapeError,
  type StepEvent,
  trainClassifier,
} from "../../../mod.ts";
import { decodeClassifier } from "../../../tasks/classifier/saved.ts";
import { device, onDevices } from "../../engine/device.ts";
import { few, labelled, news, train } from "./support.ts";
import { someRows } from "../support.ts";

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

Deno.test("trainClassifier() lets word vectors return, and does not keep how far with the net", async () => {
  const of = async (learning: object) => {
    const net = await train({ learning, batch: 1, epochs: 2 });
    return { net, values: await net.learner.parameters[0].data() };
  };
  const [own, none] = [await of({}), await of({ tableDecay: 0 })];
  assert(own.values.join() !== none.values.join());
  assertEquals((await of({ tableDecay: 0 })).values, none.values);
  const { options } = decodeClassifier(await own.net.save());
  assert("learning" in options && options.learning.tableDecay === 0);
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
