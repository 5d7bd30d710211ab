/**
 * Names of the streams and subjects of a run.
 *
 * @module
 */

/** Where runs answer who looks for one. */
export const FIND = "al.find";

/** Where a run takes workers in; its name has letters, digits and dashes. */
export function joinSubject(run: string): string {
  return `al.${run}.join`;
}

/** Where a run tells the time. */
export function clockSubject(run: string): string {
  return `al.${run}.clock`;
}

/** Where a worker hears its run. */
export function workerSubject(worker: string): string {
  return `al.worker.${worker}`;
}

/** What the names of the streams of a run begin with, at each of its starts. */
export function streamPrefix(run: string): string {
  return `AL_${run}_`;
}

/**
 * The streams and subjects of one start of a run, or of where it goes on: what a worker of the start before still
 * sends finds no stream.
 */
export class Names {
  readonly #run: string;
  readonly #start: string;

  /** Names of a run, and of its start or of where it goes on. */
  constructor({ run, start }: { readonly run: string; readonly start: string }) {
    this.#run = run;
    this.#start = start;
  }

  /** The stream of what enters a part. */
  inputStream(part: number): string {
    return `${this.#prefix}IN_${part}`;
  }

  /** The subject of what enters a part. */
  input(part: number): string {
    return `${this.#root}.in.${part}`;
  }

  /** The stream of what parts report. */
  get reportStream(): string {
    return `${this.#prefix}REPORT`;
  }

  /** The subject of what a part reports. */
  report(part: number | "*"): string {
    return `${this.#root}.report.${part}`;
  }

  /** The stream of states. */
  get stateStream(): string {
    return `${this.#prefix}STATE`;
  }

  /** The subject of a piece of the state of a part after an item; stars stand for all of them. */
  state(part: number | "*", item: number | "*", piece: number | "*"): string {
    return `${this.#root}.state.${part}.${item}.${piece}`;
  }

  get #prefix(): string {
    return `${streamPrefix(this.#run)}${this.#start}_`;
  }

  get #root(): string {
    return `al.${this.#run}.${this.#start}`;
  }
}
