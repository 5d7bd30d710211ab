/** Workers and runs of other versions and configurations do not work together. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { Crew } from "../../../tasks/nats/crew.ts";
import { FIND, joinSubject } from "../../../tasks/nats/names.ts";
import { takeSeat } from "../../../tasks/nats/seat.ts";
import { type Asking, type Session, SPEAKER } from "../../../tasks/nats/session.ts";
import { onServer, withBroker } from "./support.ts";

const session: Session = {
  ...{ run: "r", session: "s", part: 0, parts: 1, precision: "f32", saveEvery: 9 },
  spec: { model: "linearal", options: {}, first: 0, end: 1 },
  device: { name: "d", choices: [] },
};

onServer(
  "a worker refuses a run of another version where no other one is, and a run such a worker",
  () =>
    withBroker(async (broker) => {
      const offers = broker.connection.subscribe(FIND, {
        callback: (_, message) => {
          message.respond(JSON.stringify({ ...SPEAKER, program: "0.0.1", run: "r", free: 1 }));
        },
      });
      const asking = { worker: "w", tell: () => {} };
      const { message } = await assertRejects(() => takeSeat(broker, asking), DataError);
      assertMatch(
        message,
        /^Cannot host blocks of r: the run has version 0\.0\.1 .*install the same/,
      );
      await using _ = new Crew(broker, [session], () => {});
      using taken = await takeSeat(broker, asking); // of the run that fits
      assertEquals(taken.session, session);
      offers.unsubscribe();
      const other: Asking = { ...SPEAKER, protocol: 0, worker: "old" };
      const answer = await broker.connection.request(joinSubject("r"), JSON.stringify(other));
      assertEquals(answer.json<{ kind: string }>().kind, "refused");
    }),
);

onServer(
  "a worker that finds all blocks hosted waits, and takes the place of one that leaves",
  () =>
    withBroker(async (broker) => {
      const told: string[] = [];
      await using _ = new Crew(broker, [session], (line) => void told.push(line));
      const seatOf = (worker: string) =>
        takeSeat(broker, { worker, tell: (line) => void told.push(`${worker}: ${line}`) });
      const first = await seatOf("one");
      assertEquals(first.session, session);
      const { promise: waited, resolve } = Promise.withResolvers<void>();
      const second = takeSeat(broker, { worker: "two", tell: () => resolve() });
      await waited;
      first[Symbol.dispose]();
      using taken = await second;
      assertEquals([taken.session, taken.over.aborted], [session, false]);
      assertMatch(
        told[0],
        /^Waiting for 1 of 1 workers, for block 1: start .*\.\/al work --nats nats:/,
      );
    }),
);
