/**
 * `predict`: a saved model on texts of the user's own.
 *
 * @module
 */
import { Batches, DataError, readTexts, type TextRow } from "../datasets/mod.ts";
import { decodeText, splitLines } from "../datasets/text.ts";
import { checkDepth } from "./depth.ts";
import { softmaxAt } from "./evaluation.ts";
import { type LoadedRun, loadRun } from "./load_run.ts";
import { OptionError, type OptionsOf } from "./options.ts";
import { sideColumns } from "./sides.ts";
import { Prediction } from "./steps.ts";
import { fit, percent, textTable } from "./table.ts";
import { encodeExamples, unlabelled } from "./text_data.ts";

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
  let chunk: TextRow[] = [];
  let done = 0;
  const flush = async () => {
    if (!chunk.length) return;
    for (const answer of await answers(run, prediction, chunk)) print(answer, options);
    done += chunk.length;
    chunk = [];
  };
  for await (const row of textsOf(run, options)) {
    if (chunk.push(row) === size) await flush();
  }
  await flush();
  return done;
}

/** Whether a person types the texts, who wants an answer after each line. */
function isTyped(options: OptionsOf<"predict">): boolean {
  return options.text === undefined && options.file === undefined && Deno.stdin.isTerminal();
}

async function* textsOf(
  { options: own }: LoadedRun,
  options: OptionsOf<"predict">,
): AsyncGenerator<TextRow> {
  if (options.text !== undefined) {
    yield { text: options.text, sides: [] };
  } else if (options.file !== undefined) {
    const textColumn = (options.textColumn ?? own.textColumn)?.join(",");
    yield* readTexts(options.file, { textColumn, sideColumns: sideColumns(own) });
  } else {
    const input = decodeText(Deno.stdin.readable, "standard input");
    for await (const { lines } of splitLines(input)) {
      for (const text of lines) if (text.trim()) yield { text, sides: [] };
    }
  }
}

async function answers(
  run: LoadedRun,
  prediction: Prediction,
  rows: readonly TextRow[],
): Promise<Answer[]> {
  const { classes, options } = run;
  const set = encodeExamples(run, unlabelled(rows, sideColumns(options)));
  const texts = rows.map(({ text }) => text);
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
