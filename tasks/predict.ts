/**
 * `predict`: a saved model on texts of the user's own.
 *
 * @module
 */
import { Batches, DataError, readTexts } from "../datasets/mod.ts";
import { decodeText, splitLines } from "../datasets/text.ts";
import { checkDepth } from "./depth.ts";
import { softmaxAt } from "./evaluation.ts";
import { type LoadedRun, loadRun } from "./load_run.ts";
import { OptionError, type OptionsOf } from "./options.ts";
import { Prediction } from "./steps.ts";
import { fit, percent, textTable } from "./table.ts";

/** What a model says of a text. */
interface Answer {
  readonly text: string;
  readonly depths: readonly {
    readonly depth: number;
    readonly label: string;
    readonly probabilities: Readonly<Record<string, number>>;
  }[];
}

/** Prints the classes of texts with their probabilities, after every block or one of them. */
export async function predict(options: OptionsOf<"predict">): Promise<void> {
  if (options.text !== undefined && options.file !== undefined) {
    throw new OptionError("Cannot read --file with --text: each names the texts, give one of them");
  }
  const run = await loadRun(options);
  try {
    checkDepth(options.depth, run.learner);
    const texts = await predictAll(run, options);
    if (!texts) {
      throw new DataError(
        "Cannot predict: there is no text, give --text, --file or lines on standard input",
      );
    }
  } finally {
    run.device.destroy();
  }
}

/** Prints the answers as they come; gives the number of texts. */
async function predictAll(run: LoadedRun, options: OptionsOf<"predict">): Promise<number> {
  const prediction = new Prediction(run.learner, options.depth);
  const size = isTyped(options) ? 1 : options.batchTest;
  let chunk: string[] = [];
  let done = 0;
  const flush = async () => {
    if (!chunk.length) return;
    for (const answer of await answers(run, prediction, chunk)) print(answer, options);
    done += chunk.length;
    chunk = [];
  };
  for await (const text of textsOf(run, options)) {
    if (chunk.push(text) === size) await flush();
  }
  await flush();
  return done;
}

/** Whether a person types the texts, who wants an answer after each line. */
function isTyped(options: OptionsOf<"predict">): boolean {
  return options.text === undefined && options.file === undefined && Deno.stdin.isTerminal();
}

async function* textsOf(
  { options: { textColumn } }: LoadedRun,
  options: OptionsOf<"predict">,
): AsyncGenerator<string> {
  if (options.text !== undefined) {
    yield options.text;
  } else if (options.file !== undefined) {
    yield* readTexts(options.file, (options.textColumn ?? textColumn)?.join(","));
  } else {
    const input = decodeText(Deno.stdin.readable, "standard input");
    for await (const { lines } of splitLines(input)) yield* lines.filter((line) => line.trim());
  }
}

async function answers(
  { vocabulary, classes, options }: LoadedRun,
  prediction: Prediction,
  texts: string[],
): Promise<Answer[]> {
  const set = vocabulary.encode({ texts, labels: new Uint32Array(texts.length) }, options.maxLen);
  const [batch] = new Batches(set, { batch: texts.length, maxLen: options.maxLen });
  const logits = await prediction.run(batch);
  return texts.map((text, i) => ({
    text,
    depths: prediction.depths.map((depth, d) => {
      const row = softmaxAt(logits, (d * texts.length + i) * classes.length, classes.length);
      const label = classes[row.indexOf(Math.max(...row))];
      return {
        depth,
        label,
        probabilities: Object.fromEntries(classes.map((c, k) => [c, row[k]])),
      };
    }),
  }));
}

function print({ text, depths }: Answer, { json, top }: OptionsOf<"predict">): void {
  if (json) {
    console.log(JSON.stringify({ text, depths }));
    return;
  }
  const last = depths.at(-1)!;
  const shown = Object.entries(last.probabilities).sort(([, a], [, b]) => b - a).slice(0, top);
  const names = shown.map(([name]) => name);
  const rows = depths.map(({ depth, label, probabilities }) => [
    depth,
    label,
    ...names.map((name) => percent(probabilities[name])),
  ]);
  console.log(`${fit(text, 100)}\n`);
  console.log(textTable(["depth", "answer", ...names], rows));
}
