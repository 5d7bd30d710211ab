import { assertEquals } from "@std/assert";
import type { Encoded } from "../../../datasets/mod.ts";
import { returnsOf } from "../../../tasks/text/words.ts";
import { trainOptions } from "../support.ts";

/** 128 texts of as many words each. */
function texts(words: number, sides?: Encoded["sides"]): Encoded {
  const offsets = Uint32Array.from({ length: 129 }, (_, i) => i * words);
  const tokens = new Uint32Array(128 * words);
  return { offsets, tokens, labels: new Uint32Array(128), sides };
}

Deno.test("returnsOf() lets word vectors of files return to counts, two steps an epoch, and to nothing else", () => {
  const of = (words: string, set = texts(20)) =>
    returnsOf(trainOptions(...words.split(" ").filter((word) => word)), set) * 5e-3 * 2;
  const file = "--dataset a.csv";
  assertEquals([of(file), of(file, texts(100))], [4, 1]);
  assertEquals(of(file, texts(20, [undefined, texts(3)])), 0);
  for (const other of ["--first-vectors drawn", "--vectors v.txt", "--word-vec runs/1"]) {
    assertEquals(of(`${file} ${other}`), 0, other);
    assertEquals(of(`${file} ${other} --emb-decay 3`), 3, other);
  }
  assertEquals([of("--dataset ag_news"), of("--dataset news")], [0, 0]);
  const imdb = returnsOf(trainOptions("--dataset", "imdb"), texts(200));
  assertEquals(imdb * 3e-3 * 2, 1);
});
