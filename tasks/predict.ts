/**
 * `predict`: a saved model on texts of the user's own, or on those of its data set without labels.
 *
 * @module
 */
import { DataError, readTextRows, type TextRow } from "../datasets/mod.ts";
import { readTexts } from "../datasets/files/mod.ts";
import { exitRule } from "./adaptive/prediction.ts";
import { type Answer, type Answering, answering, answerText } from "./answers/answers.ts";
import { checkDepth } from "./options/depth.ts";
import { explanationText, lookOfOutput } from "./answers/explain_text.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import type { OptionsOf } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { sideColumns } from "./options/sides.ts";
import { submissionText, writeSubmission } from "./answers/submission.ts";

/** Options that cannot stand together, and why. */
const APART = [
  ["file", "text", "each names the texts"],
  ["text", "submission", "a submission answers the data set's own texts"],
  ["file", "submission", "a submission answers the data set's own texts"],
  ["explain", "submission", "a submission holds classes alone"],
  ["adaptive", "submission", "all texts of a submission are answered at one depth"],
] as const;

/**
 * Prints the classes of texts with their probabilities: after every block, after one of them, or after
 * as many as each text needs. Or writes a submission.
 */
export async function predict(options: OptionsOf<"predict">): Promise<void> {
  for (const [first, second, why] of APART) {
    if (isGiven(options[first]) && isGiven(options[second])) {
      throw new OptionError(
        `Cannot read --${first} with --${second}: ${why}, give one of them`,
      );
    }
  }
  const run = await loadRun(options);
  try {
    checkDepth(options.depth, run.learner);
    if (options.submission !== undefined) await submit(run, options.submission, options);
    else await predictTexts(run, options);
  } finally {
    run.device.destroy();
  }
}

const isGiven = (value: string | number | boolean | undefined) =>
  value !== undefined && value !== false;

async function submit(
  run: LoadedRun,
  file: string,
  options: OptionsOf<"predict">,
): Promise<void> {
  const submission = await writeSubmission(run, file, options);
  console.log(options.json ? JSON.stringify(submission) : submissionText(submission));
}

async function predictTexts(run: LoadedRun, options: OptionsOf<"predict">): Promise<void> {
  const answer = answering(run, options, await exitRule(run, options));
  if (await predictAll(run, options, answer)) return;
  throw new DataError(
    "Cannot predict: there is no text, give --text, --file or lines on standard input",
  );
}

/** Prints the answers as they come; gives the number of texts. */
async function predictAll(
  run: LoadedRun,
  options: OptionsOf<"predict">,
  answer: Answering,
): Promise<number> {
  const size = isTyped(options) ? 1 : options.batchTest;
  let chunk: TextRow[] = [];
  let done = 0;
  const flush = async () => {
    if (!chunk.length) return;
    for (const found of await answer(chunk)) print(found, options);
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

/** The texts; the columns that a model also takes come from files and are else empty. */
async function* textsOf(
  { options: own }: LoadedRun,
  options: OptionsOf<"predict">,
): AsyncGenerator<TextRow> {
  const columns = sideColumns(own);
  const sides = columns.map(() => "");
  if (options.text !== undefined) {
    yield { text: options.text, sides };
  } else if (options.file !== undefined) {
    const textColumn = (options.textColumn ?? own.textColumn)?.join(",");
    yield* readTexts(options.file, { textColumn, sideColumns: columns });
  } else {
    const input = { name: "standard input", format: "lines" } as const;
    for await (const { text } of readTextRows(Deno.stdin.readable, input)) yield { text, sides };
  }
}

function print(answer: Answer, { json, top }: OptionsOf<"predict">): void {
  if (json) {
    console.log(JSON.stringify(answer));
    return;
  }
  console.log(answerText(answer, top));
  if (answer.explanation) console.log(explanationText(answer.explanation, lookOfOutput()));
}
