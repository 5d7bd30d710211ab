import { assertAlmostEquals, assertEquals } from "@std/assert";
import { RandomStream, Vocabulary } from "../datasets/mod.ts";
import {
  accuracyOf,
  bagOfWords,
  countsOf,
  drawnRows,
  logisticRegression,
  naiveBayes,
  presenceOf,
} from "./bag_of_words.ts";

const examples = {
  texts: ["good good film", "bad film", "good plot", "a bad bad plot"],
  labels: Uint32Array.of(1, 0, 1, 0),
};
const vocabulary = Vocabulary.build(examples.texts);
const bags = countsOf(vocabulary.encode(examples));
const sizes = { words: vocabulary.size, classes: 2 };

Deno.test("naiveBayes() has the logarithms of counts with one more of each", () => {
  const { weights, bias } = naiveBayes(bags, sizes);
  const of = (word: string, label: number) => weights[vocabulary.id(word) * 2 + label];
  const total = (words: number) => words + vocabulary.size;
  assertAlmostEquals(of("good", 1), Math.log(4 / total(5)), 1e-12);
  assertAlmostEquals(of("good", 0), Math.log(1 / total(6)), 1e-12);
  assertAlmostEquals(of("bad", 0), Math.log(4 / total(6)), 1e-12);
  assertAlmostEquals(bias[0], Math.log(1 / 2), 1e-12);
  assertEquals(accuracyOf(bags, { weights, bias }), 1);
});

Deno.test("logisticRegression() ends where the slope is zero", () => {
  const present = presenceOf(bags), decay = 0.01;
  const { weights, bias } = logisticRegression(present, sizes, decay, 2000);
  const of = (word: string, label: number) => weights[vocabulary.id(word) * 2 + label];
  assertEquals(accuracyOf(present, { weights, bias }), 1);
  assertAlmostEquals(of("good", 0) + of("good", 1), 0, 1e-9); // decay keeps the classes' sum at 0
  // decay * w is the mean of value * (target - probability) over the texts with the word.
  let mean = 0;
  for (let i = 0; i < 4; i++) {
    const [start, end] = [present.starts[i], present.starts[i + 1]];
    const score = [0, 1].map((c) => {
      let sum = bias[c];
      for (let k = start; k < end; k++) {
        sum += present.values[k] * weights[present.words[k] * 2 + c];
      }
      return sum;
    });
    const error = Number(present.labels[i] === 1) - 1 / (1 + Math.exp(score[0] - score[1]));
    for (let k = start; k < end; k++) {
      if (present.words[k] === vocabulary.id("good")) mean += present.values[k] * error / 4;
    }
  }
  assertAlmostEquals(decay * of("good", 1), mean, 1e-6);
});

Deno.test("bagOfWords() learns a word that decides, and no more", () => {
  const random = new RandomStream(3);
  const part = (count: number) => {
    const labels = Uint32Array.from({ length: count }, (_, i) => i % 2);
    const texts = Array.from(labels, (label) => `w${random.below(5)} ${label ? "up" : "down"}`);
    return { texts, labels };
  };
  const { bayes, regression } = bagOfWords(part(40), part(20), 2);
  assertEquals([bayes, regression], [1, 1]);
});

Deno.test("drawnRows() takes the longest text of a group, or all", () => {
  const grouped = { ...examples, groups: ["x", "x", "y", "y"] };
  const texts = (whole: boolean) => drawnRows(grouped, { rows: 9, leastWords: 3, whole }).texts;
  assertEquals(texts(true), ["good good film", "a bad bad plot"]);
  assertEquals(texts(false), ["good good film", "a bad bad plot"]);
  const short = { rows: 9, leastWords: 1 };
  assertEquals(drawnRows(grouped, { ...short, whole: true }).texts.length, 2);
  assertEquals(drawnRows(grouped, { ...short, whole: false }).texts.length, 4);
  assertEquals(drawnRows(examples, { rows: 2, leastWords: 1, whole: false }).texts.length, 2);
});
