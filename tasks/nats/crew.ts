/**
 * The workers of a run: who hosts which part, who is missing, and what to do about it.
 *
 * @module
 */
import type { Msg, Subscription } from "@nats-io/transport-node";
import { type Broker, pause } from "./broker.ts";
import { isUnheard } from "./faults.ts";
import { now } from "./clock.ts";
import { heard, SHAPES } from "./heard.ts";
import { clockSubject, FIND, joinSubject, workerSubject } from "./names.ts";
import {
  type Answer,
  type Asking,
  blocksText,
  type Offer,
  type Session,
  SPEAKER,
  versionFault,
} from "./session.ts";

/** How often workers are asked whether they are there, in milliseconds. */
const EVERY = 1000;

/** How long a worker may not answer before another may take its place, in milliseconds. */
const SILENCE = 30_000;

/** A part, and the worker that hosts it. */
interface Seat {
  readonly session: Session;
  /** The worker; null where there is none. */
  worker: string | null;
  /** When the worker was last heard. */
  heard: number;
}

/** How a crew is looked after. */
export interface CrewOptions {
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
  /** Whether the run is to stop: then nobody is waited for. */
  readonly stopped: () => boolean;
  /** Called with the blocks that nobody hosts, where the run is to stop. */
  readonly abandon: (blocks: string) => void;
}

/** The workers of a run. */
export class Crew implements AsyncDisposable {
  readonly #broker: Broker;
  readonly #run: string;
  readonly #seats: readonly Seat[];
  readonly #options: CrewOptions;
  readonly #subscriptions: Subscription[];
  #isOver = false;
  #told = "";

  /**
   * Takes workers in from now on.
   *
   * @param sessions What the worker of each part needs.
   */
  constructor(broker: Broker, sessions: readonly Session[], options: CrewOptions) {
    this.#broker = broker;
    this.#run = sessions[0].run;
    this.#seats = sessions.map((session) => ({ session, worker: null, heard: 0 }));
    this.#options = options;
    const { connection } = broker;
    this.#subscriptions = [
      connection.subscribe(FIND, { callback: (_, message) => this.#offer(message) }),
      connection.subscribe(joinSubject(this.#run), {
        callback: (_, message) => void this.#join(message),
      }),
      connection.subscribe(clockSubject(this.#run), {
        callback: (_, message) => void message.respond(String(now())),
      }),
    ];
    this.#watch();
  }

  /** Tells all workers that the run is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    await Promise.all(this.#seats.map((seat) => this.#ask(seat, "over")));
  }

  #offer(message: Msg): void {
    const offer: Offer = { ...SPEAKER, run: this.#run, free: this.#free.length };
    message.respond(JSON.stringify(offer));
  }

  /** Gives a worker a part that nobody hosts; those who are silent are looked for first. */
  async #join(message: Msg): Promise<void> {
    const asking = heard<Asking>(message.string(), SHAPES.asking);
    if (!asking) return; // from another program
    const reason = versionFault(SPEAKER, asking);
    if (reason) return void respond(message, { kind: "refused", reason });
    if (!this.#free.length) await Promise.all(this.#seats.map((seat) => this.#look(seat)));
    const [seat] = this.#free;
    if (!seat) return void respond(message, { kind: "full" });
    seat.worker = asking.worker;
    seat.heard = performance.now();
    respond(message, { kind: "seat", session: seat.session });
    this.#tellMissing();
  }

  /** Parts that nobody hosts. */
  get #free(): Seat[] {
    return this.#seats.filter(({ worker }) => worker === null);
  }

  /** Looks after the workers as long as the run lasts. */
  async #watch(): Promise<void> {
    while (!this.#isOver) {
      await Promise.all(this.#seats.map((seat) => this.#look(seat)));
      if (!this.#isOver) this.#tellMissing();
      if (this.#free.length && this.#options.stopped()) this.#options.abandon(this.#missing);
      await pause(EVERY);
    }
  }

  /** Takes the part from a worker that is gone. */
  async #look(seat: Seat): Promise<void> {
    const { worker } = seat;
    if (worker === null) return;
    const state = await this.#ask(seat, "ping");
    if (seat.worker !== worker) return;
    if (state === "here") seat.heard = performance.now();
    const isLost = state === "silent" && performance.now() - seat.heard > SILENCE;
    if (state === "gone" || isLost) seat.worker = null;
  }

  /** Asks the worker of a part; the server knows at once where its connection has ended. */
  async #ask({ worker }: Seat, what: "ping" | "over"): Promise<"here" | "silent" | "gone"> {
    if (worker === null || this.#broker.connection.isClosed()) return "gone";
    try {
      await this.#broker.connection.request(workerSubject(worker), what, { timeout: 1000 });
      return "here";
    } catch (error) {
      return isUnheard(error) ? "gone" : "silent";
    }
  }

  /** The blocks that nobody hosts, in words. */
  get #missing(): string {
    return this.#free.map(({ session: { spec } }) => blocksText(spec)).join(", ");
  }

  /** Tells who is missing, whenever that changes. */
  #tellMissing(): void {
    const text = this.#missing, { tell } = this.#options;
    if (text === this.#told) return;
    this.#told = text;
    const count = `${this.#free.length} of ${this.#seats.length} workers`;
    if (!text) return tell(`All ${this.#seats.length} workers are here`);
    const how = `./al work --nats ${this.#broker.url}`;
    tell(`Waiting for ${count}, for ${text}: start on any machine  ${how}`);
  }
}

function respond(message: Msg, answer: Answer): void {
  message.respond(JSON.stringify(answer));
}
