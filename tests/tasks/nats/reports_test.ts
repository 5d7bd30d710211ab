/** Reports come item by item, each once, and a worker that fails is heard at once. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { Names } from "../../../tasks/nats/names.ts";
import { Reports, sendReport } from "../../../tasks/nats/reports.ts";
import { onServer, withBroker } from "./support.ts";

onServer(
  "the run hears of items in their order, and of a failure before the items of others",
  () =>
    withBroker(async (broker) => {
      const names = new Names({ run: "r", start: "s" });
      await broker.manager.streams.add({ name: names.reportStream, subjects: [names.report("*")] });
      const { signal } = new AbortController();
      const reports = new Reports(broker, names, ["block 1", "block 2"], signal);
      const send = (part: number, item: number, failed?: string) =>
        sendReport(broker, names, part, {
          ...{ item, losses: [part, item], begun: 0, busy: 1, waited: 2, failed },
        });
      for (const [part, item] of [[1, 1], [0, 1], [0, 1], [0, 2], [1, 1], [1, 2]]) {
        await send(part, item);
      }
      assertEquals((await reports.next()).map(({ losses }) => losses), [[0, 1], [1, 1]]);
      assertEquals((await reports.next()).map(({ losses }) => losses), [[0, 2], [1, 2]]);
      await send(0, 3);
      await send(1, 4, "out of memory");
      const { message } = await assertRejects(() => reports.next(), DataError);
      assertMatch(
        message,
        /the worker of block 2 says "out of memory", mend that and go on with --res/,
      );
      await reports.close();
    }),
);
