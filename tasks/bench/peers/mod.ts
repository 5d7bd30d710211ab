import { output } from "../process.ts";
import { type Case, cases, findCase, type Kind } from "./cases.ts";
import type { DeviceKind } from "../../../engine/mod.ts";

export { type Case, cases, findCase };

/** A measurement of a peer. */
export interface Measured {
  readonly peer: string;
  readonly version: string;
  /** The adapter or processor that it ran on. */
  readonly adapter: string;
  readonly case: string;
  /** Seconds a step, one for each run. */
  readonly seconds: readonly number[];
  /** Steps in each run, which ends with one settling. */
  readonly steps: number;
  /** Seconds that settling takes when nothing is left to do. */
  readonly settle: number;
  /** Floating-point operations of a step, or 0. */
  readonly flops: number;
  /** Bytes that a step cannot avoid moving, or 0. */
  readonly bytes: number;
  /** A sample of the result of the first run; absent where engines begin from different numbers. */
  readonly result?: readonly number[];
}

/** Why a peer, or a case of it, has no figure. */
export interface LeftOut {
  readonly peer: string;
  /** Null when the whole peer is left out. */
  readonly case: string | null;
  readonly leftOut: string;
}

/** A line of a comparison. */
export type Result = Measured | LeftOut;

/** A device of ours that peers are measured beside. */
export interface Beside {
  readonly kind: DeviceKind;
  /** Threads of the processors that it uses. */
  readonly threads: number;
}

interface Program {
  readonly kinds: readonly Kind[];
  /** Its options beside a device of ours; null where the two cannot be compared. */
  options(beside: Beside): readonly string[] | null;
  /** The command that runs the program, or why there is none. */
  command(): Promise<string[] | LeftOutReason>;
}

interface LeftOutReason {
  readonly reason: string;
}

const FOLDER = new URL(".", import.meta.url);
const USUAL: readonly Kind[] = [
  "matmul",
  "lstm",
  "lstm-forward",
  "attention",
  "encoder",
  "embedding",
  "adam",
  "add",
  "tanh",
  "softmax",
  "layer-norm",
  "conv",
  "conv-forward",
  "conv-input",
  "conv-weight",
  "batch-norm",
  "max-pool",
];
const TRAINING: readonly Kind[] = [
  "al-linear",
  "al-lstm",
  "al-transformer",
  "al-mlp",
  "al-cnn",
  "al-vgg",
  "al-resnet",
  "al-resnet-20",
  "bp-mlp",
  "bp-cnn",
  "bp-vgg",
  "bp-resnet",
  "bp-resnet-20",
];
const INFERRING: readonly Kind[] = [
  "matmul",
  "lstm-forward",
  "add",
  "tanh",
  "softmax",
  "layer-norm",
];

function denoProgram(kinds: readonly Kind[], file: string, options: Program["options"]): Program {
  const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-config", "--no-lock", file];
  return { kinds, options, command: () => Promise.resolve(command) };
}

const threadOptions = (threads: number) => ["--threads", String(threads)];
const onAdapters = ({ kind }: Beside) => kind === "cpu" ? null : [];
const onProcessors = (options: (threads: number) => readonly string[]) => (beside: Beside) =>
  beside.kind === "cpu" ? options(beside.threads) : null;

const programs: Readonly<Record<string, Program>> = {
  "ort": denoProgram(INFERRING, "ort.ts", onProcessors(threadOptions)),
  "jax-wasm": denoProgram(
    USUAL,
    "jax.ts",
    onProcessors((threads) => ["--wasm", ...threadOptions(threads)]),
  ),
  // It has threads in browsers only.
  "tfjs-wasm": denoProgram(
    USUAL,
    "tfjs.ts",
    onProcessors(() => ["--wasm", ...threadOptions(1)]),
  ),
  "jax": denoProgram(USUAL, "jax.ts", onAdapters),
  "tfjs": denoProgram(USUAL, "tfjs.ts", onAdapters),
  "torch": {
    kinds: [...USUAL, "embedding-sparse", ...TRAINING, "relax", "equilibrium"],
    command: torchCommand,
    options: ({ kind, threads }) =>
      kind === "gpu" ? [] : ["--device", "cpu", ...threadOptions(threads)],
  },
};

/** The engines that ours is compared with. */
export const peers: readonly string[] = Object.keys(programs);

/** Python with PyTorch: the one that PYTHON names, the one in PATH, the system's own. */
async function torchCommand(): Promise<string[] | LeftOutReason> {
  const named = Deno.env.get("PYTHON");
  for (const python of named ? [named] : ["python3", "/usr/bin/python3"]) {
    const { success } = await output([python, "-c", "import torch"], { cwd: FOLDER });
    if (success) return [python, "-B", "torch_program.py"];
  }
  return { reason: `no ${named ?? "python3"} that can import torch` };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

async function runCase(
  peer: string,
  command: readonly string[],
  name: string,
  limit: number,
): Promise<Result> {
  const signal = AbortSignal.timeout(limit * 1000);
  const { out, error } = await output([...command, "--case", name], { cwd: FOLDER, signal });
  const line = out.split("\n").find((one) => one.startsWith("{"));
  if (line) return JSON.parse(line);
  const leftOut = signal.aborted
    ? `it took longer than ${limit} s`
    : lastLine(error) || "it ended and said nothing";
  return { peer, case: name, leftOut };
}

/**
 * The options of a peer beside a device of ours; null where there is nothing to compare, as with an
 * engine for WebGPU beside processors.
 */
export function peerOptions(peer: string, beside: Beside): readonly string[] | null {
  return findProgram(peer).options(beside);
}

function findProgram(peer: string): Program {
  const program = programs[peer];
  if (program) return program;
  throw new RangeError(
    `Cannot run peer "${peer}": the peers are ${peers.join(", ")}, choose one of them`,
  );
}

/** How a peer runs. */
export interface PeerRun {
  /** Its own options, those of {@linkcode peerOptions} and `--seed`. */
  readonly options?: readonly string[];
  /** Seconds after which a case is given up, from 1. */
  readonly limit?: number;
}

/**
 * Runs cases on another engine, each in a process of its own, and yields their results in order.
 *
 * A peer that cannot run at all yields one line saying why; so does a case that fails, that is not
 * written for the peer, or that takes longer than the limit.
 *
 * @throws {RangeError} when there is no such peer or case.
 */
export async function* runPeer(
  peer: string,
  names: readonly string[],
  { options = [], limit = 300 }: PeerRun = {},
): AsyncIterable<Result> {
  const program = findProgram(peer);
  const wanted = names.map(findCase);
  if (FOLDER.protocol !== "file:") {
    yield { peer, case: null, leftOut: "its program runs from a clone of the project only" };
    return;
  }
  const command = await program.command();
  if ("reason" in command) {
    yield { peer, case: null, leftOut: command.reason };
    return;
  }
  for (const { name, kind } of wanted) {
    const result = program.kinds.includes(kind)
      ? await runCase(peer, [...command, ...options], name, limit)
      : { peer, case: name, leftOut: "the case is not written for this peer" };
    yield result;
    if ("leftOut" in result && result.case === null) return;
  }
}
