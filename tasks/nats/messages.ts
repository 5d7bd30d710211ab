/**
 * The messages of a stream of which each is taken once, in their order, as long as there are any.
 *
 * @module
 */
import { AckPolicy, type Consumer, DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { type Broker, pause } from "./broker.ts";
import { isGone } from "./faults.ts";

/** How a stream is read. */
export interface ReadingOptions {
  /** The reader; another reader of the stream takes over from it. */
  readonly reader: string;
  /** Messages at most that are delivered and not yet acknowledged. */
  readonly pending: number;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** Another reader of a stream has taken over. */
export class TakenError extends Error {
  /** The name that stands before the message in a stack trace. */
  override name = "TakenError";
}

/** Messages that are asked for at once: few, since they may be large and wait in memory. */
const AHEAD = 8;

/** How long one question for messages lasts, in milliseconds. */
const EXPIRES = 5000;

/** A message is delivered again after an hour without acknowledgement; nothing depends on it. */
const ACK_WAIT = 3600e9;

/**
 * Messages of a stream, first those that were delivered and not acknowledged, each time that the connection was
 * lost too.
 *
 * @throws {GoneError} when the stream is gone
 * @throws {TakenError} when another reader has taken over
 */
export async function* messagesOf(
  broker: Broker,
  stream: string,
  options: ReadingOptions,
): AsyncGenerator<JsMsg> {
  while (!options.signal.aborted) {
    const { connections } = broker;
    const consumer = await broker.persist(`read ${stream}`, () => take(broker, stream, options));
    while (connections === broker.connections && !options.signal.aborted) {
      const isLost = yield* fetched(broker, consumer, options.signal);
      if (!isLost) continue;
      await checkReader(broker, stream, options.reader);
      break;
    }
  }
}

/** Makes the only consumer of a stream: a new one gets all messages that nobody acknowledged, in their order. */
async function take(
  { manager, client }: Broker,
  stream: string,
  { reader, pending }: ReadingOptions,
): Promise<Consumer> {
  for await (const { name } of manager.consumers.list(stream)) {
    await manager.consumers.delete(stream, name);
  }
  await manager.consumers.add(stream, {
    durable_name: reader,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    max_ack_pending: pending,
    ack_wait: ACK_WAIT,
  });
  return await client.consumers.get(stream, reader);
}

/** The messages of one question; gives back whether the consumer does not answer any more. */
async function* fetched(
  broker: Broker,
  consumer: Consumer,
  signal: AbortSignal,
): AsyncGenerator<JsMsg, boolean> {
  let stop = () => {};
  const end = () => stop();
  const forget = broker.onLost(end);
  signal.addEventListener("abort", end);
  try {
    const messages = await consumer.fetch({ max_messages: AHEAD, expires: EXPIRES });
    stop = () => messages.stop();
    for await (const message of messages) yield message;
    return false;
  } catch {
    return true;
  } finally {
    forget();
    signal.removeEventListener("abort", end);
  }
}

/** Refuses to go on where another reader has taken over. */
async function checkReader(broker: Broker, stream: string, reader: string): Promise<void> {
  const { connections } = broker;
  try {
    await broker.manager.consumers.info(stream, reader);
  } catch (error) {
    if (isGone(error)) {
      await broker.persist(`read ${stream}`, () => broker.manager.streams.info(stream));
      // After the server was away the consumer is made anew in any case.
      if (connections === broker.connections) {
        throw new TakenError(`another process reads ${stream}`, { cause: error });
      }
    }
  }
  await pause(50);
}

/** The subject at which a message is acknowledged, which outlasts the message. */
export function replyOf(message: JsMsg): string {
  return (message as JsMsg & { readonly reply: string }).reply;
}
