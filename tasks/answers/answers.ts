/**
 * The answers of a saved model to questions: as values, and as text to read.
 *
 * @module
 */
import type { Batch } from "../../datasets/mod.ts";
import { chainOf } from "../adaptive/rule.ts";
import { AdaptivePrediction, confidenceAt, type ExitRule } from "../loop/exits/prediction.ts";
import { softmax } from "../loop/logits.ts";
import { Prediction } from "../loop/steps.ts";
import type { LoadedRun } from "../model/load_run.ts";
import type { Question, Questions } from "../modality.ts";
import type { OptionsOf } from "../options/options.ts";
import { percent } from "../terminal/figures.ts";
import { printable } from "../../datasets/printable.ts";
import { distinct, fit, textTable } from "../terminal/table.ts";

/** The answer of a model to a text after some blocks. */
export interface AnswerAt {
  /** Blocks that were used. */
  readonly depth: number;
  /** The likeliest class. */
  readonly label: string;
  /** How sure the model is, from 0 to 1; only where examples leave early. */
  readonly confidence?: number;
  /** Probability of each class, after the temperature scaling of its depth. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The answers of a model to a question. */
export interface Answer {
  /** The question in the form that a person reads: the text itself, or the file of an image. */
  readonly shown: string;
  /** What a reader of the answer should know. */
  readonly remark?: string;
  /** An answer at each depth of the model, at the depth asked for, or at the depth where the text left. */
  readonly depths: readonly AnswerAt[];
  /** How the words bring the last answer about, where that is asked for. */
  readonly explanation?: object;
}

/** Answers texts, as many at a time as are given. */
export type Answering = (some: readonly Question[]) => Promise<Answer[]>;

/** Where examples leave, and how sure the model says that it is. */
export interface Leaving {
  /** When examples leave early; null where they do not. */
  readonly rule: ExitRule | null;
  /** What the logits of each depth of the model are divided by. */
  readonly temperatures: readonly number[];
}

/** Gives the function that answers examples as the options of `predict` say; with a rule, they leave early. */
export function answering(
  run: LoadedRun,
  questions: Questions,
  options: OptionsOf<"predict">,
  leaving: Leaving,
): Answering {
  const { depths: all } = run.learner;
  const temperatureAt = (depth: number) => leaving.temperatures[all.indexOf(depth)];
  const answer = leaving.rule
    ? earlyAnswers(run, leaving.rule, options.adaptive!, temperatureAt)
    : answersAt(run, temperatureAt, options.depth);
  return async (some) => {
    const found = await answer(questions.batch(some));
    const answers: Answer[] = [];
    for (const [i, one] of some.entries()) {
      const depths = found[i];
      const last = depths.at(-1)!.depth;
      const temperature = temperatureAt(last);
      const explanation = options.explain
        ? await questions.explain!(one, { depth: last, batch: options.batchTest, temperature })
        : undefined;
      answers.push({ shown: one.shown, remark: one.remark, depths, explanation });
    }
    return answers;
  };
}

/** Answers at one depth, or at all depths. */
function answersAt(
  { learner, classes }: LoadedRun,
  temperatureAt: (depth: number) => number,
  depth?: number,
) {
  const prediction = new Prediction(learner, depth);
  return async (batch: Batch): Promise<AnswerAt[][]> => {
    const logits = await prediction.run(batch);
    const at = (i: number, d: number) => {
      const start = (d * batch.size + i) * classes.length;
      const row = logits.subarray(start, start + classes.length);
      return softmax(row, temperatureAt(prediction.depths[d]));
    };
    return Array.from(
      batch.rows,
      (_, i) => prediction.depths.map((depth, d) => answerOf(classes, depth, at(i, d))),
    );
  };
}

/** Answers at the depths where examples leave. */
function earlyAnswers(
  { learner, classes }: LoadedRun,
  rule: ExitRule,
  threshold: number,
  temperatureAt: (depth: number) => number,
) {
  const prediction = new AdaptivePrediction(chainOf(learner, "let examples leave early"), rule);
  return async (batch: Batch): Promise<AnswerAt[][]> => {
    const { depths, logits } = await prediction.run(batch, threshold);
    return Array.from(depths, (depth, i) => {
      const row = logits.subarray(i * classes.length, (i + 1) * classes.length);
      const confidence = confidenceAt(rule, row, depth);
      const p = softmax(row, temperatureAt(depth));
      return [{ ...answerOf(classes, depth, p), confidence }];
    });
  };
}

function answerOf(classes: readonly string[], depth: number, p: readonly number[]): AnswerAt {
  return {
    depth,
    label: classes[p.indexOf(Math.max(...p))],
    probabilities: Object.fromEntries(classes.map((name, k) => [name, p[k]])),
  };
}

/** Columns of a class in the table of an answer. */
const COLUMN = 14;

/** An answer as a table: a row a depth, the likeliest classes of the last one, at most `top`. */
export function answerText({ shown: asked, remark, depths }: Answer, top: number): string {
  const last = depths.at(-1)!;
  const shown = Object.entries(last.probabilities).sort(([, a], [, b]) => b - a).slice(0, top);
  const names = shown.map(([name]) => name);
  const left = last.confidence !== undefined;
  const rows = depths.map(({ depth, label, confidence, probabilities }) => [
    depth,
    fit(printable(label), 40),
    ...(left ? [percent(confidence ?? NaN)] : []),
    ...names.map((name) => percent(probabilities[name])),
  ]);
  const header = [left ? "left at depth" : "depth", "answer", ...(left ? ["confidence"] : [])];
  const columns = distinct(names, COLUMN);
  const heading = fit(printable(asked), 100) + (remark ? `\n${remark}` : "");
  return `${heading}\n\n${textTable([...header, ...columns], rows)}`;
}
