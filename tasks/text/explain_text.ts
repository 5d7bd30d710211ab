/**
 * Explanations of answers as text for terminals and pipes.
 *
 * @module
 */
import { unicodeWidth } from "@std/cli/unicode-width";
import type { ExplainedWord, Explanation } from "./explain.ts";
import { terminalColumns } from "../terminal/progress.ts";
import { percent } from "../terminal/figures.ts";
import { fit, textTable } from "../terminal/table.ts";
import { printable } from "../../datasets/printable.ts";

/** What the screen of a reader can show. */
export interface Screen {
  /** Whether bars are drawn; a pipe gets numbers alone. */
  readonly bars: boolean;
  /** Whether they and the words are coloured. */
  readonly colours: boolean;
  /** Columns of the screen. */
  readonly columns: number;
}

const BAR = 24;
/** The bars of words that speak for the answer, and of words that speak against it. */
const FULL = "█";
const HOLLOW = "▒";
const RESET = "\x1b[0m";
/** Blue and orange, which colour-blind readers can tell apart; backgrounds from faint to strong. */
const COLOURS = {
  pro: { bar: "\x1b[38;5;33m", text: [24, 25, 26] },
  contra: { bar: "\x1b[38;5;208m", text: [94, 130, 166] },
} as const;

/** The screen that standard output goes to: no colours where `NO_COLOR` is set or `TERM` is `dumb`. */
export function outputScreen(): Screen {
  const bars = Deno.stdout.isTerminal();
  const colours = bars && !Deno.noColor && Deno.env.get("TERM") !== "dumb";
  return { bars, colours, columns: terminalColumns() };
}

/** A line for each word: its effect on the answer, and the attention that it gets. */
export function explanationText(explanation: Explanation, screen: Screen): string {
  const { depth, label, probability, words, attending, unread } = explanation;
  const parts = [
    `What each word adds to the probability of ${printable(label)}, ${percent(probability)} ` +
    `at depth ${depth}:\n`,
    ...screen.colours ? [colouredText(words, screen.columns)] : [],
    wordTable(words, attending, screen),
    ...words.every(({ known }) => known) ? [] : ["* is not in the vocabulary.\n"],
    ...unread ? [`${unread} more ${unread === 1 ? "word is" : "words are"} not read.\n`] : [],
  ];
  return parts.join("\n");
}

function wordTable(
  words: readonly ExplainedWord[],
  attending: readonly number[],
  { bars, colours }: Screen,
): string {
  const greatest = greatestOf(words);
  const isSided = words.some(({ block }) => block > 1);
  const rows = words.map((word) => [
    shown(word),
    ...isSided ? [word.block] : [],
    signed(word.effect),
    ...bars ? [bar(word.effect / greatest)] : [],
    ...word.attention.map((share, i) => word.block > attending[i] ? "" : percent(share)),
  ]);
  const header = [
    "word",
    ...isSided ? ["block"] : [],
    "adds",
    ...bars ? [""] : [],
    ...attending.map((block) => `attention in ${block}`),
  ];
  const text = textTable(header, rows);
  if (!colours) return text;
  return text
    .replaceAll(new RegExp(`${FULL}+`, "g"), (cells) => COLOURS.pro.bar + cells + RESET)
    .replaceAll(new RegExp(`${HOLLOW}+`, "g"), (cells) => COLOURS.contra.bar + cells + RESET);
}

/** The text on a background that is the stronger the greater the effect of a word is. */
function colouredText(words: readonly ExplainedWord[], columns: number): string {
  const greatest = greatestOf(words);
  let line = 0;
  const shownWords = words.map((word) => {
    const text = shown(word);
    const width = unicodeWidth(text) + 1;
    const isFirst = line === 0;
    const breaks = !isFirst && line + width > columns;
    line = breaks ? width : line + width;
    return (breaks ? "\n" : isFirst ? "" : " ") + onBackground(text, word.effect / greatest);
  });
  return shownWords.join("") + "\n";
}

function onBackground(text: string, strength: number): string {
  const level = Math.round(3 * Math.abs(strength));
  if (!level) return text;
  const colour = (strength > 0 ? COLOURS.pro : COLOURS.contra).text[level - 1];
  return `\x1b[48;5;${colour};97m${text}${RESET}`;
}

function shown({ word, known }: ExplainedWord): string {
  return fit(printable(word), 24) + (known ? "" : "*");
}

/** The greatest effect of a word, either way; never 0. */
function greatestOf(words: readonly ExplainedWord[]): number {
  return words.reduce((most, { effect }) => Math.max(most, Math.abs(effect)), 0) || 1;
}

function signed(effect: number): string {
  const text = (100 * effect).toFixed(2);
  return `${effect > 0 && text !== "0.00" ? "+" : ""}${text === "-0.00" ? "0.00" : text} %`;
}

function bar(strength: number): string {
  return (strength > 0 ? FULL : HOLLOW).repeat(Math.round(BAR * Math.abs(strength)));
}
