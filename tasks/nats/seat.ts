/**
 * A worker looks for a run, and asks it for blocks.
 *
 * @module
 */
import type { Subscription } from "@nats-io/transport-node";
import { DataError } from "../../datasets/mod.ts";
import { type Broker, isUnheard, pause } from "./broker.ts";
import { FIND, joinSubject, workerSubject } from "./names.ts";
import {
  type Answer,
  type Asking,
  type Offer,
  type Session,
  SPEAKER,
  versionFault,
} from "./session.ts";

/** How long answers are waited for, in milliseconds. */
const ANSWER = 2000;

/** How long a worker waits before it looks for a run again, in milliseconds. */
const EVERY = 500;

/** A part that a run gave to this worker. */
export interface Taken extends AsyncDisposable {
  /** What the run gave. */
  readonly session: Session;
  /** Tells that the run is over. */
  readonly over: AbortSignal;
}

/** How a worker looks for a run. */
export interface SeatOptions {
  /** The name that the worker made up. */
  readonly worker: string;
  /** The server, for messages. */
  readonly shown: string;
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
}

/**
 * Waits for a run that needs a worker, and takes a part of it.
 *
 * @throws {DataError} when the run has another version
 */
export async function takeSeat(broker: Broker, options: SeatOptions): Promise<Taken> {
  const { worker, shown, tell } = options;
  for (let told = "";;) {
    const offers = await offersOf(broker);
    const state = offers.length
      ? `Waiting: all blocks of ${offers.map(({ run }) => run).join(", ")} are hosted`
      : `Waiting for a run: start one with  ./al train --blocks-on ${shown}`;
    for (const { run, ...speaker } of offers) {
      const fault = versionFault(speaker, SPEAKER);
      if (fault) throw new DataError(`Cannot host blocks of ${run}: ${fault}`);
      const taken = await ask(broker, run, worker);
      if (taken) return taken;
    }
    if (state !== told) tell(told = state);
    await pause(EVERY);
  }
}

/** The runs that are there. */
async function offersOf({ connection }: Broker): Promise<Offer[]> {
  const offers: Offer[] = [];
  try {
    const answers = await connection.requestMany(FIND, "", {
      strategy: "stall",
      maxWait: ANSWER,
      stall: 200,
    });
    for await (const answer of answers) offers.push(answer.json<Offer>());
  } catch {
    // Nobody is there, or the server is away: the caller asks again.
  }
  return offers.toSorted((a, b) => b.free - a.free);
}

/** Asks a run for a part; null where it has none. */
async function ask(broker: Broker, run: string, worker: string): Promise<Taken | null> {
  const end = new AbortController();
  const hearing = broker.connection.subscribe(workerSubject(worker), {
    callback: (_, message) => {
      message.respond("here");
      if (message.string() === "over") end.abort();
    },
  });
  const answer = await answerOf(broker, run, worker);
  if (answer.kind === "refused") {
    hearing.unsubscribe();
    throw new DataError(`Cannot host blocks of ${run}: ${answer.reason}`);
  }
  if (answer.kind === "full") {
    hearing.unsubscribe();
    return null;
  }
  return takenOf(answer.session, hearing, end.signal);
}

function takenOf(session: Session, hearing: Subscription, over: AbortSignal): Taken {
  return {
    session,
    over,
    [Symbol.asyncDispose]: () => {
      hearing.unsubscribe();
      return Promise.resolve();
    },
  };
}

async function answerOf(broker: Broker, run: string, worker: string): Promise<Answer> {
  const asking: Asking = { ...SPEAKER, worker };
  try {
    const text = JSON.stringify(asking);
    const answer = await broker.connection.request(joinSubject(run), text, { timeout: 2 * ANSWER });
    return answer.json<Answer>();
  } catch (error) {
    if (!isUnheard(error)) await pause(EVERY);
    return { kind: "full" }; // the run is gone again, or the server
  }
}
