/**
 * The options of a run that grows from another: the options of the old run with blocks added. Some of them
 * may be changed.
 *
 * @module
 */
import { readClassWeight } from "../options/class_weight.ts";
import type { RunConfig } from "../options/config.ts";
import { foreign } from "../options/concerns.ts";
import { baseModel, dataKind } from "../options/models.ts";
import { type OptionName, SPECS } from "../options/table.ts";
import { completeOptions, configOptions, type OptionsOf, type Parsed } from "../options/options.ts";
import { camelCase } from "../options/spec.ts";
import { OptionError, type OptionValue } from "../options/value.ts";
import { runPath } from "../run/folder.ts";
import { readSideColumn } from "../options/sides.ts";
import type { RunOptions } from "./stages.ts";

/** Blocks of a model at most. */
const MOST_BLOCKS = 256;

/** Options about growing itself. */
const GROWING: ReadonlySet<OptionName> = new Set([
  "run-dir",
  "config",
  "checkpoint",
  "layers",
  "side",
  "into",
]);

/**
 * Options that say which rows are for training and which columns are their texts: the old blocks learned from
 * those.
 */
const SETTLED: ReadonlySet<OptionName> = new Set([
  ...["seed", "text-column", "label-column", "group-column", "fold"] as const,
]);

/**
 * The options of the new run that a command line asks for, from the configuration of the old run.
 *
 * @throws {OptionError} when the command line does not say what to add, or the old run cannot take it
 */
export function grownOptions(
  parsed: Parsed<"grow">,
  config: RunConfig,
  run: string,
): RunOptions {
  const values = configOptions("accumulate", runPath(run, "config"), config.options);
  const old = completeOptions("accumulate", values);
  if (old.mode === "ep") {
    throw new OptionError(`Cannot grow ${run}: its net has no blocks, give a run of --mode al`);
  }
  if (old.mode === "bp") {
    throw new OptionError(
      `Cannot grow ${run}: backpropagation trained it as a whole, give a run of --mode al`,
    );
  }
  if (readClassWeight(old.classWeight)) {
    throw new OptionError(
      `Cannot grow ${run}: its classes have weights, and new blocks above frozen ones see no classes, ` +
        "give a run without --class-weight",
    );
  }
  const [asked, before]: readonly Readonly<Record<string, unknown>>[] = [parsed.options, old];
  for (const name of parsed.given) {
    checkOwn(name, old, run);
    if (GROWING.has(name)) continue;
    const key = camelCase(name), value = asked[key] as OptionValue;
    if (SETTLED.has(name) && String(before[key]) !== String(value)) {
      throw new OptionError(
        `Cannot change --${name} to ${value}: the blocks of ${run} were trained with ` +
          `${before[key] ?? "none"}, leave it out`,
      );
    }
    values.set(name, value);
  }
  // The number of threads of the old run belongs to the device of the old run.
  if (parsed.given.has("device") && !parsed.given.has("threads")) values.delete("threads");
  values.set("save-dir", parsed.options.saveDir);
  if (parsed.options.into !== undefined) values.set("run-dir", parsed.options.into);
  addBlocks(values, old, parsed, run);
  return completeOptions("accumulate", values);
}

/** Refuses an option that is of no use to the model of the old run. */
function checkOwn(name: OptionName, old: OptionsOf<"accumulate">, run: string): void {
  const found = foreign(SPECS[name], { model: baseModel(old.model), data: dataKind(old) });
  if (!found) return;
  throw new OptionError(`Cannot use --${name} with ${run}: ${found.state}, leave it out`);
}

/** Adds a block for each column, and then the blocks of `--layers`. */
function addBlocks(
  values: Map<OptionName, OptionValue>,
  { numLayer: blocks, side: before = [], textColumn = ["text"] }: OptionsOf<"accumulate">,
  { options: { layers = 0, side = [] } }: Parsed<"grow">,
  run: string,
): void {
  const total = blocks + side.length + layers;
  if (total === blocks) {
    throw new OptionError(
      `Cannot grow ${run}: nothing to add is named, give --layers 2 or --side COLUMN`,
    );
  }
  if (total > MOST_BLOCKS) {
    throw new OptionError(
      `Cannot grow ${run} by ${total - blocks} blocks: it has ${blocks} and a model has at most ` +
        `${MOST_BLOCKS}, give fewer`,
    );
  }
  const read = [...textColumn, ...before.map((entry) => entry.replace(/@\d+$/, ""))];
  const entries = side.map((entry, i) => {
    const { column, block } = readSideColumn(entry, { numLayer: total });
    if (read.includes(column)) {
      throw new OptionError(
        `Cannot grow ${run} by --side ${column}: its net reads that column already, give another`,
      );
    }
    read.push(column);
    if (block === undefined) return `${column}@${blocks + i + 1}`;
    throw new OptionError(
      `Cannot read --side ${JSON.stringify(entry)}: growing adds a block for each column, ` +
        `give ${column} alone`,
    );
  });
  values.set("num-layer", total);
  if (before.length + entries.length) values.set("side", [...before, ...entries]);
}
