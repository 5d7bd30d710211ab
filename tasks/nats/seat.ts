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

/** How long a run may not ask before a worker looks for another one, in milliseconds. */
const SILENCE = 10_000;

/** Why a worker lets go of its part. */
export type Leaving = "the run is over" | "another run needs a worker";

/** A part that a run gave to this worker. */
export interface Taken extends Disposable {
  /** What the run gave. */
  readonly session: Session;
  /** Tells to let go of it; its reason is a {@linkcode Leaving}. */
  readonly leave: AbortSignal;
}

/** How a worker looks for a run. */
export interface SeatOptions {
  /** The name that the worker made up. */
  readonly worker: string;
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
  /** How long a run may not ask before the worker looks for another one, in milliseconds; 10 seconds where absent. */
  readonly silence?: number;
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
    for (const { run } of inTurn(fitting(offers))) {
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

/**
 * The runs in the order in which they are asked: those that lack the fewest workers first, so that several runs do
 * not share workers too few for any of them, and those that lack none last, whose workers may have gone unseen.
 */
function inTurn(offers: readonly Offer[]): Offer[] {
  const lack = ({ free }: Offer) => free || Infinity;
  return offers.toSorted((a, b) =>
    lack(a) === lack(b) ? a.run < b.run ? -1 : 1 : lack(a) - lack(b)
  );
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
  return offers;
}

/** Asks a run for a part; null where it has none. */
async function ask(broker: Broker, run: string, options: SeatOptions): Promise<Taken | null> {
  const hearing = new Hearing(broker, run, options);
  const answer = await answerOf(broker, run, options.worker);
  if (answer.kind === "seat") {
    return {
      session: answer.session,
      leave: hearing.leave,
      [Symbol.dispose]: () => hearing[Symbol.dispose](),
    };
  }
  hearing[Symbol.dispose]();
  if (answer.kind === "full") return null;
  throw new DataError(`Cannot host blocks of ${run}: ${answer.reason}`);
}

/**
 * Answers the run that asks whether the worker is there, and notices where the run asks no more: it may be gone, and
 * then another run that lacks workers comes before it.
 */
class Hearing implements Disposable {
  readonly #broker: Broker;
  readonly #subscription: Subscription;
  readonly #leave = new AbortController();
  #heard = performance.now();
  #isOver = false;

  constructor(broker: Broker, run: string, options: SeatOptions) {
    this.#broker = broker;
    this.#subscription = broker.connection.subscribe(workerSubject(options.worker), {
      callback: (_, message) => {
        message.respond("here");
        this.#heard = performance.now();
        if (message.string() === "over") this.#end("the run is over");
      },
    });
    this.#watch(run, options);
  }

  /** Tells to let go of the part. */
  get leave(): AbortSignal {
    return this.#leave.signal;
  }

  /** Hears no more. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#subscription.unsubscribe();
  }

  #end(why: Leaving): void {
    this.#leave.abort(why);
  }

  /** Looks after the run as long as the worker hosts its part. */
  async #watch(run: string, { tell, silence = SILENCE }: SeatOptions): Promise<void> {
    const way = `./al train --resume FOLDER --blocks-on ${this.#broker.url}`;
    for (let wasSilent = false; !this.#isOver;) {
      await pause(EVERY);
      const isSilent = performance.now() - this.#heard > silence;
      if (isSilent && !wasSilent) {
        tell(
          `Waiting: the run ${run} does not answer; where it was killed it goes on with  ${way}`,
        );
      }
      if (!isSilent && wasSilent) tell(`The run ${run} is back`);
      wasSilent = isSilent;
      if (isSilent && await isAnyLacking(this.#broker)) this.#end("another run needs a worker");
    }
  }
}

/** Whether a run lacks a worker. */
async function isAnyLacking(broker: Broker): Promise<boolean> {
  const offers = await offersOf(broker);
  return offers.some((offer) => offer.free > 0 && !versionFault(offer, SPEAKER));
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
