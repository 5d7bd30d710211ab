/**
 * The streams of a run, which the server keeps in files from the start of the run to its end.
 *
 * @module
 */
import { DiscardPolicy, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import type { Broker } from "./broker.ts";
import { isGone } from "./faults.ts";
import { type Names, streamPrefix } from "./names.ts";
import { MOST_BYTES, MOST_MESSAGES } from "./queue.ts";

/** Makes the streams of a run: a queue for each of so many parts, their reports, and their states. */
export async function addStreams(broker: Broker, names: Names, parts: number): Promise<void> {
  const { streams } = broker.manager;
  const add = (config: Parameters<typeof streams.add>[0]) =>
    broker.persist("make streams", () => streams.add({ ...config, storage: StorageType.File }));
  const queue = { retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New };
  const bounds = { max_msgs: MOST_MESSAGES, max_bytes: MOST_BYTES };
  for (let part = 0; part < parts; part++) {
    const place = { name: names.inputStream(part), subjects: [names.input(part)] };
    await add({ ...queue, ...bounds, ...place });
  }
  await add({ ...queue, name: names.reportStream, subjects: [names.report("*")] });
  await add({
    name: names.stateStream,
    subjects: [names.state("*", "*", "*")],
    max_msgs_per_subject: 1,
    allow_direct: true,
  });
}

/** Removes the streams of a run, also those that it left when it was killed. */
export async function removeStreams(broker: Broker, run: string): Promise<void> {
  const { manager: { streams }, connection } = broker;
  if (connection.isClosed()) return;
  const names = await broker.persist("look for streams", () => Array.fromAsync(streams.names()));
  for (const name of names.filter((name) => name.startsWith(streamPrefix(run)))) {
    await streams.delete(name).catch((error) => {
      if (!isGone(error)) throw error;
    });
  }
}
