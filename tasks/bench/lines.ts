/**
 * What the benchmark says: one line for each thing that it learns, as printed by `--json`.
 *
 * @module
 */

import type { Environment } from "../environment.ts";

/** What everything was measured on. */
export interface EnvironmentLine extends Environment {
  /** The kind of line. */
  readonly kind: "environment";
  /** When the benchmark started, ISO 8601. */
  readonly date: string;
  /** Processes that ran or waited in the last minute: what else the machine does spoils figures. */
  readonly load: number;
}

/** The units of rates: 10^9 floating-point operations, or bytes, a second. */
export type Unit = "GFLOP/s" | "GB/s";

/** What the adapter can do at most. */
export interface CeilingLine {
  /** The kind of line. */
  readonly kind: "ceiling";
  /** What is limited. */
  readonly unit: Unit;
  /** The best run. */
  readonly rate: number;
  /** The rate of each run of each kernel. */
  readonly rates: readonly number[];
}

/** How fast an engine computes a case. */
export interface CaseLine {
  /** The kind of line. */
  readonly kind: "case";
  /** Name of the case. */
  readonly case: string;
  /** `ours`, or the name of a peer. */
  readonly engine: string;
  /** Version of the engine. */
  readonly version: string;
  /** The adapter or processor that it ran on. */
  readonly adapter: string;
  /** Milliseconds a step: the median of the runs. */
  readonly milliseconds: number;
  /** Milliseconds a step, one for each run; the run's settling is within. */
  readonly runs: readonly number[];
  /** Steps of a run. */
  readonly steps: number;
  /** Milliseconds that settling takes when nothing is left to do. */
  readonly settle: number;
  /** Unit of the rate. */
  readonly unit: Unit;
  /** What the median step comes to. */
  readonly rate: number;
  /** Rate as a part of the adapter's ceiling, 0 to 1; ours only. */
  readonly share?: number;
  /** How many times as fast ours is; peers only, where ours was measured too. */
  readonly oursIsFasterBy?: number;
}

/** What a training step costs the host. */
export interface HostLine {
  /** The kind of line. */
  readonly kind: "host";
  /** Name of the case. */
  readonly case: string;
  /** How the step runs: built anew, replayed, or replayed with its batch copied in before. */
  readonly step: "unrecorded" | "replayed" | "replayed on a new batch";
  /** Kernels of a step. */
  readonly dispatches: number;
  /** Host milliseconds a step, handing over included, waiting left out: the median. */
  readonly milliseconds: number;
  /** Host microseconds a kernel. */
  readonly microseconds: number;
  /** Bind groups made a step. */
  readonly bindGroups: number;
  /** Bytes of device memory that a step asks for, at its peak. */
  readonly allocated: number;
}

/** Why there is no figure. */
export interface LeftOutLine {
  /** The kind of line. */
  readonly kind: "left out";
  /** Name of the peer; `ours` for a case that was not chosen. */
  readonly engine: string;
  /** Name of the case, or null when the whole engine is left out. */
  readonly case: string | null;
  /** Why. */
  readonly reason: string;
}

/** A line of the benchmark. */
export type Line = EnvironmentLine | CeilingLine | CaseLine | HostLine | LeftOutLine;
