/**
 * The steps of a run whose blocks learn in other processes: feeds mini-batches, follows the losses, and brings
 * the states of the blocks together where the run needs them.
 *
 * @module
 */
import { type Chain, forTraining, tensor, Totals } from "../../engine/mod.ts";
import { type Batch, DataError } from "../../datasets/mod.ts";
import {
  type BlockTimes,
  type Feed,
  feedOf,
  labelledInputs,
  type Stepping,
  type StepWatch,
} from "../loop/steps.ts";
import { memoryOf } from "../loop/tensors.ts";
import type { Broker } from "./broker.ts";
import { Crew } from "./crew.ts";
import { Names } from "./names.ts";
import { decodeParcel, encodeParcel } from "./parcel.ts";
import { type Arrays, readAll, writeAll } from "./part.ts";
import { Outbox, placeOf } from "./queue.ts";
import { Reports } from "./reports.ts";
import { blocksText, type ItemWords, type Report, type Session } from "./session.ts";
import { States } from "./states.ts";
import { addStreams, removeStreams } from "./streams.ts";
import { WorkerTimes } from "./worker_times.ts";

/** A run that is spread over processes. */
export interface SpreadOptions {
  /** The net of the run. */
  readonly chain: Chain;
  /** What the worker of each part needs. */
  readonly sessions: readonly Session[];
  /** Receives lines for a person. */
  readonly tell: (line: string) => void;
  /** Receives for each part the share of the time of late in which it computed, from 0 to 1. */
  readonly busy: (shares: readonly number[]) => void;
}

/** A mini-batch that was fed. */
interface Fed {
  readonly batch: Batch;
  readonly isSaved: boolean;
}

/** Steps by workers. */
export class Spread implements Stepping, AsyncDisposable {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #options: SpreadOptions;
  readonly #broker: Broker;
  readonly #names: Names;
  readonly #states: States;
  readonly #entry: Feed;
  readonly #outbox: Outbox;
  readonly #times: WorkerTimes;
  /** Ends the reading of reports, with the error that the run ends with. */
  readonly #end = new AbortController();
  /** What is done at the end, the last first. */
  readonly #ends = new AsyncDisposableStack();
  /** What the parts report; null before the first step. */
  #reports: Reports | null = null;
  /** Whether the run is to stop. */
  #stopped = () => false;
  /** The last item that was sent. */
  #sent = 0;
  /** The item whose states the chain has. */
  #gathered = 0;

