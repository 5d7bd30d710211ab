/**
 * Side inputs: the words of a text by their places (`--side-dim`), or columns of its file (`--side`),
 * that enter at blocks above the first.
 *
 * @module
 */
import type { BlockInput } from "../encoding.ts";
import { baseModel, isEquilibrium, type ModelChoice, takesSides } from "./models.ts";
import { readsPairs } from "./sets.ts";
import { clip, OptionError, quote } from "./value.ts";

/** The options that say what enters at which block. */
export interface SideOptions {
  /** Name of the model; one in -side takes a part of the text at each block. */
  readonly model: string;
  /** Number of blocks. */
  readonly numLayer: number;
  /** Words of a text that are read. */
  readonly maxLen: number;
  /** Words of the text that enter at each block, as `100-100-100`. */
  readonly sideDim?: string;
  /** Columns and their blocks, as `title@3`. */
  readonly side?: readonly string[];
}

/** A column and the block, from 1, at which it enters; no block where none is named. */
export interface SideColumn {
  /** Name of the column. */
  readonly column: string;
  /** Block, from 2. */
  readonly block?: number;
}

/** Most words that a block takes of a text. */
const MOST_WORDS = 65536;

/**
 * The input of each block, counted from 0: words of the text at the first, a side input or nothing at the
 * others. Where `side-dim` has fewer parts than there are blocks, the upper blocks (which were grown later)
 * have none.
 *
 * @throws {OptionError} when `side-dim` or `side` cannot be read or contradict the other options
 */
export function blockInputs(options: SideOptions): readonly (BlockInput | undefined)[] {
  const { numLayer, maxLen, side = [] } = options;
  const inputs = new Array<BlockInput | undefined>(numLayer).fill(undefined);
  inputs[0] = { from: 0, to: maxLen };
  let from = 0;
  for (const [i, words] of wordShares(options).entries()) {
    inputs[i] = { from: Math.min(from, maxLen), to: Math.min(from + words, maxLen) };
    from += words;
  }
  for (const entry of side) {
    const { column, block } = readSideColumn(entry, options);
    if (block === undefined) throw sideError(entry, "it names no block", blockRange(options));
    const taken = inputs[block - 1];
    if (taken) {
      const by = "column" in taken ? `the column ${taken.column}` : "words by --side-dim";
      throw sideError(entry, `block ${block} takes ${by} already`, "give each one side input");
    }
    inputs[block - 1] = { column };
  }
  return inputs;
}

/** The name that the second text of a pair has among columns. */
export const SECOND = "second";

/** The options that say what enters a model, its data among them. */
export interface InputOptions extends SideOptions {
  /** Name of the model. */
  readonly model: ModelChoice;
  /** Name or path of the data set. */
  readonly dataset: string;
  /** Column of the second text. */
  readonly secondColumn?: string;
  /** Blocks that read the words by a table of their own; a model that settles has none. */
  readonly wordTables?: number;
}

/**
 * The input of each block as {@linkcode blockInputs} has it; of pairs the second text enters at block 2. A
 * model that settles has no blocks, and takes both texts at once.
 *
 * @throws {OptionError} as {@linkcode blockInputs} does, or when there is no place for the second text or for the
 *   words once more
 */
export function inputsOf(options: InputOptions): readonly (BlockInput | undefined)[] {
  const inputs = entering(options);
  const { wordTables = 1, numLayer } = options;
  const taken = inputs.findIndex((input, i) => i > 0 && i < wordTables && input);
  if (wordTables > numLayer || taken > 0) {
    const [state, way] = taken > 0
      ? [`a side input enters at block ${taken + 1}`, `give ${taken}, or leave side inputs out`]
      : ["there are no more blocks", `give ${numLayer} at most`];
    throw new OptionError(
      `Cannot read --word-tables ${wordTables} with --num-layer ${numLayer}: ${state}, ${way}`,
    );
  }
  return inputs;
}

/** The input of each block, the second text of a pair among them. */
function entering(options: InputOptions): readonly (BlockInput | undefined)[] {
  const inputs = blockInputs(options);
  if (!readsPairs(options)) return inputs;
  const { model, numLayer, side } = options;
  if (takesSides(model) || side?.length) {
    throw new OptionError(
      `Cannot read pairs of texts with ${
        side?.length ? `--side ${side}` : `--model ${model}`
      }: the ` +
        "second text is what enters at block 2, leave side inputs out",
    );
  }
  if (numLayer < 2 && !isEquilibrium(baseModel(model))) {
    throw new OptionError(
      `Cannot read pairs of texts with --num-layer ${numLayer}: the second text enters at block 2, ` +
        "give 2 or more",
    );
  }
  return [inputs[0], { column: SECOND }, ...inputs.slice(2)];
}

/**
 * Checks the options of a new run: besides the checks of {@linkcode blockInputs}, each block needs its part.
 *
 * @throws {OptionError} when `side-dim` has fewer parts than there are blocks
 */
