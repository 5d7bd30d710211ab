/**
 * A queue of parcels from one process to the next: bounded, kept by the server until they are acknowledged,
 * and each taken once, whoever is killed in between.
 *
 * @module
 */
import type { JsMsg } from "@nats-io/jetstream";
import { DataError } from "../../datasets/mod.ts";
import { type Broker, untilDone } from "./broker.ts";
import { isFull } from "./faults.ts";
import { messagesOf, replyOf } from "./messages.ts";
import type { Names } from "./names.ts";
import { Assembly, headersOf, headOf, type Piece, piecesOf } from "./pieces.ts";

/** Messages that a stream holds at most; a sender waits while it is full. */
export const MOST_MESSAGES = 1024;

/** Bytes that a stream holds at most. */
export const MOST_BYTES = 256 * 2 ** 20;

/** Pieces of a parcel that are on their way at the same time; their order does not matter. */
const AT_ONCE = 4;

/** What acknowledges a message. */
const ACK = "+ACK";

/** How long a stream may be full before anybody is told, in milliseconds. */
const PATIENCE = 10_000;

/** Where parcels are sent. */
export interface OutboxPlace {
  /** The stream. */
  readonly stream: string;
  /** Its subject. */
  readonly subject: string;
}

/** Where the parcels for a part are sent. */
export function placeOf(names: Names, part: number): OutboxPlace {
  return { stream: names.inputStream(part), subject: names.input(part) };
}

/** Sends parcels, numbered from 1 without gaps. */
export class Outbox {
  readonly #broker: Broker;
  readonly #place: OutboxPlace;
  readonly #attempt: string;
  readonly #tell: (line: string) => void;

  /** The sender of one attempt. */
  constructor(
    broker: Broker,
    place: OutboxPlace,
    attempt: string,
    tell: (line: string) => void,
  ) {
    this.#broker = broker;
    this.#place = place;
    this.#attempt = attempt;
    this.#tell = tell;
  }

  /**
   * Sends a parcel; the server has stored it afterwards.
   *
   * @throws {DataError} when it can never fit into the stream
   * @throws {GoneError} when the stream is gone
   */
  async send(item: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length > MOST_BYTES / 4) {
      throw new DataError(
        `Cannot hand over item ${item}: it has ${bytes.length} bytes and a queue holds ${MOST_BYTES}, give ` +
          "a smaller --batch-train or --wire f16",
      );
    }
    const pieces = piecesOf(bytes, this.#broker.room, { item, attempt: this.#attempt });
    for (let at = 0; at < pieces.length; at += AT_ONCE) {
      await Promise.all(pieces.slice(at, at + AT_ONCE).map((piece) => this.#publish(piece)));
    }
  }

  async #publish({ head, bytes }: Piece): Promise<void> {
    const msgID = `${head.attempt} ${head.item} ${head.index}`;
    const message = { ...this.#place, bytes, headers: headersOf(head), msgID };
    const full = `the queue ${this.#place.stream} is full, its reader is slower`;
    await untilDone(() => this.#broker.publish({ what: "hand over", ...message }), {
      passes: isFull,
      every: 5,
      patience: PATIENCE,
      tell: () => this.#tell(`Waiting to hand over: ${full}`),
    });
  }
}

/** A parcel that was received. */
export interface Received {
  /** Its number. */
  readonly item: number;
  /** Its bytes. */
  readonly bytes: Uint8Array;
}

/** How an inbox is read. */
export interface InboxOptions {
  /** The stream. */
  readonly stream: string;
  /** Whoever reads; another reader takes over from it. */
  readonly reader: string;
  /** The last item that was applied before: the next one is wanted. */
  readonly applied: number;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** Receives parcels in their order, each once, and acknowledges them when it is told to. */
export class Inbox {
  readonly #broker: Broker;
  readonly #messages: AsyncGenerator<JsMsg>;
  readonly #assembly = new Assembly();
  /** Where messages are acknowledged, and their bytes, by item. The messages themselves are not kept in memory. */
  readonly #kept = new Map<number, { readonly reply: string; readonly bytes: number }[]>();
  #received: number;
  #acknowledged: number;

  /** An inbox that goes on behind an item. */
  constructor(broker: Broker, { stream, applied, ...reading }: InboxOptions) {
    this.#broker = broker;
    this.#messages = messagesOf(broker, stream, { ...reading, pending: MOST_MESSAGES });
    this.#received = this.#acknowledged = applied;
  }

  /** Whether so much is not yet acknowledged that the sender may soon have to wait. */
  get isHalfFull(): boolean {
    const messages = [...this.#kept.values()].flat();
    return messages.length > MOST_MESSAGES / 2 ||
      messages.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES / 2;
  }

  /**
   * The next parcel, or null where the reading was ended.
   *
   * @throws {DataError} when one is missing or damaged
   * @throws {GoneError} when the stream is gone
   * @throws {TakenError} when another reader has taken over
   */
  async next(): Promise<Received | null> {
    for (;;) {
      const { value: message, done } = await this.#messages.next();
      if (done) return null;
      const head = headOf(message.headers);
      if (!head) {
        message.ack();
        continue;
      }
      this.#keep(head.item, message);
      if (head.item <= this.#received) continue;
      const bytes = this.#assembly.add({ head, bytes: message.data });
      if (!bytes) continue;
      this.#advance(head.item);
      return { item: head.item, bytes };
    }
  }

  /** Acknowledges all parcels up to one. */
  acknowledge(item: number): void {
    for (const [number, messages] of this.#kept) {
      if (number > item) continue;
      for (const { reply } of messages) this.#broker.connection.publish(reply, ACK);
      this.#kept.delete(number);
    }
    this.#acknowledged = item;
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.#messages.return(undefined);
  }

  /** Keeps a message to acknowledge it with its item; what came again of an acknowledged item goes at once. */
  #keep(item: number, message: JsMsg): void {
    if (item <= this.#acknowledged) return message.ack();
    const kept = { reply: replyOf(message), bytes: message.data.length };
    this.#kept.set(item, [...this.#kept.get(item) ?? [], kept]);
  }

  #advance(item: number): void {
    if (item !== this.#received + 1) {
      throw new DataError(
        `Cannot go on: NATS has item ${item} and lost item ${
          this.#received + 1
        }, go on from the last ` +
          "checkpoint with --resume",
      );
    }
    this.#received = item;
    this.#assembly.forget(item);
  }
}
