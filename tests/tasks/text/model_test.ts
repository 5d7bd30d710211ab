import { assertEquals, assertThrows } from "@std/assert";
import { Vocabulary } from "../../../datasets/mod.ts";
import { OptionError } from "../../../tasks/options/value.ts";
import { encodingOf } from "../../../tasks/text/data.ts";
import { buildText } from "../../../tasks/text/model.ts";
import { shared, trainOptions } from "../support.ts";

const vocabulary = Vocabulary.build(["a b c"]);

/** Builds a model of four blocks whose third takes words; `dim` is the width of its word vectors. */
function build(args: string, dim: number | null = null) {
  const sizes = "--num-layer 4 --emb-dim 6 --side title@3";
  const options = trainOptions(...sizes.split(" "), ...args.split(" "));
  const words = { vocabulary, columns: new Map(), classes: ["x", "y"], dim };
  return buildText(shared, options, encodingOf(options, words));
}

Deno.test("buildText() refuses words of a shared table that are not as wide as what they join, and makes nothing", () => {
  const cases: [args: string, dim: number | null, words: number, features: number][] = [
    ["--model lstmal --l1-dim 5", null, 6, 10],
    ["--model lstmal --l1-dim 5 --no-bidirectional", null, 6, 5],
    ["--model lstmal --l1-dim 5", 12, 12, 10],
    ["--model linearal --l1-dim 5 --side-merge max", null, 6, 5],
  ];
  const { live } = shared.memory();
  for (const [args, dim, words, features] of cases) {
    const error = assertThrows(() => build(`${args} --same-emb`, dim), OptionError);
    assertEquals(
      error.message,
      `Cannot join words of ${words} columns to features of ${features} in block 3: make both ` +
        "equally wide (--emb-dim, --l1-dim, --no-bidirectional), or give each block a table of " +
        "its own without vectors (neither --same-emb nor --vectors)",
    );
    assertEquals(shared.memory().live, live);
  }
});

Deno.test("buildText() shares the table with words that are as wide as what they join, or may have any width", () => {
  const cases: [args: string, dim: number | null][] = [
    ["--model lstmal --l1-dim 5", 10],
    ["--model lstmal --no-bidirectional --l1-dim 6", null],
    ["--model linearal --side-merge max --l1-dim 6", null],
    ["--model linearal --l1-dim 5", null],
    ["--model transformeral --heads 2", null],
  ];
  for (const [args, dim] of cases) {
    const names = (given: string) => build(given, dim).parameters.map(({ name }) => name);
    const own = names(args).filter((name) => name.startsWith("block 3/f/side"));
    assertEquals(own, ["block 3/f/side.weight"], args);
    assertEquals(names(`${args} --same-emb`), names(args).filter((name) => !own.includes(name)));
  }
});