export function checkNewSides(options: SideOptions): void {
  blockInputs(options);
  const { numLayer, sideDim } = options;
  const parts = sideDim?.split("-").length ?? numLayer;
  if (parts === numLayer) return;
  throw new OptionError(
    `Cannot read --side-dim ${quote(sideDim!)}: it has ${parts} parts and --num-layer is ` +
      `${numLayer}, give one for each block`,
  );
}

/**
 * Reads an entry of `side`, `COLUMN@BLOCK`, or a column alone where blocks are added for it.
 *
 * @throws {OptionError} when there is no column, or the block is no whole number from 2 to `numLayer`
 */
export function readSideColumn(
  entry: string,
  options: Pick<SideOptions, "numLayer">,
): SideColumn {
  const at = entry.lastIndexOf("@");
  const column = at < 0 ? entry : entry.slice(0, at);
  if (column === "") throw sideError(entry, "it names no column", "give COLUMN@BLOCK");
  if (at < 0) return { column };
  const text = entry.slice(at + 1);
  const block = Number(text);
  if (/^\d+$/.test(text) && block >= 2 && block <= options.numLayer) return { column, block };
  throw sideError(entry, `there is no block ${quote(text)} above the first`, blockRange(options));
}

function blockRange({ numLayer }: Pick<SideOptions, "numLayer">): string {
  return numLayer > 1
    ? `give COLUMN@BLOCK with a block between 2 and ${numLayer}`
    : "give more blocks with --num-layer";
}

function sideError(entry: string, state: string, way: string): OptionError {
  return new OptionError(`Cannot read --side ${quote(entry)}: ${state}, ${way}`);
}

/** The columns among the inputs of the blocks, each once. */
export function columnsIn(inputs: readonly (BlockInput | undefined)[]): readonly string[] {
  return [
    ...new Set(inputs.flatMap((input) => input && "column" in input ? [input.column] : [])),
  ];
}

/**
 * The options with `side-dim` and `max-len` filled in where they are not given: the words of a text are
 * shared evenly among the blocks of a -side model, and as many words are read as the blocks take, 65,536 at
 * most.
 *
 * @param given Names of the options that the user gives, with dashes
 * @throws {OptionError} as {@linkcode blockInputs} does
 */
export function completeSides<T extends SideOptions>(options: T, given: Iterable<string>): T {
  const isGiven = new Set(given).has("max-len");
  const shares = wordShares(options);
  if (!shares.length) return options;
  const total = shares.reduce((sum, words) => sum + words, 0);
  const maxLen = isGiven ? options.maxLen : Math.min(total, MOST_WORDS);
  return { ...options, sideDim: shares.join("-"), maxLen };
}

/** The number of words that enters at each block; an empty list where all words enter at the first. */
function wordShares(options: SideOptions): readonly number[] {
  const { model, numLayer, maxLen, sideDim, side = [] } = options;
  const isSide = takesSides(model);
  if (!isSide && sideDim !== undefined) {
    throw new OptionError(
      `Cannot read --side-dim ${quote(sideDim)} with --model ${model}: its blocks take no words ` +
        `of their own, give --model ${model}side`,
    );
  }
  if (!isSide) return [];
  if (numLayer < 2) {
    throw new OptionError(
      `Cannot read --model ${model} with --num-layer ${numLayer}: side inputs enter above the ` +
        `first block, give --num-layer 2 or more or --model ${baseModel(model as ModelChoice)}`,
    );
  }
  if (sideDim !== undefined) return readSideDim(sideDim, numLayer);
  if (side.length) return [];
  if (maxLen >= numLayer) return evenShares(maxLen, numLayer);
  throw new OptionError(
    `Cannot read --max-len ${maxLen} with --model ${model}: its ${numLayer} blocks share the ` +
      `words of a text, give ${numLayer} or more, or --side-dim`,
  );
}

function readSideDim(text: string, numLayer: number): readonly number[] {
  const example = new Array(numLayer).fill(100).join("-");
  const refuse = (state: string): never => {
    throw new OptionError(
      `Cannot read --side-dim ${quote(text)}: ${state}, give one number between 1 and ` +
        `${MOST_WORDS} for each block, as ${clip(example)}`,
    );
  };
  const parts = text.split("-");
  for (const part of parts) {
    if (!/^\d+$/.test(part)) refuse(`${quote(part)} is no whole number`);
    if (Number(part) < 1 || Number(part) > MOST_WORDS) refuse(`${part} is out of range`);
  }
  if (parts.length > numLayer) {
    refuse(`it has ${parts.length} parts and --num-layer is ${numLayer}`);
  }
  return parts.map(Number);
}

/** Splits `total` into `count` whole parts that differ by 1 at most, the greater ones first. */
function evenShares(total: number, count: number): number[] {
  const least = Math.floor(total / count);
  return Array.from({ length: count }, (_, i) => least + (i < total % count ? 1 : 0));
}
