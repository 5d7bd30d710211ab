/**
 * Names of the streams and subjects of a run.
 *
 * @module
 */

/** Where coordinators answer who looks for a run. */
export const FIND = "al.find";

/** The streams and subjects of one run. */
export class Names {
  /** The run. */
  readonly run: string;

  /** Names of a run, whose own name has letters, digits and dashes. */
  constructor(run: string) {
    this.run = run;
  }

  /** What all streams of the run begin with. */
  get prefix(): string {
    return `AL_${this.run}_`;
  }

  /** The stream of what enters a part. */
  inputStream(part: number): string {
    return `${this.prefix}IN_${part}`;
  }

  /** The subject of what enters a part. */
  input(part: number): string {
    return `al.${this.run}.in.${part}`;
  }

  /** The stream of what parts report. */
  get reportStream(): string {
    return `${this.prefix}REPORT`;
  }

  /** The subject of what a part reports. */
  report(part: number | "*"): string {
    return `al.${this.run}.report.${part}`;
  }

  /** The stream of states. */
  get stateStream(): string {
    return `${this.prefix}STATE`;
  }

  /** The subjects of a part's states, or those of one of them, or one of its messages. */
  state(part: number | "*", item: number | "*" | ">", piece?: number | "*"): string {
    return `al.${this.run}.state.${part}.${item}${piece === undefined ? "" : `.${piece}`}`;
  }

  /** Where the run takes workers in. */
  get join(): string {
    return `al.${this.run}.join`;
  }

  /** Where a worker hears its run. */
  worker(id: string): string {
    return `al.${this.run}.worker.${id}`;
  }
}
