/**
 * The ways of examples from the input to the first exit of a chain, and from each exit to the next.
 *
 * @module
 */
import { type HostInput, keyOf, overwrite } from "../tensor/recorded.ts";
import { type Signal, tensor } from "../tensor/tensor.ts";
import type { Chain } from "./chain.ts";
import { ExampleRoom, type Features } from "./features.ts";
import { Repeated } from "./repeated.ts";

/** The blocks from one exit to the next. */
export interface Span {
  /** Blocks that features have been through which enter it. */
  readonly from: number;
  /** The exit at its end. */
  readonly exit: number;
  /** Blocks that features have been through which it hands on. */
  readonly to: number;
}

/**
 * The spans between the exits of a chain. Features of the block at an exit are made only if blocks above need
 * them.
 */
export function spansOf({ blocks }: Chain, exits: readonly number[]): Span[] {
  let from = 0;
  return exits.map((exit, i) => {
    const isBelow = i === exits.length - 1 || blocks[exit - 1].encoder.summarize;
    const span = { from, exit, to: isBelow ? exit - 1 : exit };
    from = span.to;
    return span;
  });
}

/** What examples come to at an exit. */
export interface AtExit {
  /** Class logits `[examples, classes]`. */
  readonly logits: Signal;
  /** Features with which those that stay go on. */
  readonly features: Features<Signal>;
}

/** Takes features through a span. */
function passed(chain: Chain, { from, exit, to }: Span, input: Features<Signal>): AtExit {
  const below = chain.blocks.slice(from, exit - 1).reduce((x, f) => f.forward(x), input);
  const top = chain.blocks[exit - 1];
  if (to < exit) return { features: below, logits: chain.classify(top.shortcut(below), exit) };
  const features = top.forward(below);
  return { features, logits: chain.classify(top.bridge(features), exit) };
}

/** The way to the first exit, from mini-batches of the host. */
export class FirstStage {
  readonly #chain: Chain;
  readonly #span: Span;
  #inputs: Record<string, Signal> = {};
  #key = "";
  #pass: Repeated<AtExit> | null = null;

  constructor(chain: Chain, span: Span) {
    this.#chain = chain;
    this.#span = span;
  }

  /** Takes a mini-batch to the exit; see {@linkcode Repeated}. */
  run(data: Readonly<Record<string, HostInput>>): Repeated<AtExit> {
    const { device, entry } = this.#chain;
    const key = keyOf(data);
    if (!this.#pass || key !== this.#key) {
      this.#pass?.free();
      device.release(this.#inputs);
      const inputs: Record<string, Signal> = this.#inputs = {};
      overwrite(device, inputs, data);
      const body = () => passed(this.#chain, this.#span, entry.features(inputs));
      [this.#key, this.#pass] = [key, new Repeated(device, inputs, body)];
    } else overwrite(device, this.#inputs, data);
    return this.#pass;
  }
}

/**
 * The way from an exit to the next one. Examples wait in front of it until they fill a mini-batch: few that go
 * on take as long, each, as many.
 */
export class LaterStage<Example> {
  readonly #chain: Chain;
  readonly #span: Span;
  #waiting: Example[] = [];
  #room: ExampleRoom | null = null;
  #pass: Repeated<AtExit> | null = null;

  constructor(chain: Chain, span: Span) {
    this.#chain = chain;
    this.#span = span;
  }

  /** Places for examples that are free. */
  get places(): number {
    return (this.#room?.size ?? 0) - this.#waiting.length;
  }

  /** Examples that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether some of the features can wait beside those that do. */
  fits(features: Features<Signal>): boolean {
    return this.#room !== null && this.#room.fits(features) &&
      features.x.shape[0] <= this.#room.size;
  }

  /** Makes room for features of other sizes; nobody may be waiting. */
  makeRoom(like: Features<Signal>): void {
    const { device } = this.#chain;
    this.#pass?.free();
    device.release(this.#room?.own);
    const room = this.#room = new ExampleRoom(like);
    device.keep(room.own);
    this.#pass = new Repeated(
      device,
      room.features,
      () => passed(this.#chain, this.#span, room.features),
    );
  }

  /** Lets examples wait, which have free places; `rows` are their places in a mini-batch. */
  take(features: Features<Signal>, rows: Uint32Array<ArrayBuffer>, examples: readonly Example[]) {
    const { device } = this.#chain;
    device.scope(() => this.#room!.put(this.waiting, features, tensor(device, rows)));
    this.#waiting.push(...examples);
  }

  /** Takes the examples that wait to the exit. */
  run(): { readonly examples: readonly Example[]; readonly pass: Repeated<AtExit> } {
    const { device } = this.#chain;
    const examples = this.forget();
    const few = this.#room!.first(examples.length);
    const pass = examples.length === this.#room!.size
      ? this.#pass!
      : new Repeated(device, few, () => passed(this.#chain, this.#span, few));
    return { examples, pass };
  }

  /** Nobody waits any more. */
  forget(): readonly Example[] {
    const examples = this.#waiting;
    this.#waiting = [];
    return examples;
  }
}
