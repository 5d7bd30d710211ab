/**
 * `summary`: the blocks, shapes and parameters of a model.
 *
 * @module
 */
import type { Learner, Parameter } from "../engine/mod.ts";
import { loadText, splitExamples, Vocabulary } from "../datasets/mod.ts";
import { buildModel } from "./model.ts";
import { openDevice } from "./open.ts";
import { completeOptions, type OptionsOf } from "./options.ts";
import { loadRun } from "./load_run.ts";
import { count, textTable } from "./table.ts";

/** Prints a run's model, or the one that the options describe. */
export async function summary(options: OptionsOf<"summary">): Promise<void> {
  const { learner, title, close } = options.runDir === undefined
    ? await described(options)
    : await saved(options);
  if (options.json) {
    console.log(JSON.stringify({
      title,
      parameters: learner.parameters.map(({ name, shape, size }) => ({ name, shape, size })),
      total: total(learner.parameters),
      inference: learner.depths.map((depth) => ({
        depth,
        parameters: total(learner.parametersAt(depth)),
      })),
    }));
  } else {
    print(title, learner);
  }
  close();
}

interface Described {
  readonly learner: Learner;
  readonly title: string;
  readonly close: () => void;
}

async function saved(options: OptionsOf<"summary">): Promise<Described> {
  const run = await loadRun({ ...options, checkpoint: "best", device: "auto" });
  return {
    learner: run.learner,
    title: `${run.options.model} (${run.options.mode}) of ${run.path}`,
    close: () => run.device.destroy(),
  };
}

/** The model that `train` would make: the words and classes are those of the data. */
async function described(options: OptionsOf<"summary">): Promise<Described> {
  const { dataset, dataDir, cacheDir, offline, model, mode, vocabSize } = options;
  const given = new Map(Object.entries(options).filter(([, value]) => value !== undefined));
  const all = {
    ...completeOptions("train", new Map()),
    ...Object.fromEntries(given),
  } as unknown as OptionsOf<"train">;
  const data = await loadText(dataset, { seed: all.seed, dataDir, cacheDir, offline });
  const { train } = splitExamples(data.train, all.seed, all.valFraction);
  const vocabulary = Vocabulary.build(train.texts, { size: vocabSize });
  const device = await openDevice("auto");
  const learner = buildModel(device, all, {
    vocabulary: vocabulary.size,
    classes: data.classes.length,
    embedding: all.embDim,
  });
  const title = `${model} (${mode}) for ${dataset}: ${count(vocabulary.size)} words, ` +
    `${data.classes.length} classes`;
  return { learner, title, close: () => device.destroy() };
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
