/**
 * `summary`: the blocks, shapes and parameters of a model.
 *
 * @module
 */
import type { Learner, Parameter } from "../engine/mod.ts";
import type { Vocabulary } from "../datasets/mod.ts";
import { loadRun } from "./load_run.ts";
import { loading } from "./loading.ts";
import { buildModel } from "./model.ts";
import { openDevice } from "./open.ts";
import type { OptionName } from "./option_table.ts";
import {
  camelCase,
  completeOptions,
  OptionError,
  type OptionsOf,
  type OptionValue,
  type Parsed,
} from "./options.ts";
import { progressTarget } from "./progress.ts";
import { count, textTable } from "./table.ts";
import { prepareText } from "./text_data.ts";

/** Nothing is computed, so that the device that opens fastest serves best. */
const light = { device: "cpu", threads: 1 } as const;

/** Prints a run's model, or the one that the options describe. */
export async function summary(parsed: Parsed<"summary">): Promise<void> {
  const { runDir, json } = parsed.options;
  const { learner, title } = runDir === undefined
    ? await described(parsed)
    : await saved(parsed, runDir);
  try {
    if (json) printJson(title, learner);
    else print(title, learner);
  } finally {
    learner.device.destroy();
  }
}

interface Described {
  readonly learner: Learner;
  readonly title: string;
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
  return { learner: run.learner, title: titleOf(run.options, run.vocabulary, run.classes, runDir) };
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
  return { learner, title: titleOf(all, vocabulary, dataset.classes, all.dataset) };
}

function titleOf(
  { model, mode }: OptionsOf<"train">,
  vocabulary: Vocabulary,
  classes: readonly string[],
  of: string,
): string {
  return `${model} (${mode}) of ${of}: ${count(vocabulary.size)} words, ${classes.length} classes`;
}

function printJson(title: string, learner: Learner): void {
  console.log(JSON.stringify({
    title,
    parameters: learner.parameters.map(({ name, shape, size }) => ({ name, shape, size })),
    total: total(learner.parameters),
    inference: learner.depths.map((depth) => ({
      depth,
      parameters: total(learner.parametersAt(depth)),
    })),
  }));
}

const total = (parameters: readonly Parameter[]) =>
  parameters.reduce((sum, { size }) => sum + size, 0);

/** `block 2` of `block 2/f.weight`. */
const blockOf = ({ name }: Parameter) => name.split("/")[0];
/** `f` of `block 2/f.weight`, `b/1` of `block 2/b/1.weight`. */
const partOf = ({ name }: Parameter) => name.slice(name.indexOf("/") + 1, name.lastIndexOf("."));

function print(title: string, learner: Learner): void {
  console.log(`${title}\n`);
  const groups = new Map<string, Parameter[]>();
  for (const parameter of learner.parameters) {
    const key = `${blockOf(parameter)}\t${partOf(parameter)}`;
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  const rows = [...groups].map(([key, parameters]) => {
    const [block, part] = key.split("\t");
    const shapes = parameters.map(({ name, shape }) =>
      `${name.slice(name.lastIndexOf(".") + 1)}[${shape.join(", ")}]`
    );
    return [block, part, shapes.join(" "), count(total(parameters))];
  });
  console.log(textTable(["block", "map", "shapes", "parameters"], rows));
  const whole = total(learner.parameters);
  console.log(textTable(
    ["inference path", "parameters", "share"],
    [
      ...learner.depths.map((depth) => {
        const used = total(learner.parametersAt(depth));
        return [`depth ${depth}`, count(used), `${(100 * used / whole).toFixed(1)} %`];
      }),
      ["all, for training", count(whole), "100.0 %"],
    ],
  ));
}
