/**
 * Shows the progress of work: a bar on a terminal, plain lines in a pipe, nothing when quiet.
 *
 * It writes to standard error, so that standard output holds results only.
 *
 * @module
 */

import { unicodeWidth } from "@std/cli/unicode-width";
import { count, duration } from "./figures.ts";
import { tell } from "./output.ts";
import { fit } from "./table.ts";
import { printable } from "../../datasets/printable.ts";

/** Where progress is shown. */
export interface ProgressTarget {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Columns of the terminal now; undefined in a pipe. */
  readonly columns: () => number | undefined;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

/** The units that are counted. */
export interface ProgressOptions {
  /** Name of the work, such as `epoch 2/5`. */
  readonly label: string;
  /** Units of the whole work; undefined where it is not known, as for some downloads. */
  readonly total?: number;
  /** Plural name of the units. */
  readonly unit: string;
  /** Units that were done before, by the run that is continued. */
  readonly start?: number;
  /** Whether a pipe gets no line of work that is over before its first line is due. */
  readonly isBrief?: boolean;
}

const REDRAW_MS = 100;
const LINE_MS = 5000;
const CLEAR = "\r\x1b[K";

/** Standard error, or nowhere when `silent`; where it cannot be written any more, the work goes on. */
export function progressTarget(silent: boolean): ProgressTarget {
  const terminal = !silent && Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
  return {
    write: silent ? () => {} : tell,
    columns: () => terminal ? terminalColumns() : undefined,
    now: () => performance.now(),
  };
}

/** Columns of the terminal, 80 where it does not say. */
export function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

/** The progress of one piece of work. */
export class Progress implements Disposable {
  readonly #target: ProgressTarget;
  readonly #options: ProgressOptions;
  readonly #begin: number;
  #shown: number;
  #drawn = false;
  #done: number;
  #fields: Readonly<Record<string, string>> = {};
  #ended = false;

  /** Begins to count. */
  constructor(target: ProgressTarget, options: ProgressOptions) {
    this.#target = target;
    this.#options = options;
    this.#begin = target.now();
    this.#done = options.start ?? 0;
    this.#shown = target.columns() === undefined ? this.#begin : -Infinity;
  }

  /** Units a second since the begin; 0 at first. */
  get rate(): number {
    const seconds = (this.#target.now() - this.#begin) / 1000;
    return seconds > 0 ? (this.#done - (this.#options.start ?? 0)) / seconds : 0;
  }

  /** Tells how many units are done in all, and fields to show, such as losses. */
  update(done: number, fields: Readonly<Record<string, string>> = this.#fields): void {
    this.#done = done;
    this.#fields = fields;
    const now = this.#target.now();
    const isPipe = this.#target.columns() === undefined;
    // A pipe gets the last line at the end.
    if (this.#ended || isPipe && done === this.#options.total) return;
    if (now - this.#shown < (isPipe ? LINE_MS : REDRAW_MS)) return;
    this.#shown = now;
    this.#draw();
  }

  /** Writes a line of text above the bar. */
  log(line: string): void {
    this.around(() => this.#target.write(line + "\n"));
  }

  /** Runs an action that prints, with the bar out of its way. */
  around(action: () => void): void {
    this.#clear();
    action();
    if (!this.#ended && this.#target.columns() !== undefined) this.#draw();
  }

  /** Ends it: the bar is cleared, a pipe gets a last line. */
  [Symbol.dispose](): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#target.columns() !== undefined) this.#clear();
    else if (this.#done === (this.#options.start ?? 0)) return; // an error follows
    else if (!this.#options.isBrief || this.#target.now() - this.#begin >= LINE_MS) {
      this.#writeLine();
    }
  }

  #clear(): void {
    if (this.#drawn) this.#target.write(CLEAR);
    this.#drawn = false;
  }

  #draw(): void {
    const columns = this.#target.columns();
    if (columns === undefined) {
      this.#writeLine();
      return;
    }
    this.#target.write(CLEAR + this.#line(columns - 1));
    this.#drawn = true;
  }

  #writeLine(): void {
    this.#target.write(this.#line(Infinity) + "\n");
  }

  #line(width: number): string {
    const { label, total, unit } = this.#options;
    const known = total !== undefined && total > 0;
    const part = known ? Math.min(1, this.#done / total) : 0;
    const place = known
      ? `${(100 * part).toFixed(0).padStart(3)} %`
      : `${count(this.#done)} ${unit}`;
    const speed = `${this.rate < 10 ? this.rate.toFixed(1) : count(this.rate)} ${unit}/s`;
    const fields = Object.entries(this.#fields).map(([name, value]) => `${name} ${value}`);
    const facts = [place, speed, ...this.#left(part), ...fields].map(printable).join("  ");
    const head = printable(label);
    const room = width - unicodeWidth(head) - unicodeWidth(facts) - 4;
    const bar = known && Number.isFinite(width) && room >= 8
      ? barText(part, Math.min(room, 24))
      : "";
    return fit([head, bar, facts].filter((text) => text !== "").join("  "), width);
  }

  #left(part: number): string[] {
    const seconds = (this.#target.now() - this.#begin) / 1000;
    const { total, start = 0 } = this.#options;
    if (this.#ended || part >= 1) return [duration(seconds)];
    if (total === undefined || this.#done <= start) return [];
    return [`${duration(seconds * (total - this.#done) / (this.#done - start))} left`];
  }
}

function barText(part: number, width: number): string {
  const inner = width - 2;
  const eighths = Math.round(part * inner * 8);
  const full = "█".repeat(Math.floor(eighths / 8));
  const rest = " ▏▎▍▌▋▊▉"[eighths % 8].trim();
  return `▕${(full + rest).padEnd(inner)}▏`;
}
