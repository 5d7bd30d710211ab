/**
 * What a run tells its workers, and what workers and the run say to each other.
 *
 * @module
 */
import type { ModelName, PartRange } from "../../models/mod.ts";
import type { Precision } from "./parcel.ts";
import { version } from "../version.ts";

/** Version of what processes say to each other. */
const PROTOCOL = 3;

/** Who speaks: programs of other versions may compute otherwise. */
export interface Speaker {
  /** Version of what it says to other processes. */
  readonly protocol: number;
  /** Version of the program. */
  readonly program: string;
}

/** This program. */
export const SPEAKER: Speaker = { protocol: PROTOCOL, program: version };

/** A worker that asks for blocks. */
export interface Asking extends Speaker {
  /** The name that it made up. */
  readonly worker: string;
}

/** A run that looks for workers, in answer to who looks for a run. */
export interface Offer extends Speaker {
  /** The run. */
  readonly run: string;
  /** Parts that nobody hosts. */
  readonly free: number;
}

/** What a worker needs to host a part. */
export interface Session {
  /** The run. */
  readonly run: string;
  /** A name for this start of the run, unlike that of all before: it has another each time that it goes on. */
  readonly start: string;
  /** The part, counted from 0. */
  readonly part: number;
  /** Number of parts. */
  readonly parts: number;
  /** The model, and the blocks of the part. */
  readonly spec: PartRange & { readonly model: ModelName; readonly options: unknown };
  /** In which type features and codes are handed on. */
  readonly precision: Precision;
  /** Items between two checkpoints of a worker. */
  readonly saveEvery: number;
  /** The device of the run, and the variants of kernels that it took. */
  readonly device: {
    readonly name: string;
    readonly choices: readonly (readonly [string, string])[];
  };
}

/** The answer to a worker that asks for blocks. */
export type Answer =
  | { readonly kind: "seat"; readonly session: Session }
  | { readonly kind: "full" }
  | { readonly kind: "refused"; readonly reason: string };

/** What an item says besides its arrays. */
export interface ItemWords {
  /** What is to be done: learn from the arrays, take other rates, or write the state. */
  readonly kind: "batch" | "rates" | "save";
  /** Rates by the names of groups. */
  readonly rates?: Readonly<Record<string, number>>;
}

/** What a part reports of an item. */
export interface Report {
  /** The item. */
  readonly item: number;
  /** The losses of its blocks; none where nothing was learned. */
  readonly losses: readonly number[];
  /** When the part began to compute, in milliseconds of the run's clock. */
  readonly begun: number;
  /** Milliseconds that it computed. */
  readonly busy: number;
  /** Milliseconds since the item before in which it did not: it waited, handed on, or saved. */
  readonly waited: number;
  /** Why the run cannot go on, where it cannot. */
  readonly failed?: string;
}

/** The share of the time in which a part computed, from 0 to 1; the rest it waited. */
export function busyShare({ busy, waited }: Pick<Report, "busy" | "waited">): number {
  return busy / Math.max(busy + waited, 1e-9);
}

/** Why a program of another version is refused, or null where it may take part. */
export function versionFault(own: Speaker, other: Speaker): string | null {
  const text = ({ program, protocol }: Speaker) => `${program} (protocol ${protocol})`;
  if (own.program === other.program && own.protocol === other.protocol) return null;
  return `the run has version ${text(own)} and the worker ${text(other)}, install the same on both`;
}

/** Splits blocks among so many workers, as evenly as they go: `[[0, 2], [2, 3]]` for three blocks and two. */
export function splitBlocks(blocks: number, workers: number): (readonly [number, number])[] {
  const parts = Math.min(blocks, workers);
  const start = (i: number) => Math.floor(i * blocks / parts);
  return Array.from({ length: parts }, (_, i) => [start(i), start(i + 1)] as const);
}

/** The blocks of a part in words, counted from 1: `block 1`, `blocks 2-3`. */
export function blocksText({ first, end }: PartRange): string {
  return end - first === 1 ? `block ${end}` : `blocks ${first + 1}-${end}`;
}
