/** A step that was recorded, as a device sees it. */
import type { Lane } from "./backend.ts";
import { KernelError } from "../error.ts";
import type { Storage } from "./memory.ts";
import type { Block } from "./pool.ts";

/** What a recording consists of. */
export interface RecordedParts<Command> {
  /** Its commands, in order. */
  readonly commands: readonly Command[];
  /** Its lane. */
  readonly lane: number;
  /** How many lanes run together. */
  readonly lanes: number;
  /** The name of the memory of its results, if that has one. */
  readonly results?: string;
  /** Storages that it did not make itself, or that it returned: kept from the garbage collector. */
  readonly held: readonly Storage[];
  /** The held storages that it writes. */
  readonly written: ReadonlySet<Storage>;
  /** Names of the memories of results, its own and of other recordings, in which held storages lie. */
  readonly named: ReadonlySet<string>;
}

/** A recorded step. */
export class Recorded<B extends Block, Command> implements Lane<B, Command> {
  readonly commands: readonly Command[];
  readonly lane: number;
  readonly lanes: number;
  readonly blocks: readonly B[];
  readonly #parts: RecordedParts<Command>;
  /** What was found of other steps; they are compared once. */
  readonly #objections = new WeakMap<Recorded<B, Command>, string>();

  constructor(parts: RecordedParts<Command>) {
    this.commands = parts.commands;
    this.lane = parts.lane;
    this.lanes = parts.lanes;
    this.blocks = parts.held.map((storage) => storage.block as B);
    this.#parts = parts;
  }

  /** Refuses a step one of whose storages was freed. */
  checkAlive(): void {
    if (this.#parts.held.every((storage) => storage.alive)) return;
    throw new KernelError(
      "Cannot replay a step: a tensor that it uses was freed, keep it or record anew",
    );
  }

  waitsFor(earlier: Recorded<B, Command>): boolean {
    return this.objection(earlier) !== "";
  }

  /** Why this step and another one cannot run at the same time; empty if they can. */
  objection(other: Recorded<B, Command>): string {
    const known = this.#objections.get(other);
    if (known !== undefined) return known;
    const found = objectionOf(this.#parts, other.#parts);
    this.#objections.set(other, found);
    return found;
  }
}

function objectionOf(one: RecordedParts<unknown>, other: RecordedParts<unknown>): string {
  if (one.lane === other.lane) {
    return `Cannot run two recordings of lane ${one.lane} together: they have their temporaries in ` +
      "common, record them for lanes of their own";
  }
  if (one.results !== undefined && one.results === other.results) {
    return `Cannot run two recordings with results "${one.results}" together: both overwrite this ` +
      "memory, give the results of each a name of their own";
  }
  if (!disturbs(one, other) && !disturbs(other, one)) return "";
  return `Cannot run recordings of lanes ${one.lane} and ${other.lane} together: one writes a ` +
    "tensor that the other one uses, replay them one after another";
}

/** Whether a step writes what another one uses; results of one name lie in the same memory. */
function disturbs(
  { results, written }: RecordedParts<unknown>,
  { held, named }: RecordedParts<unknown>,
): boolean {
  if (results !== undefined && named.has(results)) return true;
  return held.some((storage) => written.has(storage));
}
