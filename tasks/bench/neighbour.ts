/**
 * Processes of one thread each that train nets in sequence: as many of them share nothing but the machine, and
 * are what as many threads can gain at most.
 *
 * @module
 */
import type { PipelineCase } from "./pipeline_net.ts";

const PROGRAM = new URL("neighbour_program.ts", import.meta.url).href;

/** Another process that times a net in sequence on one thread, whenever it is asked. */
export class Neighbour {
  readonly #process: Deno.ChildProcess;
  readonly #answers: ReadableStreamDefaultReader<string>;
  readonly #questions: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts it. */
  constructor(one: PipelineCase) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", PROGRAM, JSON.stringify(one)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#answers = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#questions = this.#process.stdin.getWriter();
  }

  /**
   * Milliseconds of a mini-batch.
   *
   * @throws {Error} When the process has failed; it says itself why.
   */
  async time(): Promise<number> {
    await this.#questions.write(Uint8Array.of(10));
    const { value } = await this.#answers.read();
    if (value === undefined) throw new Error("Cannot time a net in a process of its own: it ended");
    return Number(value);
  }

  /** Ends it. */
  async end(): Promise<void> {
    await this.#questions.close();
    await this.#answers.cancel();
    await this.#process.status;
  }
}

/** Milliseconds of a mini-batch of processes that work at the same time, of all of them together. */
export async function timeOf(neighbours: readonly Neighbour[]): Promise<number> {
  const times = await Promise.all(neighbours.map((neighbour) => neighbour.time()));
  return 1 / times.reduce((rate, time) => rate + 1 / time, 0);
}
