/**
 * `summary`: the blocks, shapes and parameters of a model.
 *
 * @module
 */
import type { Learner, Parameter } from "../engine/mod.ts";
import { modalityOf } from "./modalities.ts";
import type { Entering, Modality, RunModel } from "./modality.ts";
import { countLearned, multiplyAdds, statisticsOf, tablesOf } from "./model/cost.ts";
import { openDevice } from "./model/device.ts";
import { loadRun } from "./model/load_run.ts";
import { completeOptions, type OptionsOf, type Parsed } from "./options/options.ts";
import { camelCase } from "./options/spec.ts";
import type { OptionName } from "./options/table.ts";
import { OptionError, type OptionValue } from "./options/value.ts";
import { article, count } from "./terminal/figures.ts";
import { loading } from "./terminal/loading.ts";
import { progressTarget } from "./terminal/progress.ts";
import { print, printJson } from "./terminal/output.ts";
import { textTable } from "./terminal/table.ts";

/** Nothing is computed, so the device that opens fastest is taken. */
const light = { device: "cpu", threads: 1 } as const;

/** Prints a run's model, or the one that the options describe. */
export async function summary(parsed: Parsed<"summary">): Promise<void> {
  const { runDir, json } = parsed.options;
  const model = runDir === undefined ? await described(parsed) : await saved(parsed, runDir);
  try {
    if (json) printLine(model);
    else printText(model);
  } finally {
    model.learner.device.destroy();
  }
}

interface Described {
  readonly learner: Learner;
  readonly title: string;
  readonly one: string;
  readonly entering: Entering;
}

/** The model of a run, by the options that the run was trained with. */
async function saved({ given, options }: Parsed<"summary">, runDir: string): Promise<Described> {
  const other = [...given].find((name) => !["run-dir", "json", "quiet", "config"].includes(name));
  if (other !== undefined) {
    throw new OptionError(
      `Cannot read --${other} with --run-dir: the run has its own, leave one of them out`,
    );
  }
  const run = await loadRun({ ...options, runDir, ...light });
  return describedAs(run.modality, run, runDir);
}

/** The model that `train` would make, with the words and classes of the data. */
async function described({ given, options }: Parsed<"summary">): Promise<Described> {
  const values: Readonly<Record<string, OptionValue | undefined>> = options;
  const own = [...given].filter((name) => name !== "json").map(
    (name): [OptionName, OptionValue] => [name, values[camelCase(name)]!],
  );
  const all = completeOptions("train", new Map(own));
  const modality = modalityOf(all);
  const onProgress = loading(progressTarget(options.quiet || options.json));
  const { encoding, build } = await modality.prepare(all, onProgress);
  const learner = build(await openDevice(light.device, light.threads));
  return describedAs(modality, { options: all, encoding, learner }, all.dataset);
}

function describedAs(
  modality: Modality,
  { options, encoding, learner }: Omit<RunModel, "path">,
  of: string,
): Described {
  const { model, mode }: OptionsOf<"train"> = options;
  return {
    learner,
    title: `${model} (${mode}) of ${of}: ${modality.size(encoding)}`,
    one: modality.one,
    entering: modality.entering(options, encoding),
  };
}

/** The parameters and multiply-adds that an answer at a depth needs. */
interface Path {
  readonly depth: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

function pathsOf({ learner, entering: { sizes } }: Described): Path[] {
  return learner.depths.map((depth) => ({
    depth,
    parameters: countLearned(learner, learner.parametersAt(depth)),
    multiplyAdds: multiplyAdds(learner, depth, sizes),
  }));
}

function printLine(model: Described): void {
  const { title, learner, entering: { inputs } } = model;
  const statistics = statisticsOf(learner);
  const listed = (isStatistic: boolean) =>
    learner.parameters.filter((one) => statistics.has(one) === isStatistic)
      .map(({ name, shape, size }) => ({ name, shape, size }));
  printJson({
    title,
    inputs,
    parameters: listed(false),
    ...(statistics.size && { statistics: listed(true) }),
    total: countLearned(learner),
    inference: pathsOf(model),
  });
}

/** `block 2` of `block 2/f.weight`, `words` of `words.vectors`. */
const blockOf = ({ name }: Parameter) => name.slice(0, name.search(/[/.]|$/));
/** `f` of `block 2/f.weight`, `b/1` of `block 2/b/1.weight`, `words` of `words.vectors`. */
const partOf = ({ name }: Parameter) => name.slice(name.indexOf("/") + 1, name.lastIndexOf("."));

function printText(model: Described): void {
  const { title, learner, entering: { table } } = model;
  print(`${title}\n`);
  print(mapTable(learner));
  if (table) print(table);
  print(pathTable(model));
  const left = [
    [statisticsOf(learner), "running statistics (mean, variance)"],
    [tablesOf(learner), "numbers of word vectors"],
  ] as const;
  for (const [parameters, what] of left) {
    const size = [...parameters].reduce((sum, { size }) => sum + size, 0);
    if (!size) continue;
    print(
      `Not counted: ${count(size)} ${what}, which are kept with the parameters and not learned.\n`,
    );
  }
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
    return [block, part, shapes.join(" "), count(countLearned(learner, parameters))];
  });
  return textTable(["block", "map", "shapes", "parameters"], rows);
}

/** The parameters and multiply-adds of an answer at each depth, and the parameters of training. */
function pathTable(model: Described): string {
  const { learner, one, entering: { note } } = model;
  const whole = countLearned(learner);
  const paths = pathsOf(model);
  const most = paths.at(-1)!.multiplyAdds;
  const share = (part: number, of: number) => `${(100 * part / of).toFixed(1)} %`;
  return textTable(
    ["inference path", "parameters", "share", `multiply-adds ${article(one)}`, "of the full path"],
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
  ) + `\n${note}\n`;
}
