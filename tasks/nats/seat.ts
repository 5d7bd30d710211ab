/**
 * A worker looks for a run, and asks it for blocks.
 *
 * @module
 */
import type { Subscription } from "@nats-io/transport-node";
import { DataError } from "../../datasets/mod.ts";
import { type Broker, pause } from "./broker.ts";
import { isUnheard } from "./faults.ts";
import { heard, SHAPES } from "./heard.ts";
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

/** How long a run may not ask before a worker tells so, in milliseconds. */
const SILENCE = 10_000;

/** A part that a run gave to this worker. */
export interface Taken extends Disposable {
  /** What the run gave. */
  readonly session: Session;
  /** Tells that the run is over. */
  readonly over: AbortSignal;
}

/** How a worker looks for a run. */
export interface SeatOptions {
  /** The name that the worker made up. */
  readonly worker: string;
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
}

/**
 * Waits for a run that needs a worker, and takes a part of it.
 *
 * @throws {DataError} when all runs have another version
 */
export async function takeSeat(broker: Broker, options: SeatOptions): Promise<Taken> {
  const { tell } = options;
  for (let told = "";;) {
    const offers = await offersOf(broker);
    const state = offers.length
      ? `Waiting: all blocks of ${offers.map(({ run }) => run).join(", ")} are hosted`
      : `Waiting for a run: start one with  ./al train --blocks-on ${broker.url}`;
    for (const { run } of fitting(offers)) {
      const taken = await ask(broker, run, options);
      if (taken) return taken;
    }
    if (state !== told) tell(told = state);
    await pause(EVERY);
  }
}

/**
 * The runs of this version.
 *
 * @throws {DataError} when there are only others
 */
function fitting(offers: readonly Offer[]): readonly Offer[] {
  const found = offers.filter((offer) => !versionFault(offer, SPEAKER));
  if (found.length || !offers.length) return found;
  const [other] = offers;
  throw new DataError(`Cannot host blocks of ${other.run}: ${versionFault(other, SPEAKER)}`);
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
    for await (const answer of answers) {
      const offer = heard<Offer>(answer.string(), SHAPES.offer);
      if (offer) offers.push(offer);
    }
  } catch {
    // Nobody is there, or the server is away: the caller asks again.
  }
  return offers.toSorted((a, b) => b.free - a.free);
}

/** Asks a run for a part; null where it has none. */
async function ask(broker: Broker, run: string, options: SeatOptions): Promise<Taken | null> {
  const hearing = new Hearing(broker, run, options);
  const answer = await answerOf(broker, run, options.worker);
  if (answer.kind === "seat") {
    return {
      session: answer.session,
      over: hearing.over,
      [Symbol.dispose]: () => hearing[Symbol.dispose](),
    };
  }
  hearing[Symbol.dispose]();
  if (answer.kind === "full") return null;
  throw new DataError(`Cannot host blocks of ${run}: ${answer.reason}`);
}

/** Answers the run that asks whether the worker is there, and notices where the run asks no more. */
class Hearing implements Disposable {
  readonly #end = new AbortController();
  readonly #subscription: Subscription;
  readonly #timer: ReturnType<typeof setInterval>;
  #heard = performance.now();
  #isSilent = false;

  constructor({ connection, url }: Broker, run: string, { worker, tell }: SeatOptions) {
    this.#subscription = connection.subscribe(workerSubject(worker), {
      callback: (_, message) => {
        message.respond("here");
        if (message.string() === "over") this.#end.abort();
        if (this.#isSilent) tell(`The run ${run} is back`);
        this.#heard = performance.now();
        this.#isSilent = false;
      },
    });
    this.#timer = setInterval(() => {
      if (this.#isSilent || performance.now() - this.#heard < SILENCE) return;
      this.#isSilent = true;
      const way = `./al train --resume FOLDER --blocks-on ${url}`;
      tell(`Waiting: the run ${run} does not answer; where it was killed it goes on with  ${way}`);
    }, EVERY);
  }

  /** Tells that the run is over. */
  get over(): AbortSignal {
    return this.#end.signal;
  }

  /** Hears no more. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#subscription.unsubscribe();
  }
}

async function answerOf(broker: Broker, run: string, worker: string): Promise<Answer> {
  const asking: Asking = { ...SPEAKER, worker };
  try {
    const text = JSON.stringify(asking);
    const answer = await broker.connection.request(joinSubject(run), text, { timeout: 2 * ANSWER });
    return heard<Answer>(answer.string(), SHAPES.answer) ?? { kind: "full" };
  } catch (error) {
    if (!isUnheard(error)) await pause(EVERY);
    return { kind: "full" }; // the run is gone again, or the server
  }
}
