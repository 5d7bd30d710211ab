/**
 * `predict`: answers texts, images or rows of the user with a saved model, or the texts of its data set whose
 * labels are not published.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { exitRule, temperaturesOf } from "./adaptive/rule.ts";
import { type Answer, type Answering, answering, answerText } from "./answers/answers.ts";
import { outputFormat, writeAnswers, writtenText } from "./answers/output.ts";
import { submissionText, writeSubmission } from "./answers/submission.ts";
import type { Question, Questions } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { checkKind } from "./options/effects.ts";
import { checkDepthOption } from "./options/depth.ts";
import type { OptionsOf } from "./options/options.ts";
import { OptionError, type OptionValue, quote } from "./options/value.ts";
import { placeOf } from "./run/sources.ts";
import { loading } from "./terminal/loading.ts";
import { print, printJson, tell } from "./terminal/output.ts";
import { Progress, progressTarget } from "./terminal/progress.ts";
import { STOPPED, StopSignal } from "./training/stop_signal.ts";

/** Options that cannot stand together, and why. */
const APART = [
  ["file", "text", "each names the texts"],
  ["images", "text", "each names what to classify"],
  ["images", "file", "each names what to classify"],
  ["text", "submission", "a submission answers the data set's own texts"],
  ["file", "submission", "a submission answers the data set's own texts"],
  ["output", "submission", "each names the file to write"],
  ["explain", "output", "explanations are for people to read"],
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
  await checkOutput(options);
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

/** Refuses a file of answers that cannot be written, before any work. */
async function checkOutput({ output, file, allClasses }: OptionsOf<"predict">): Promise<void> {
  if (output !== undefined) outputFormat(output);
  const place = (path: string) => placeOf(Deno.cwd(), path);
  const areBoth = output !== undefined && file !== undefined;
  if (areBoth && await place(output) === await place(file)) {
    throw new OptionError(
      `Cannot write --output ${quote(output)}: --file reads it, give another file`,
    );
  }
  if (allClasses && output === undefined) {
    throw new OptionError(
      "Cannot use --all-classes without --output: it is for the columns of a file, give --output",
    );
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
  const isWritten = options.output !== undefined && options.adaptive === undefined;
  // A row of a file has one answer.
  const { depth = isWritten ? run.learner.depths.at(-1) : undefined } = options;
  const answer = answering(run, questions, { ...options, depth }, leaving);
  const answers = answersTo(run, questions, options, answer);
  if (options.output !== undefined) await writeAll(run, options.output, answers, options);
  else await printAll(run, questions, answers, options);
}

/**
 * The answers to questions as these come, a mini-batch at a time.
 *
 * @throws {DataError} when there is no question
 */
async function* answersTo(
  { modality: { one, ask } }: LoadedRun,
  questions: Questions,
  options: OptionsOf<"predict">,
  answer: Answering,
): AsyncGenerator<Answer[]> {
  const size = isTyped(options) ? 1 : options.batchTest;
  let some: Question[] = [];
  let done = 0;
  for await (const question of questions) {
    if (some.push(question) < size) continue;
    yield await answer(some);
    done += some.length;
    some = [];
  }
  if (some.length) yield await answer(some);
  else if (!done) throw new DataError(`Cannot predict: there is no ${one}, ${ask}`);
}

/** Prints the answers as they come. */
async function printAll(
  run: LoadedRun,
  questions: Questions,
  answers: AsyncIterable<readonly Answer[]>,
  options: OptionsOf<"predict">,
): Promise<void> {
  using progress = new Progress(progressTarget(isSeen(options)), {
    label: "predict",
    unit: run.modality.unit,
    isBrief: true,
  });
  let done = 0;
  for await (const some of answers) {
    // False once nobody reads the answers any more, as behind `| head`.
    let isRead = true;
    for (const found of some) isRead = printAnswer(run, questions, found, options);
    progress.update(done += some.length);
    if (!isRead) break;
  }
}

/** Writes the answers into a file, as a whole or not at all. */
async function writeAll(
  { classes, modality }: LoadedRun,
  file: string,
  answers: AsyncIterable<readonly Answer[]>,
  { adaptive, allClasses, json, quiet }: OptionsOf<"predict">,
): Promise<void> {
  using signal = new StopSignal(() => tell(`Stopping, ${file} is left as it was\n`));
  const { one, unit } = modality;
  const progress = new Progress(progressTarget(quiet || json), { label: "predict", unit });
  async function* watched() {
    let done = 0;
    for await (const some of answers) {
      yield some;
      progress.update(done += some.length);
      if (signal.requested) throw new DataError(`Cannot write ${file}: it was stopped, start anew`);
    }
  }
  const leaves = adaptive !== undefined;
  try {
    const written = await writeAnswers(file, watched(), { one, classes, allClasses, leaves });
    progress[Symbol.dispose]();
    if (json) printJson(written);
    else print(writtenText(written, modality));
  } catch (error) {
    if (!signal.requested) throw error;
    Deno.exitCode = STOPPED;
  } finally {
    progress[Symbol.dispose]();
  }
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
