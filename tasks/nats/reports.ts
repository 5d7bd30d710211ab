/**
 * What parts report to their run: losses, times, and that they saved their state.
 *
 * @module
 */
import type { JsMsg } from "@nats-io/jetstream";
import { type Broker, GoneError } from "./broker.ts";
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
  await broker.persist(
    "report",
    () => broker.client.publish(names.report(part), bytes, { timeout: 5000 }),
  );
}

/** Gathers the reports of all parts, item by item. */
export class Reports {
  readonly #parts: number;
  readonly #messages: AsyncGenerator<JsMsg>;
  readonly #queues: Report[][];
  readonly #last: number[];

  /** The reports of so many parts, read until a signal. */
  constructor(broker: Broker, names: Names, parts: number, signal: AbortSignal) {
    this.#parts = parts;
    const options = { reader: "run", pending: 10_000, signal };
    this.#messages = messagesOf(broker, names.reportStream, options);
    this.#queues = Array.from({ length: parts }, () => []);
    this.#last = new Array(parts).fill(0);
  }

  /** The reports of the next item, one of each part, in their order; the items come in their order too. */
  async next(): Promise<Report[]> {
    while (this.#queues.some((queue) => !queue.length)) {
      const { value: message, done } = await this.#messages.next();
      if (done) throw new GoneError("the run was ended");
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
    const report = message.json<Report>();
    if (!(part < this.#parts) || report.item <= this.#last[part]) return;
    this.#last[part] = report.item;
    this.#queues[part].push(report);
  }
}
