/**
 * The inputs of a text model, block by block.
 *
 * @module
 */
import type { Entering } from "../modality.ts";
import type { BlockInput } from "../encoding.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { count } from "../terminal/figures.ts";
import { textTable } from "../terminal/table.ts";
import type { TextEncoding } from "./encoding.ts";

/** The input of a block, and the most words that have entered with it and below it. */
interface Entry {
  readonly block: number;
  readonly takes: BlockInput | null;
  readonly words: number;
}

/** The input of each block, and the most words that have entered by then. */
export function entering(options: OptionsOf<"train">, encoding: TextEncoding): Entering {
  return isEquilibrium(baseModel(options.model))
    ? enteringWhole(options, encoding)
    : enteringBlocks(options, encoding);
}

/** The texts that enter a net that settles, which has no blocks. */
function enteringWhole({ maxLen }: OptionsOf<"train">, { inputs }: TextEncoding): Entering {
  const words = maxLen * inputs.length, isPair = inputs.length > 1;
  const rows = ["first text", "second text"].map((text) => [text, count(maxLen)]);
  return {
    sizes: [{ steps: words }],
    inputs: inputs.map((_, i) => ({ text: i + 1, words: maxLen })),
    table: isPair ? textTable(["enters", "words at most"], rows) : "",
    note: `A ${isPair ? "pair" : "text"} of ${count(words)} words, as many as are read.`,
  };
}

function enteringBlocks({ maxLen }: OptionsOf<"train">, { inputs }: TextEncoding): Entering {
  let words = 0;
  const entries = inputs.map((input, i): Entry => {
    if (input) words += "column" in input ? maxLen : input.to - input.from;
    return { block: i + 1, takes: input ?? null, words };
  });
  const hasSides = entries.slice(1).some(({ takes }) => takes);
  return {
    sizes: entries.map(({ words }) => ({ steps: words })),
    inputs: entries,
    table: hasSides ? entryTable(entries) : "",
    note: `A text of ${count(words)} words, as many as are read.`,
  };
}

function entryTable(entries: readonly Entry[]): string {
  const rows = entries.map(({ block, takes, words }) => [
    `block ${block}`,
    !takes
      ? "nothing new"
      : "column" in takes
      ? `column ${takes.column}`
      : `words ${takes.from + 1} to ${takes.to}`,
    count(words),
  ]);
  return textTable(["block", "takes", "words at most"], rows);
}
