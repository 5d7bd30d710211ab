/**
 * `predict`: a saved model on texts of the user's own, or on those of its data set without labels.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { exitRule } from "./adaptive/rule.ts";
import { type Answer, type Answering, answering, answerText } from "./answers/answers.ts";
import { submissionText, writeSubmission } from "./answers/submission.ts";
import type { Question, Questions } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { checkDepthOption } from "./options/depth.ts";
import type { OptionsOf } from "./options/options.ts";
import { OptionError } from "./options/value.ts";

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
    checkDepthOption(options.depth, run.learner);
    if (options.submission !== undefined) await submit(run, options.submission, options);
    else await predictAll(run, options);
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

async function predictAll(run: LoadedRun, options: OptionsOf<"predict">): Promise<void> {
  const questions = run.modality.questions(run, options);
  const answer = answering(run, questions, options, await exitRule(run, options));
  if (await answerAll(questions, options, answer)) return;
  const { one } = run.modality;
  throw new DataError(
    `Cannot predict: there is no ${one}, give --text, --file or lines on standard input`,
  );
}

/** Prints the answers as they come; gives the number of questions. */
async function answerAll(
  questions: Questions,
  options: OptionsOf<"predict">,
  answer: Answering,
): Promise<number> {
  const size = isTyped(options) ? 1 : options.batchTest;
  let chunk: Question[] = [];
  let done = 0;
  const flush = async () => {
    if (!chunk.length) return;
    for (const found of await answer(chunk)) print(questions, found, options);
    done += chunk.length;
    chunk = [];
  };
  for await (const one of questions) {
    if (chunk.push(one) === size) await flush();
  }
  await flush();
  return done;
}

/** Whether a person types the texts, who wants an answer after each line. */
function isTyped(options: OptionsOf<"predict">): boolean {
  return options.text === undefined && options.file === undefined && Deno.stdin.isTerminal();
}

function print(questions: Questions, answer: Answer, { json, top }: OptionsOf<"predict">): void {
  if (json) {
    console.log(JSON.stringify(answer));
    return;
  }
  console.log(answerText(answer, top));
  if (answer.explanation) console.log(questions.explanationText(answer.explanation));
}
