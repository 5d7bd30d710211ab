/**
 * Prints the tables of a benchmark as they are completed.
 *
 * @module
 */
import { print, printJson } from "../terminal/output.ts";
import type { Progress } from "../terminal/progress.ts";
import type { Line } from "./lines.ts";
import { footText, tablesText } from "./report.ts";

/** The lines of a benchmark, printed at once as JSON, or as tables when a table is complete. */
export class Tables {
  readonly #json: boolean;
  readonly #progress: Progress;
  readonly #lines: Line[] = [];
  #shown = 0;

  /** Tables that are printed beside a bar. */
  constructor(json: boolean, progress: Progress) {
    this.#json = json;
    this.#progress = progress;
  }

  /** Takes a line. The devices and their ceilings are complete when the first case comes. */
  add(line: Line): void {
    const isFirst = this.#lines.slice(this.#shown).some(({ kind }) => kind === "ceiling");
    if (line.kind === "case" && isFirst) this.show();
    if (this.#json) printJson(line);
    this.#lines.push(line);
  }

  /** Prints the tables of the lines since the last call. */
  show(): void {
    const text = tablesText(this.#lines.slice(this.#shown));
    this.#shown = this.#lines.length;
    if (!this.#json && text) this.#progress.around(() => print(text));
  }

  /** Prints what has not been printed, and what is missing with reasons. */
  end(): void {
    this.show();
    const foot = footText(this.#lines);
    if (!this.#json && foot) print(foot.trimEnd());
  }
}
