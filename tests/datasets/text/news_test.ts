import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Examples, newsDataset, tokenize } from "../../../datasets/mod.ts";
import { makeNews } from "../../../datasets/text/news.ts";
import { MOVES } from "../../../datasets/text/news_words.ts";

/** How many words of a text lead down, and how many up. */
function moves(text: string): readonly [down: number, up: number] {
  const words = tokenize(text);
  const count = (names: readonly string[]) => words.filter((word) => names.includes(word)).length;
  return [count(MOVES.down), count(MOVES.up)];
}

/** Rows whose counts of words tell nothing, and the others. */
function parted({ texts }: Examples): { readonly even: number[]; readonly plain: number[] } {
  const rows = texts.map((_, row) => row);
  const isEven = (row: number) => moves(texts[row])[0] === moves(texts[row])[1];
  return { even: rows.filter(isEven), plain: rows.filter((row) => !isEven(row)) };
}

/** The log odds of `up` by naive Bayes on the counts of words. */
function bayes(train: Examples): (text: string) => number {
  const counts = new Map<string, [number, number]>();
  train.texts.forEach((text, row) => {
    for (const word of tokenize(text)) {
      const pair = counts.get(word) ?? [1, 1];
      pair[train.labels[row]]++;
      counts.set(word, pair);
    }
  });
  return (text) =>
    tokenize(text).reduce((sum, word) => {
      const [down, up] = counts.get(word) ?? [1, 1];
      return sum + Math.log(up / down);
    }, 0);
}

Deno.test("newsDataset() makes the same news every time", () => {
  const set = newsDataset();
  assertEquals(newsDataset(), set);
  assertEquals([set.train.texts.length, set.test!.texts.length], [8000, 1000]);
});

Deno.test("makeNews() gives other texts for another seed or part, and balanced classes", () => {
  const { texts, labels } = makeNews(1, "train", 400);
  assertNotEquals(makeNews(2, "train", 400).texts, texts);
  const both = new Set([...texts, ...makeNews(1, "test", 400).texts]);
  assertEquals(both.size, 800);
  for (const own of [0, 1]) assertEquals(labels.filter((label) => label === own).length, 200);
  assert(texts.every((text) => /^[A-Z].*\.$/.test(text) && !/[{}]|\ba [aeiou]/i.test(text)));
});

Deno.test("news that are not plain have as many words of the move as of its opposite", () => {
  const { train } = newsDataset();
  const { even, plain } = parted(train);
  assert(even.length / 8000 > 0.4 && even.length / 8000 < 0.48, `${even.length}`);
  for (const row of even) assertEquals(moves(train.texts[row]), [1, 1], train.texts[row]);
  for (const row of plain) assertEquals(moves(train.texts[row])[1 - train.labels[row]], 0);
});

Deno.test("news are told by counts of words as far as stated: 78 %, all plain ones, half of the others", () => {
  const { train, test } = newsDataset();
  const odds = bayes(train);
  const share = (rows: readonly number[]) =>
    rows.filter((row) => Number(odds(test!.texts[row]) > 0) === test!.labels[row]).length /
    rows.length;
  const { even, plain } = parted(test!);
  const all = share([...even, ...plain]);
  assert(all > 0.76 && all < 0.81, `${all}`);
  assertEquals(share(plain), 1);
  assert(share(even) > 0.42 && share(even) < 0.58, `${share(even)}`);
});
