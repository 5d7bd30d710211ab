/**
 * `predict`: answers texts, images or rows of the user with a saved model, or the texts of its data set whose
 * labels are not published.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { exitRule, temperaturesOf } from "./adaptive/rule.ts";
import { type Answer, type Answering, answering, answerText } from "./answers/answers.ts";
import { submissionText, writeSubmission } from "./answers/submission.ts";
import type { Question, Questions } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { checkKind } from "./options/checks.ts";
import { checkDepthOption } from "./options/depth.ts";
import type { OptionsOf } from "./options/options.ts";
import { OptionError, type OptionValue } from "./options/value.ts";
import { loading } from "./terminal/loading.ts";
import { print, printJson } from "./terminal/output.ts";
import { Progress, progressTarget } from "./terminal/progress.ts";

/** Options that cannot stand together, and why. */
const APART = [
  ["file", "text", "each names the texts"],
  ["images", "text", "each names what to classify"],
  ["images", "file", "each names what to classify"],
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
    checkKind("predict", options, run);
    checkDepthOption(options.depth, run.learner);
    if (options.submission !== undefined) await submit(run, options.submission, options);
    else await predictAll(run, options);
  } finally {
    run.device.destroy();
  }
}

const isGiven = (value: OptionValue | undefined) => value !== undefined && value !== false;

async function submit(
  run: LoadedRun,
  file: string,
  options: OptionsOf<"predict">,
): Promise<void> {
  const onProgress = loading(progressTarget(options.quiet));
  const submission = await writeSubmission(run, file, { ...options, onProgress });
  if (options.json) printJson(submission);
  else print(submissionText(submission));
}

async function predictAll(run: LoadedRun, options: OptionsOf<"predict">): Promise<void> {
  const questions = run.modality.questions(run, options);
  const leaving = {
    rule: await exitRule(run, options),
    temperatures: await temperaturesOf(run),
  };
  const answer = answering(run, questions, options, leaving);
  if (await answerAll(run, questions, options, answer)) return;
  const { one, ask } = run.modality;
  throw new DataError(`Cannot predict: there is no ${one}, ${ask}`);
}

/** Prints the answers as they come; gives the number of questions. */
async function answerAll(
  run: LoadedRun,
  questions: Questions,
  options: OptionsOf<"predict">,
  answer: Answering,
): Promise<number> {
  const size = isTyped(options) ? 1 : options.batchTest;
  using progress = new Progress(progressTarget(isSeen(options)), {
    label: "predict",
    unit: run.modality.unit,
    isBrief: true,
  });
  let chunk: Question[] = [];
  let done = 0;
  // False once nobody reads the answers any more, as behind `| head`.
  let isRead = true;
  const flush = async () => {
    if (!chunk.length) return;
    for (const found of await answer(chunk)) isRead = printAnswer(run, questions, found, options);
    progress.update(done += chunk.length);
    chunk = [];
  };
  for await (const one of questions) {
    if (chunk.push(one) === size) await flush();
    if (!isRead) break;
  }
  await flush();
  return done;
}

/** Whether a person types the texts and wants an answer after each line. */
function isTyped(options: OptionsOf<"predict">): boolean {
  const { text, file, images } = options;
  return text === undefined && file === undefined && images === undefined &&
    Deno.stdin.isTerminal();
}

/** Whether a person sees by the answers themselves how far it is, or does not want to know. */
function isSeen(options: OptionsOf<"predict">): boolean {
  return options.quiet || isTyped(options) || Deno.stdout.isTerminal();
}

function printAnswer(
  { modality: { one } }: LoadedRun,
  questions: Questions,
  answer: Answer,
  { json, top }: OptionsOf<"predict">,
): boolean {
  if (json) {
    const { shown, ...rest } = answer;
    return printJson({ [one]: shown, ...rest });
  }
  const isRead = print(answerText(answer, top));
  return answer.explanation ? print(questions.explanationText!(answer.explanation)) : isRead;
}
