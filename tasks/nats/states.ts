/**
 * The states of parts after some of the items: what a part needs to go on, wherever it is hosted.
 *
 * The server keeps them, so that another machine can go on where one was lost. A state is written before the
 * one before it is removed, and counts only when it is whole.
 *
 * @module
 */
import type { Broker } from "./broker.ts";
import { GoneError } from "./faults.ts";
import type { Names } from "./names.ts";
import { Assembly, headersOf, headOf, piecesOf } from "./pieces.ts";

/** A state that was found. */
export interface FoundState {
  /** The item after which it was written; 0 at the beginning. */
  readonly item: number;
  /** Its bytes. */
  readonly bytes: Uint8Array;
}

/** The states of the parts of a run. */
export class States {
  readonly #broker: Broker;
  readonly #names: Names;
  readonly #attempt: string;

  /** The states as one attempt writes them. */
  constructor(broker: Broker, names: Names, attempt: string) {
    this.#broker = broker;
    this.#names = names;
    this.#attempt = attempt;
  }

  /** Writes the state of a part after an item. */
  async write(part: number, item: number, bytes: Uint8Array): Promise<void> {
    const { room } = this.#broker;
    const place = { what: "save the state of blocks", stream: this.#names.stateStream };
    for (const { head, bytes: piece } of piecesOf(bytes, room, { item, attempt: this.#attempt })) {
      const subject = this.#names.state(part, item, head.index);
      await this.#broker.publish({ ...place, subject, bytes: piece, headers: headersOf(head) });
    }
  }

  /** Removes the state of a part, or of all parts, after an item. */
  async remove(part: number | "*", item: number): Promise<void> {
    const filter = this.#names.state(part, item, "*");
    await this.#broker.persist(
      "remove a state",
      () => this.#broker.manager.streams.purge(this.#names.stateStream, { filter }),
    );
  }

  /** The newest state of a part that is whole. */
  async newest(part: number): Promise<FoundState> {
    for (const item of (await this.#items(part)).toSorted((a, b) => b - a)) {
      const bytes = await this.read(part, item);
      if (bytes) return { item, bytes };
    }
    throw new GoneError(`there is no state of part ${part}`);
  }

  /** The state of a part after an item; null where it is not whole. */
  async read(part: number, item: number): Promise<Uint8Array | null> {
    const assembly = new Assembly();
    for (let index = 0, count = 1; index < count; index++) {
      const message = await this.#broker.persist(
        "read a state",
        () => this.#piece(part, item, index),
      );
      const head = headOf(message?.header);
      if (!message || !head) return null;
      count = head.count;
      // Pieces of two attempts do not make a whole.
      const whole = assembly.add({ head, bytes: message.data });
      if (whole) return whole;
    }
    return null;
  }

  async #piece(part: number, item: number, index: number) {
    const last_by_subj = this.#names.state(part, item, index);
    return await this.#broker.manager.direct.getMessage(this.#names.stateStream, { last_by_subj });
  }

  /** The items after which there are states of a part, whole or not. */
  async #items(part: number): Promise<number[]> {
    const subjects_filter = this.#names.state(part, "*", "*");
    const { state } = await this.#broker.persist(
      "look for states",
      () => this.#broker.manager.streams.info(this.#names.stateStream, { subjects_filter }),
    );
    const items = Object.keys(state.subjects ?? {}).map((subject) =>
      Number(subject.split(".").at(-2))
    );
    return [...new Set(items)];
  }
}
