/**
 * `summary`: the blocks, shapes and parameters of a model.
 *
 * @module
 */
import type { Learner, Parameter } from "../engine/mod.ts";
import type { Vocabulary } from "../datasets/mod.ts";
import { multiplyAdds } from "./model/cost.ts";
import { loadRun } from "./model/load_run.ts";
import { loading } from "./terminal/loading.ts";
import { buildModel } from "./text/model.ts";
import { openDevice } from "./model/device.ts";
import type { OptionName } from "./options/table.ts";
import { camelCase, completeOptions, type OptionsOf, type Parsed } from "./options/options.ts";
import { OptionError, type OptionValue } from "./options/value.ts";
import { progressTarget } from "./terminal/progress.ts";
import { type BlockInput, blockInputs } from "./options/sides.ts";
import { count } from "./terminal/figures.ts";
import { textTable } from "./terminal/table.ts";
import { prepareText } from "./text/data.ts";

/** Nothing is computed, so that the device that opens fastest serves best. */
const light = { device: "cpu", threads: 1 } as const;

/** Prints a run's model, or the one that the options describe. */
export async function summary(parsed: Parsed<"summary">): Promise<void> {
  const { runDir, json } = parsed.options;
  const model = runDir === undefined ? await described(parsed) : await saved(parsed, runDir);
  try {
    if (json) printJson(model);
    else print(model);
  } finally {
    model.learner.device.destroy();
  }
}

interface Described {
  readonly learner: Learner;
  readonly title: string;
  readonly options: OptionsOf<"train">;
}

/** The model of a run, which has all options of its own. */
async function saved({ given, options }: Parsed<"summary">, runDir: string): Promise<Described> {
  const other = [...given].find((name) => !["run-dir", "json", "config"].includes(name));
  if (other !== undefined) {
    throw new OptionError(
      `Cannot read --${other} with --run-dir: the run has its own, leave one of them out`,
    );
  }
  const run = await loadRun({ ...options, runDir, ...light });
  const title = titleOf(run.options, run.vocabulary, run.classes, runDir);
  return { learner: run.learner, title, options: run.options };
}

/** The model that `train` would make: the words and classes are those of the data. */
async function described({ given, options }: Parsed<"summary">): Promise<Described> {
  const values: Readonly<Record<string, OptionValue | undefined>> = options;
  const own = [...given].filter((name) => name !== "json").map(
    (name): [OptionName, OptionValue] => [name, values[camelCase(name)]!],
  );
  const all = completeOptions("train", new Map(own)) as unknown as OptionsOf<"train">;
  const { dataset, vocabulary, sizes } = await prepareText(all, loading(progressTarget(true)));
  const device = await openDevice(light.device, light.threads);
  const learner = buildModel(device, all, sizes);
  const title = titleOf(all, vocabulary, dataset.classes, all.dataset);
  return { learner, title, options: all };
}

function titleOf(
  { model, mode }: OptionsOf<"train">,
  vocabulary: Vocabulary,
  classes: readonly string[],
  of: string,
): string {
  return `${model} (${mode}) of ${of}: ${count(vocabulary.size)} words, ${classes.length} classes`;
}

/** What enters at a block, and how many words are there at most from then on. */
interface Entry {
  readonly block: number;
  readonly takes: BlockInput | null;
  readonly words: number;
}

/** What enters at each block, from the first. */
function entriesOf(options: OptionsOf<"train">): Entry[] {
  let words = 0;
  return blockInputs(options).map((input, i) => {
    if (input) words += "column" in input ? options.maxLen : input.to - input.from;
    return { block: i + 1, takes: input ?? null, words };
  });
}

/** What an answer at a depth needs. */
interface Path {
  readonly depth: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

function pathsOf(learner: Learner, entries: readonly Entry[]): Path[] {
  const words = entries.map(({ words }) => words);
  return learner.depths.map((depth) => ({
    depth,
    parameters: total(learner.parametersAt(depth)),
    multiplyAdds: multiplyAdds(learner, depth, words),
  }));
}

function printJson({ title, learner, options }: Described): void {
  const inputs = entriesOf(options);
  console.log(JSON.stringify({
    title,
    inputs,
    parameters: learner.parameters.map(({ name, shape, size }) => ({ name, shape, size })),
    total: total(learner.parameters),
    inference: pathsOf(learner, inputs),
  }));
}

const total = (parameters: readonly Parameter[]) =>
  parameters.reduce((sum, { size }) => sum + size, 0);

/** `block 2` of `block 2/f.weight`. */
const blockOf = ({ name }: Parameter) => name.split("/")[0];
/** `f` of `block 2/f.weight`, `b/1` of `block 2/b/1.weight`. */
const partOf = ({ name }: Parameter) => name.slice(name.indexOf("/") + 1, name.lastIndexOf("."));

function print({ title, learner, options }: Described): void {
  const entries = entriesOf(options);
  console.log(`${title}\n`);
  console.log(mapTable(learner));
  if (entries.slice(1).some(({ takes }) => takes)) console.log(entryTable(entries));
  console.log(pathTable(learner, entries));
}

/** The maps of each block with the shapes of their parameters. */
function mapTable(learner: Learner): string {
  const groups = Map.groupBy(
    learner.parameters,
    (parameter) => `${blockOf(parameter)}\t${partOf(parameter)}`,
  );
  const rows = [...groups].map(([key, parameters]) => {
    const [block, part] = key.split("\t");
    const shapes = parameters.map(({ name, shape }) =>
      `${name.slice(name.lastIndexOf(".") + 1)}[${shape.join(", ")}]`
    );
    return [block, part, shapes.join(" "), count(total(parameters))];
  });
  return textTable(["block", "map", "shapes", "parameters"], rows);
}

/** What enters at which block. */
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

/** What answers at each depth need, and training. */
function pathTable(learner: Learner, entries: readonly Entry[]): string {
  const whole = total(learner.parameters);
  const paths = pathsOf(learner, entries);
  const most = paths.at(-1)!.multiplyAdds;
  const share = (part: number, of: number) => `${(100 * part / of).toFixed(1)} %`;
  return textTable(
    ["inference path", "parameters", "share", "multiply-adds a text", "of the full path"],
    [
      ...paths.map(({ depth, parameters, multiplyAdds: cost }) => [
        `depth ${depth}`,
        count(parameters),
        share(parameters, whole),
        count(cost),
        share(cost, most),
      ]),
      ["all, for training", count(whole), "100.0 %", "", ""],
    ],
  ) + `\nA text of ${count(entries.at(-1)!.words)} words, as many as are read.\n`;
}
