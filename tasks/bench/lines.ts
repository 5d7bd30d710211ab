/**
 * The lines of the benchmark, one for each measurement, as printed by `--json`.
 *
 * @module
 */

import type { DeviceKind } from "../../engine/mod.ts";
import type { Environment } from "../run/environment.ts";
import type { MemoryLine } from "./memory.ts";
import type { SettlingMemoryLine } from "./settling_memory.ts";
import type { PipelineLine } from "./pipeline.ts";

/** The versions and the machine of all measurements. */
export interface EnvironmentLine
  extends Pick<Environment, "program" | "deno" | "system" | "processors"> {
  /** The kind of line. */
  readonly kind: "environment";
  /** When the benchmark started, ISO 8601. */
  readonly date: string;
  /** Processes that ran or waited in the last minute: what else the machine does spoils figures. */
  readonly load: number;
}

/** A device of ours that is measured. */
export interface DeviceLine {
  /** The kind of line. */
  readonly kind: "device";
  /** Its name in the other lines: `gpu`, `software`, or `cpu-2` where two threads are the device. */
  readonly name: string;
  /** Its own name. */
  readonly adapter: string;
  /** What runs the kernels. */
  readonly device: DeviceKind;
  /** Threads that run them, or null where a driver decides. */
  readonly threads: number | null;
  /** Kernel variants that were chosen by trial. */
  readonly kernels: Readonly<Record<string, string>>;
}

/** The units of rates: 10^9 floating-point operations, or bytes, a second. */
export type Unit = "GFLOP/s" | "GB/s";

/** A ceiling of a device. */
export interface CeilingLine {
  /** The kind of line. */
  readonly kind: "ceiling";
  /** Name of our device. */
  readonly device: string;
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
  /** Name of our device that it ran on, or that the peer is compared with. */
  readonly device: string;
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
  /** Rate of the median step. */
  readonly rate: number;
  /** Rate as a part of the device's ceiling, 0 to 1; ours only. */
  readonly share?: number;
  /** How many times as fast ours is; peers only, where ours was measured too. */
  readonly oursIsFasterBy?: number;
  /**
   * The largest difference of its numbers from ours, as a part of their mean magnitude; absent where
   * engines begin from other numbers.
   */
  readonly difference?: number;
}

