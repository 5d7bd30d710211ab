/** Queues are bounded, keep what is not acknowledged, and give each parcel once. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DiscardPolicy, RetentionPolicy } from "@nats-io/jetstream";
import { DataError } from "../../../datasets/mod.ts";
import { Broker, pause } from "../../../tasks/nats/broker.ts";
import { GoneError } from "../../../tasks/nats/faults.ts";
import { TakenError } from "../../../tasks/nats/messages.ts";
import { Inbox, MOST_BYTES, Outbox } from "../../../tasks/nats/queue.ts";
import { inFolder } from "../support.ts";
import { onServer, startServer, withBroker } from "./support.ts";

const stream = "AL_test_IN_0";

const subject = "al.test.in.0";

const outboxOf = (broker: Broker, attempt: string) =>
  new Outbox(broker, { stream, subject }, attempt, () => {});

const inboxOf = (broker: Broker, reader: string, applied = 0) =>
  new Inbox(broker, { stream, reader, applied, signal: new AbortController().signal });

/** A queue, and who writes and reads it. */
interface Queue {
  readonly broker: Broker;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
}

/** An action on a queue of so many messages at most. */
function withQueue(most: number, action: (queue: Queue) => Promise<void>): Promise<void> {
  return withBroker(async (broker) => {
    await broker.manager.streams.add({
      ...{ name: stream, subjects: [subject], max_msgs: most },
      ...{ retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New },
    });
    const inbox = inboxOf(broker, "reader");
    await action({ broker, outbox: outboxOf(broker, "a"), inbox });
    await inbox.close();
  });
}

const bytesOf = (item: number, length = 3) => new Uint8Array(length).fill(item);

onServer(
  "a sender waits while the queue is full, and nothing is lost",
  () =>
    withQueue(4, async ({ outbox, inbox }) => {
      let sent = 0;
      const sending = (async () => {
        for (let item = 1; item <= 12; item++) {
          await outbox.send(item, bytesOf(item));
          sent = item;
        }
      })();
      for (let item = 1; item <= 12; item++) {
        const received = await inbox.next();
        assertEquals([received!.item, received!.bytes], [item, bytesOf(item)]);
        assertEquals(sent <= 4 + 3 * Math.floor((item - 1) / 3), true, `${sent} after ${item}`);
        if (item % 3 === 0) inbox.acknowledge(item);
      }
      await sending;
    }),
);

onServer(
  "what was not acknowledged comes again to the next reader, and the first is told",
  () =>
    withQueue(99, async ({ broker, outbox, inbox: first }) => {
      for (let item = 1; item <= 5; item++) await outbox.send(item, bytesOf(item));
      for (let item = 1; item <= 3; item++) await first.next();
      first.acknowledge(2);
      const second = inboxOf(broker, "two", 2);
      for (let item = 3; item <= 5; item++) assertEquals((await second.next())!.item, item);
      await assertRejects(async () => {
        for (;;) await first.next();
      }, TakenError);
      second.acknowledge(5);
      await second.close();
      await broker.connection.flush();
      const { state } = await broker.manager.streams.info(stream);
      assertEquals(state.messages, 0);
    }),
);

onServer(
  "parcels that are sent again by another attempt are taken once, those in pieces too",
  () =>
    withQueue(99, async ({ broker, outbox: one, inbox }) => {
      const long = broker.room + 10;
      const other = outboxOf(broker, "b");
      await one.send(1, bytesOf(1, long));
      await one.send(2, bytesOf(2));
      await other.send(1, bytesOf(9, long)); // on another device numbers may round otherwise
      await other.send(2, bytesOf(9));
      await other.send(3, bytesOf(3, long));
      const found = [await inbox.next(), await inbox.next(), await inbox.next()];
      assertEquals(found.map((x) => [x!.item, x!.bytes[0], x!.bytes.length]), [
        [1, 1, long],
        [2, 2, 3],
        [3, 3, long],
      ]);
    }),
);

onServer(
  "a parcel that is missing, and one too large for the queue, are errors",
  () =>
    withQueue(99, async ({ outbox, inbox }) => {
      await outbox.send(1, bytesOf(1));
      await outbox.send(3, bytesOf(3));
      await inbox.next();
      const lost = await assertRejects(() => inbox.next(), DataError);
      assertMatch(lost.message, /NATS has item 3 and lost item 2, go on .*--resume/);
      const large = new Uint8Array(MOST_BYTES / 4 + 1);
      const { message } = await assertRejects(() => outbox.send(4, large), DataError);
      assertMatch(message, /give a smaller --batch-train or --wire f16/);
    }),
);

onServer(
  "where the stream is gone, sender and reader are told",
  () =>
    withQueue(99, async ({ broker, outbox, inbox }) => {
      await outbox.send(1, bytesOf(1));
      await inbox.next();
      await broker.manager.streams.delete(stream);
      await assertRejects(() => inbox.next(), GoneError);
      await assertRejects(() => outbox.send(2, bytesOf(2)), GoneError);
    }),
);

onServer(
  "a parcel that is sent while the server is away is stored when it is back",
  () =>
    inFolder(async (folder) => {
      await using server = await startServer(folder, "-js");
      const told: string[] = [];
      const { url } = server;
      await using broker = await Broker.open({ url }, (line) => void told.push(line));
      await broker.manager.streams.add({ name: stream, subjects: [subject] });
      const { room } = broker;
      await server.process.kill();
      while (!told.length) await pause(10);
      assertEquals([told, broker.room], [[`NATS at ${url} went away: waiting for it`], room]);
      const sending = outboxOf(broker, "a").send(1, bytesOf(1));
      await server.process.restart();
      await sending;
      assertEquals((await broker.manager.streams.info(stream)).state.messages, 1);
    }),
);
