/** A worker tells times by the clock of its run. */
import { assert, assertEquals } from "@std/assert";
import { clockAhead, now } from "../../../tasks/nats/clock.ts";
import { clockSubject } from "../../../tasks/nats/names.ts";
import { onServer, withBroker } from "./support.ts";

onServer(
  "a worker finds how far the clock of its run is ahead, and none where nobody tells the time",
  () =>
    withBroker(async (broker) => {
      assertEquals(await clockAhead(broker, "r"), 0);
      broker.connection.subscribe(clockSubject("r"), {
        callback: (_, message) => void message.respond(String(now() + 60_000)),
      });
      const asked = performance.now();
      const ahead = await clockAhead(broker, "r");
      const most = performance.now() - asked; // one of the answers took less than all
      assert(Math.abs(ahead - 60_000) <= most, `${ahead}`);
    }),
);