/** The time of a training step on the host. */
export interface HostLine {
  /** The kind of line. */
  readonly kind: "host";
  /** Name of our device. */
  readonly device: string;
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

/** The time of a kernel that does next to nothing, in a recording that is replayed. */
export interface DispatchLine {
  /** The kind of line. */
  readonly kind: "dispatch";
  /** Name of our device. */
  readonly device: string;
  /** Whether each kernel reads the numbers that the kernel before it wrote, or numbers of its own. */
  readonly order: "chained" | "independent";
  /** Workgroups of a kernel: one runs on one thread, many are shared by all. */
  readonly groups: number;
  /** Microseconds a kernel, from the start of the replay until all is done: the median. */
  readonly microseconds: number;
  /** The same for each run. */
  readonly runs: readonly number[];
}

/** The time of compiling the kernels of a model's step for processors, in a process of its own. */
export interface CompileLine {
  /** The kind of line. */
  readonly kind: "compile";
  /** Name of the case whose step it is. */
  readonly case: string;
  /** Kernels of the step, each counted once. */
  readonly kernels: number;
  /** Milliseconds from WGSL to WebAssembly, nothing being warm: the median. */
  readonly translating: number;
  /** Milliseconds in which the runtime takes the modules; it compiles functions when first run. */
  readonly accepting: number;
  /** Bytes of the modules. */
  readonly bytes: number;
  /** Milliseconds of the first step, compiling and recording included. */
  readonly first: number;
  /** Milliseconds of the next step. */
  readonly next: number;
}

/** The time of a whole run of `train` with all defaults, in a process of its own. */
export interface TrainingLine {
  /** The kind of line. */
  readonly kind: "training";
  /** Name of our device. */
  readonly device: string;
  /** Seconds of the process, reading the data, validation, test and report included: the median. */
  readonly seconds: number;
  /** The same for each run. */
  readonly runs: readonly number[];
  /** Seconds of training alone, in the run that is the median. */
  readonly training: number;
  /** Steps of it. */
  readonly steps: number;
  /** Accuracy on the test rows, from 0 to 1. */
  readonly accuracy: number;
}

/** The time that texts save which leave a model early, as `adapt` measures it. */
export interface AdaptiveLine {
  /** The kind of line. */
  readonly kind: "adaptive";
  /** Name of our device. */
  readonly device: string;
  /** Name of the data set. */
  readonly data: string;
  /** Blocks of the model. */
  readonly depths: number;
  /** A text leaves at the first depth whose confidence reaches it, 0 to 1. */
  readonly threshold: number;
  /** Whether it is the model's default, which was picked on its validation texts. */
  readonly chosen: boolean;
  /** Mean number of blocks that a test text goes through. */
  readonly meanDepth: number;
  /** Accuracy on the test texts, 0 to 1. */
  readonly accuracy: number;
  /** The same with all blocks for all texts. */
  readonly fullAccuracy: number;
  /** Texts that were timed. */
  readonly rows: number;
  /** Texts of a batch. */
  readonly batch: number;
  /** Milliseconds a text with all blocks for all texts. */
  readonly full: number;
  /** Milliseconds a text where they leave early. */
  readonly adaptive: number;
}

/** How many words of real texts a step of training takes in a second. */
export interface TokensLine {
  /** The kind of line. */
  readonly kind: "tokens";
  /** Name of our device. */
  readonly device: string;
  /** Name of the data set. */
  readonly data: string;
  /** What batches are cut from: texts in any order, or windows sorted by length. */
  readonly order: "any" | "by length";
  /** Part of all positions of the batches that hold no word, 0 to 1. */
  readonly padding: number;
  /** Batches of a pass. */
  readonly batches: number;
  /** Words of a pass, padding left out. */
  readonly words: number;
  /** Seconds of each pass. */
  readonly seconds: readonly number[];
  /** Words a second in the median pass. */
  readonly rate: number;
}

/** What keeping the features of frozen blocks saves where the block above them learns. */
export interface AccumulateLine {
  /** The kind of line. */
  readonly kind: "accumulate";
  /** Name of our device. */
  readonly device: string;
  /** Name of the data set. */
  readonly data: string;
  /** The model. */
  readonly model: string;
  /** Blocks that are frozen; the one above them learns. */
  readonly frozen: number;
  /** Seconds of a pass in which frozen blocks run in each step: the median. */
  readonly computed: number;
  /** Seconds of a pass in which their features are looked up: the median. */
  readonly kept: number;
  /** The same for each pass. */
  readonly runs: { readonly computed: readonly number[]; readonly kept: readonly number[] };
  /** Seconds that it takes to compute and keep the features, compiling included. */
  readonly fill: number;
  /** Where they are kept. */
  readonly place: "device" | "disk";
  /** Bytes of them. */
  readonly bytes: number;
}

/** What is published. */
export interface PackageLine {
  /** The kind of line. */
  readonly kind: "package";
  /** Files of the package. */
  readonly files: number;
  /** Bytes of all of them. */
  readonly bytes: number;
  /** Bytes of all of them, each compressed with gzip. */
  readonly compressed: number;
  /** Bytes of the compiler and runtime for processors, its share of `bytes`. */
  readonly processors: number;
}

/** Why there is no figure. */
export interface LeftOutLine {
  /** The kind of line. */
  readonly kind: "left out";
  /** Name of the peer; `ours` for a device or case of ours. */
  readonly engine: string;
  /** Name of our device, where it is about one of several. */
  readonly device?: string;
  /** Name of the case, or null when the whole engine or device is left out. */
  readonly case: string | null;
  /** Why. */
  readonly reason: string;
}

/** A line of the benchmark. */
export type Line =
  | EnvironmentLine
  | DeviceLine
  | CeilingLine
  | CaseLine
  | HostLine
  | DispatchLine
  | CompileLine
  | TrainingLine
  | AdaptiveLine
  | TokensLine
  | AccumulateLine
  | MemoryLine
  | SettlingMemoryLine
  | PipelineLine
  | PackageLine
  | LeftOutLine;