  /** The steps of a run; workers are taken in with the first one. */
  constructor(options: SpreadOptions, broker: Broker) {
    const { chain, sessions, tell } = options;
    this.totals = new Totals(chain.device, chain.losses.length);
    this.#options = options;
    this.#broker = broker;
    this.#names = new Names(sessions[0]);
    this.#states = new States(broker, this.#names, "run");
    this.#entry = feedOf(chain, forTraining);
    this.#outbox = new Outbox(broker, placeOf(this.#names, 0), "run", tell);
    this.#times = new WorkerTimes(
      sessions.map(({ spec: { first, end } }) => [first, end]),
      this.#window,
    );
  }

  /** Times of the workers; null where they have not learned from enough mini-batches. */
  get times(): BlockTimes | null {
    return this.#times.times;
  }

  /**
   * Has mini-batches learned from in their order, several at a time on their way, and gives each when all blocks
   * have learned from it. Where the run saves, and at the end, the chain has the states of its blocks.
   */
  async *through(batches: Iterable<Batch>, watch: StepWatch): AsyncGenerator<Batch> {
    this.#stopped = watch.stopped;
    this.#reports ??= await this.#begin();
    await this.#give("rates", {}, await this.#rates());
    await this.#followOther();
    const fed: Fed[] = [];
    let count = 0;
    for (const batch of batches) {
      if (watch.stopped()) break;
      fed.push(await this.#feed(batch, watch.saves(count++)));
      if (fed.length === this.#window) yield await this.#learned(fed.shift()!);
    }
    for (const each of fed) yield await this.#learned(each);
    if (this.#gathered < this.#sent) {
      await this.#give("save");
      await this.#gather();
    }
  }

  /** Does nothing: what is given is learned from. */
  drain(): void {}

  /** Ends the run on the server: nothing of it stays there. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync();
  }

  /** Mini-batches at most between the feeding and the last block: two for each part, and one more. */
  get #window(): number {
    return 2 * this.#options.sessions.length + 1;
  }

  /** Makes the streams, writes the states that the parts begin with, and takes workers in. */
  async #begin(): Promise<Reports> {
    const { sessions, tell } = this.#options, [{ run }] = sessions;
    await removeStreams(this.#broker, run);
    this.#ends.defer(() => removeStreams(this.#broker, run));
    await addStreams(this.#broker, this.#names, sessions.length);
    for (const [part, { spec: { first, end } }] of sessions.entries()) {
      const arrays = await readAll(memoryOf(this.#options.chain.part(first, end)));
      await this.#states.write(part, 0, await encodeParcel({ arrays, about: {} }));
    }
    const parts = sessions.map(({ spec }) => blocksText(spec));
    const reports = new Reports(this.#broker, this.#names, parts, this.#end.signal);
    this.#ends.defer(() => reports.close());
    const abandon = (blocks: string) => this.#end.abort(abandonedError(blocks));
    const stopped = () => this.#stopped();
    this.#ends.use(new Crew(this.#broker, sessions, { tell, stopped, abandon }));
    this.#ends.defer(() => this.#end.abort());
    return reports;
  }

  /** The learning rates by the names of groups, as the chain has them now. */
  async #rates(): Promise<Record<string, number>> {
    const rates: Record<string, number> = {};
    for (const { name, optimizer } of this.#options.chain.groups) {
      rates[name] = (await optimizer.state.get("progress")!.data())[0];
    }
    return rates;
  }

  async #feed(batch: Batch, isSaved: boolean): Promise<Fed> {
    await this.#give("batch", labelledInputs(this.#entry, batch));
    if (isSaved) await this.#give("save");
    return { batch, isSaved };
  }

  /** Waits until all parts have learned from the mini-batch that was fed first, and gives it. */
  async #learned({ batch, isSaved }: Fed): Promise<Batch> {
    const reports = await this.#follow();
    this.#add(reports);
    this.#times.add(reports);
    this.#options.busy(this.#times.shares);
    if (isSaved) await this.#gather();
    return batch;
  }

  /** Sends the next item. */
  async #give(
    kind: ItemWords["kind"],
    arrays: Arrays = {},
    rates?: Readonly<Record<string, number>>,
  ): Promise<void> {
    const about: ItemWords = { kind, rates };
    await this.#outbox.send(++this.#sent, await encodeParcel({ arrays, about }));
  }

  /** Waits until all parts have done the next item. */
  #follow(): Promise<readonly Report[]> {
    return this.#reports!.next();
  }

  /** Waits until all parts have done the next item, which is no mini-batch. */
  #followOther(): Promise<readonly Report[]> {
    this.#times.other();
    return this.#follow();
  }

  /** Adds the losses of a mini-batch to the totals. */
  #add(reports: readonly Report[]): void {
    const { device } = this.#options.chain;
    const losses = reports.flatMap(({ losses }) => losses);
    device.scope(() =>
      this.totals.add(losses.map((loss) => tensor(device, Float32Array.of(loss), [])))
    );
  }

  /** Waits until all parts have saved, and brings their states into the chain. */
  async #gather(): Promise<void> {
    const [{ item }] = await this.#followOther();
    for (const [part, { spec }] of this.#options.sessions.entries()) {
      const bytes = await this.#states.read(part, item);
      const name = `the state of ${blocksText(spec)}`;
      if (!bytes) {
        throw new DataError(
          `Cannot read ${name}: NATS has lost it, go on from the last checkpoint with --resume`,
        );
      }
      const { arrays } = decodeParcel(bytes, name);
      writeAll(memoryOf(this.#options.chain.part(spec.first, spec.end)), arrays, blocksText(spec));
    }
    await this.#states.remove("*", this.#gathered);
    this.#gathered = item;
  }
}

/** What a run ends with that is to stop while blocks have no worker: their last mini-batches cannot be finished. */
function abandonedError(blocks: string): DataError {
  return new DataError(
    `Stopped while nobody hosted ${blocks}: go on from the last checkpoint with --resume`,
  );
}
