/**
 * Hosts a part of a run: takes items in their order, learns from them, and hands on what the next part takes.
 *
 * A state counts before its items are acknowledged, and an item's results are stored before the state counts,
 * so that whoever goes on from the state neither loses an item nor applies one twice.
 *
 * @module
 */
import type { Device } from "../../engine/mod.ts";
import type { Broker } from "./broker.ts";
import { GoneError, messageOf } from "./faults.ts";
import { clockAhead, now } from "./clock.ts";
import { SHAPES } from "./heard.ts";
import { TakenError } from "./messages.ts";
import { Names } from "./names.ts";
import { decodeParcel, encodeParcel } from "./parcel.ts";
import { type Arrays, Part, type Stepped } from "./part.ts";
import { Inbox, Outbox, placeOf } from "./queue.ts";
import { sendReport } from "./reports.ts";
import { blocksText, type ItemWords, type Report, type Session } from "./session.ts";
import { States } from "./states.ts";

/** How a part is hosted. */
export interface HostOptions {
  /** What the run gave. */
  readonly session: Session;
  /** The name of this attempt; no other has it. */
  readonly attempt: string;
  /** Ends the hosting. */
  readonly signal: AbortSignal;
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
  /** Called after each item with what is reported of it. */
  readonly done: (report: Report) => void;
}

/**
 * Hosts a part until the signal. What it fails of ends the run, which is told so and goes on from its checkpoint.
 *
 * @throws {GoneError} when the run is gone
 * @throws {TakenError} when another worker has taken over
 * @throws {DataError} when what it received is damaged
 */
export async function hostPart(
  broker: Broker,
  device: Device,
  options: HostOptions,
): Promise<void> {
  try {
    await new Host(broker, device, options).run();
  } catch (error) {
    if (!(error instanceof GoneError || error instanceof TakenError)) {
      const { session } = options;
      const report = { item: 0, ...IDLE, failed: messageOf(error) };
      await sendReport(broker, new Names(session), session.part, report);
    }
    throw error;
  }
}

const NOTHING: Stepped = { arrays: {}, losses: [] };

/** What is reported where nothing was computed. */
const IDLE = { losses: [], begun: 0, busy: 0, waited: 0 } as const;

/** A part that is hosted. */
class Host {
  readonly #broker: Broker;
  readonly #options: HostOptions;
  readonly #part: Part;
  readonly #states: States;
  readonly #names: Names;
  readonly #outbox: Outbox | null;
  /** What is being sent while the next item is worked on. */
  #sending: Promise<void> = Promise.resolve();
  /** The item of the last state, and whether the run reads it too. */
  #saved = { item: 0, isOfRun: true };
  /** Milliseconds by which the run's clock is ahead. */
  #ahead = 0;
  /** When the item before was done, on the own clock. */
  #doneAt = now();

  /** Builds the blocks of a part. */
  constructor(broker: Broker, device: Device, options: HostOptions) {
    const { session, attempt, tell } = options;
    this.#broker = broker;
    this.#options = options;
    this.#names = new Names(session);
    this.#states = new States(broker, this.#names, attempt);
    this.#part = new Part(device, session);
    const next = session.part + 1;
    this.#outbox = next < session.parts
      ? new Outbox(broker, placeOf(this.#names, next), attempt, tell)
      : null;
  }

  /** Works until the signal. */
  async run(): Promise<void> {
    const { session: { run, part }, attempt, signal } = this.#options;
    await this.#load();
    this.#ahead = await clockAhead(this.#broker, run);
    this.#doneAt = now();
    const stream = this.#names.inputStream(part);
    const inbox = new Inbox(this.#broker, {
      stream,
      reader: attempt,
      applied: this.#saved.item,
      signal,
    });
    try {
      while (await this.#next(inbox));
      await this.#sending;
    } finally {
      await inbox.close();
    }
  }

  /** Loads the newest state. */
  async #load(): Promise<void> {
    const { session: { part, spec }, tell } = this.#options;
    const { item, bytes } = await this.#states.newest(part);
    const words = blocksText(spec);
    const { arrays, about } = decodeParcel<{ isOfRun?: boolean }>(
      bytes,
      `the state of ${words}`,
      SHAPES.state,
    );
    this.#part.load(arrays);
    this.#saved = { item, isOfRun: about.isOfRun ?? true };
    tell(`Hosting ${words}${item ? ` from item ${item} on` : ""}`);
    // Whoever wrote it may have been killed before the run heard of it.
    if (item && this.#saved.isOfRun) await this.#report({ item, ...IDLE });
  }

  /** Takes the next item, if there is one. */
  async #next(inbox: Inbox): Promise<boolean> {
    const received = await inbox.next();
    if (!received) return false;
    const { item, bytes } = received;
    const begun = now();
    const { session: { saveEvery }, done } = this.#options;
    const { arrays, about } = decodeParcel<ItemWords>(bytes, `item ${item}`, SHAPES.words);
    const { arrays: handed, losses } = await this.#work(about, arrays);
    const busy = now() - begun;
    await this.#sending;
    const report = {
      ...{ item, losses, busy, begun: begun + this.#ahead },
      waited: now() - this.#doneAt - busy,
    };
    this.#doneAt = now();
    const isOfRun = about.kind === "save";
    if (isOfRun || item - this.#saved.item >= saveEvery || inbox.isHalfFull) {
      await this.#send(item, about, handed);
      if (!isOfRun) await this.#report(report);
      await this.#save(item, isOfRun);
      inbox.acknowledge(item);
      if (isOfRun) await this.#report(report);
    } else {
      this.#sending = this.#sendAll(item, about, handed, report);
      this.#sending.catch(() => {}); // the next item waits for it, and throws
    }
    done(report);
    return true;
  }

  /** Does what an item asks for. */
  async #work({ kind, rates = {} }: ItemWords, arrays: Arrays): Promise<Stepped> {
    if (kind === "batch") return await this.#part.step(arrays);
    if (kind === "rates") this.#part.setRates(rates);
    return NOTHING;
  }

  async #sendAll(item: number, about: ItemWords, arrays: Arrays, report: Report): Promise<void> {
    await this.#send(item, about, arrays);
    await this.#report(report);
  }

  #report(report: Report): Promise<void> {
    return sendReport(this.#broker, this.#names, this.#options.session.part, report);
  }

  async #send(item: number, about: ItemWords, arrays: Arrays): Promise<void> {
    const { precision } = this.#options.session;
    await this.#outbox?.send(item, await encodeParcel({ arrays, about }, precision));
  }

  /** Writes the state after an item; the one before is not needed then, unless the run reads it. */
  async #save(item: number, isOfRun: boolean): Promise<void> {
    const { session: { part } } = this.#options;
    const arrays = await this.#part.state();
    await this.#states.write(part, item, await encodeParcel({ arrays, about: { isOfRun } }));
    if (!this.#saved.isOfRun) await this.#states.remove(part, this.#saved.item);
    this.#saved = { item, isOfRun };
  }
}
