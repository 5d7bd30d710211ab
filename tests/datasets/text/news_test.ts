import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Examples, newsDataset, tokenize } from "../../../datasets/mod.ts";
import { makeNews } from "../../../datasets/text/news.ts";

const CLASSES = 4;

/** Log of the share of each class among the texts that hold a word, and how many these are. */
function countWords(train: Examples): Map<string, Float64Array> {
  const counts = new Map<string, Float64Array>();
  train.texts.forEach((text, i) => {
    for (const word of new Set(tokenize(text))) {
      const row = counts.get(word) ?? new Float64Array(CLASSES);
      row[train.labels[i]]++;
      counts.set(word, row);
    }
  });
  return counts;
}

function argMax(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

function accuracy(test: Examples, guess: (words: string[]) => number): number {
  const right = test.texts.filter((text, i) => guess(tokenize(text)) === test.labels[i]);
  return right.length / test.texts.length;
}

Deno.test("newsDataset() makes the same news every time", () => {
  const set = newsDataset();
  assertEquals(newsDataset(), set);
  assertEquals([set.train.texts.length, set.test!.texts.length], [8000, 1000]);
});

Deno.test("makeNews() gives other texts for another seed or part, and balanced topics", () => {
  const { texts, labels } = makeNews(1, "train", 400);
  assertNotEquals(makeNews(2, "train", 400).texts, texts);
  const both = new Set([...texts, ...makeNews(1, "test", 400).texts]);
  assertEquals(both.size, 800);
  for (let topic = 0; topic < CLASSES; topic++) {
    assertEquals(labels.filter((label) => label === topic).length, 100);
  }
  assert(texts.every((text) => /^[A-Z].*[."]$/.test(text) && !/[{}]|\ba [aeiou]/i.test(text)));
});

Deno.test("news cannot be told by one word, not even by each text's most telling one", () => {
  const { train, test } = newsDataset();
  const counts = countWords(train);
  const share = (row: Float64Array) => Math.max(...row) / row.reduce((a, b) => a + b);
  const telling = accuracy(test!, (words) => {
    const rows = words.map((word) => counts.get(word)).filter((row) => row !== undefined);
    return argMax(rows.reduce((best, row) => share(row) > share(best) ? row : best));
  });
  assert(telling > 0.25 && telling < 0.5, `${telling}`);
  const frequent = [...counts.values()].filter((row) => row.reduce((a, b) => a + b) >= 100);
  const purest = Math.max(...frequent.map(share));
  assert(purest < 0.6, `${purest}`);
});

Deno.test("news can be told by all words: naive Bayes comes near the stated 98 %", () => {
  const { train, test } = newsDataset();
  const counts = countWords(train);
  const bayes = accuracy(test!, (words) => {
    const score = new Float64Array(CLASSES);
    for (const word of words) {
      const row = counts.get(word) ?? new Float64Array(CLASSES);
      row.forEach((count, topic) => score[topic] += Math.log(count + 1));
    }
    return argMax(score);
  });
  assert(bayes > 0.97 && bayes < 0.99, `${bayes}`);
});
