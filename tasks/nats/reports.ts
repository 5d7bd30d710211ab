/**
 * What parts report to their run: losses, times, and that they saved their state.
 *
 * @module
 */
import type { JsMsg } from "@nats-io/jetstream";
import { DataError } from "../../datasets/mod.ts";
import type { Broker } from "./broker.ts";
import { heard, SHAPES } from "./heard.ts";
import { messagesOf } from "./messages.ts";
import type { Names } from "./names.ts";
import type { Report } from "./session.ts";

/** Sends the reports of a part. */
export async function sendReport(
  broker: Broker,
  names: Names,
  part: number,
  report: Report,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  const place = { stream: names.reportStream, subject: names.report(part) };
  await broker.publish({ what: "report", ...place, bytes });
}

/** Gathers the reports of all parts, item by item. */
export class Reports {
  readonly #parts: readonly string[];
  readonly #signal: AbortSignal;
  readonly #messages: AsyncGenerator<JsMsg>;
  readonly #queues: Report[][];
  readonly #last: number[];

  /**
   * Reports that are read until a signal, whose reason is then thrown.
   *
   * @param parts The blocks of each part in words.
   */
  constructor(broker: Broker, names: Names, parts: readonly string[], signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    const options = { reader: "run", pending: 10_000, signal };
    this.#messages = messagesOf(broker, names.reportStream, options);
    this.#queues = parts.map(() => []);
    this.#last = parts.map(() => 0);
  }

  /**
   * The reports of the next item, one of each part, in their order; the items come in their order too.
   *
   * @throws {DataError} when a worker cannot go on
   */
  async next(): Promise<Report[]> {
    while (this.#queues.some((queue) => !queue.length)) {
      const { value: message, done } = await this.#messages.next();
      if (done) throw this.#signal.reason;
      this.#take(message);
      message.ack();
    }
    return this.#queues.map((queue) => queue.shift()!);
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.#messages.return(undefined);
  }

  /** Takes a report, unless it came before: a worker that was killed reports some items again. */
  #take(message: JsMsg): void {
    const part = Number(message.subject.split(".").at(-1));
    const report = heard<Report>(message.string(), SHAPES.report);
    if (!report || !(part in this.#queues)) {
      throw new DataError(
        "Cannot go on training: another program has written into the reports of the workers, end it and " +
          "go on with --resume",
      );
    }
    if (report.failed !== undefined) {
      throw new DataError(
        `Cannot go on training: the worker of ${
          this.#parts[part]
        } says "${report.failed}", mend that and ` +
          "go on with --resume",
      );
    }
    if (report.item <= this.#last[part]) return;
    this.#last[part] = report.item;
    this.#queues[part].push(report);
  }
}
