/**
 * What it costs to hand features of some sizes over a server on this machine.
 *
 * `deno run -A tests/tasks/nats/hand_over.ts` prints the time from the sender to the receiver, both in this
 * process, and the processor time of this process (the server's comes beside it).
 *
 * @module
 */
import process from "node:process";
import { DiscardPolicy, RetentionPolicy } from "@nats-io/jetstream";
import { decodeParcel, encodeParcel, type Precision } from "../../../tasks/nats/parcel.ts";
import { Inbox, Outbox } from "../../../tasks/nats/queue.ts";
import { withBroker } from "./support.ts";

/** Sizes in KiB of `f32`, and how often each is handed over. */
const SIZES: readonly (readonly [kib: number, times: number])[] = [
  [4, 200],
  [64, 100],
  [512, 40],
  [4096, 20],
];

await withBroker(async (broker) => {
  const [stream, subject] = ["AL_hand_over", "al.hand.over"];
  await broker.manager.streams.add({
    ...{ name: stream, subjects: [subject], max_msgs: 1024 },
    ...{ retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New },
  });
  const { signal } = new AbortController();
  const inbox = new Inbox(broker, { stream, reader: "reader", applied: 0, signal });
  const outbox = new Outbox(broker, { stream, subject }, "attempt", console.log);
  let item = 0;
  for (const precision of ["f32", "f16"] as const satisfies readonly Precision[]) {
    for (const [kib, times] of SIZES) {
      const arrays = { x: { data: new Float32Array(256 * kib).fill(1.5), shape: [256 * kib] } };
      const begin = performance.now();
      const before = process.cpuUsage();
      for (let i = 0; i < times; i++) {
        await outbox.send(++item, await encodeParcel({ arrays, about: {} }, precision));
        decodeParcel((await inbox.next())!.bytes, "a parcel");
        inbox.acknowledge(item);
      }
      const { user, system } = process.cpuUsage(before);
      const wall = (performance.now() - begin) / times;
      const busy = (user + system) / 1000 / times;
      console.log(
        `${precision} ${`${kib}`.padStart(5)} KiB  ${wall.toFixed(2).padStart(7)} ms, of it ` +
          `${busy.toFixed(2).padStart(6)} ms processor`,
      );
    }
  }
  await inbox.close();
});
