/** What a worker cannot go on with ends its run, which is told why. */
import { assertRejects } from "@std/assert";
import { openCpu } from "../../../engine/mod.ts";
import { defaultLinear, defaultNet, defaultWords } from "../../../models/mod.ts";
import { DataError } from "../../../datasets/mod.ts";
import { hostPart } from "../../../tasks/nats/host.ts";
import { Names } from "../../../tasks/nats/names.ts";
import { headersOf } from "../../../tasks/nats/pieces.ts";
import { Reports } from "../../../tasks/nats/reports.ts";
import type { Session } from "../../../tasks/nats/session.ts";
import { onServer, withBroker } from "./support.ts";

const words = { ...defaultWords, vocabulary: 5 };
const options = { ...defaultNet, classes: 2, words, above: defaultLinear };
const session: Session = {
  ...{ run: "r", start: "s", part: 0, parts: 1, precision: "f32", saveEvery: 9 },
  spec: { model: "linearal", options, first: 0, end: 1 },
  device: { name: "d", choices: [] },
};

onServer(
  "a damaged state ends the run with the worker's message",
  () =>
    withBroker(async (broker) => {
      const device = await openCpu();
      const names = new Names(session), { streams } = broker.manager;
      await streams.add({ name: names.reportStream, subjects: [names.report("*")] });
      const subjects = [names.state("*", "*", "*")];
      await streams.add({ name: names.stateStream, subjects, allow_direct: true });
      const head = { item: 7, attempt: "a", index: 0, count: 1, sum: 1 };
      const place = { what: "save", stream: names.stateStream, subject: names.state(0, 7, 0) };
      await broker.publish({ ...place, bytes: Uint8Array.of(1, 2), headers: headersOf(head) });
      const end = new AbortController();
      const hosting = { session, attempt: "w", signal: end.signal, tell: () => {}, done: () => {} };
      await assertRejects(() => hostPart(broker, device, hosting), DataError, "its checksum");
      const reports = new Reports(broker, names, ["block 1"], end.signal);
      const says = 'the worker of block 1 says "Cannot read item 7 from NATS: its checksum';
      await assertRejects(() => reports.next(), DataError, says);
      device.destroy();
    }),
);
