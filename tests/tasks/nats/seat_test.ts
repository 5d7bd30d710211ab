/** Workers and runs of other versions and configurations do not work together. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { Crew, type CrewOptions } from "../../../tasks/nats/crew.ts";
import { FIND, joinSubject } from "../../../tasks/nats/names.ts";
import { takeSeat } from "../../../tasks/nats/seat.ts";
import { type Asking, type Session, SPEAKER } from "../../../tasks/nats/session.ts";
import { onServer, withBroker } from "./support.ts";

const session: Session = {
  ...{ run: "r", start: "s", part: 0, parts: 1, precision: "f32", saveEvery: 9 },
  spec: { model: "linearal", options: {}, first: 0, end: 1 },
  device: { name: "d", choices: [] },
};

/** How a crew is looked after whose run goes on; lines go to a list. */
function lasting(told: string[] = []): CrewOptions {
  return { tell: (line) => void told.push(line), stopped: () => false, abandon: () => {} };
}

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
      await using _ = new Crew(broker, [session], lasting());
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
      await using _ = new Crew(broker, [session], lasting(told));
      const seatOf = (worker: string) =>
        takeSeat(broker, { worker, tell: (line) => void told.push(`${worker}: ${line}`) });
      const first = await seatOf("one");
      assertEquals(first.session, session);
      const { promise: waited, resolve } = Promise.withResolvers<void>();
      const second = takeSeat(broker, { worker: "two", tell: () => resolve() });
      await waited;
      first[Symbol.dispose]();
      using taken = await second;
      assertEquals([taken.session, taken.leave.aborted], [session, false]);
      assertMatch(
        told[0],
        /^Waiting for 1 of 1 workers, for block 1: start .*\.\/al work --nats nats:/,
      );
    }),
);

onServer(
  "workers too few for two runs go to one of them, and to the other when that one is gone",
  () =>
    withBroker(async (broker) => {
      const partsOf = (run: string) => [0, 1].map((part) => ({ ...session, run, part, parts: 2 }));
      const told: string[] = [];
      const seatOf = (worker: string) =>
        takeSeat(broker, { worker, tell: (line) => void told.push(line), silence: 1500 });
      // A run that takes workers in and asks no more, as one that was killed.
      const seats = partsOf("a");
      const offers = broker.connection.subscribe(FIND, {
        callback: (_, message) =>
          void message.respond(JSON.stringify({ ...SPEAKER, run: "a", free: seats.length })),
      });
      broker.connection.subscribe(joinSubject("a"), {
        callback: (_, message) =>
          void message.respond(JSON.stringify({ kind: "seat", session: seats.shift() })),
      });
      await using _ = new Crew(broker, partsOf("b"), lasting());
      using one = await seatOf("one");
      using two = await seatOf("two");
      assertEquals([one.session.run, two.session.run], ["a", "a"]);
      offers.unsubscribe();
      for (const { leave } of [one, two]) {
        if (!leave.aborted) await new Promise((left) => leave.addEventListener("abort", left));
        assertEquals(leave.reason, "another run needs a worker");
      }
      assertMatch(told[0], /^Waiting: the run a does not answer/);
    }),
);

onServer(
  "a run that is to stop does not wait for workers who are not there",
  () =>
    withBroker(async (broker) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const options = { tell: () => {}, stopped: () => true, abandon: resolve };
      await using _ = new Crew(broker, [session], options);
      assertEquals(await promise, "block 1");
    }),
);
