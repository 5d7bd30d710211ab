import { type Case, cases, findCase, type Kind } from "./cases.ts";

export { type Case, cases, findCase };

/** What a peer measured. */
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

interface Program {
  readonly kinds: readonly Kind[];
  /** The command that runs the program, or why there is none. */
  command(): Promise<string[] | LeftOutReason>;
}

interface LeftOutReason {
  readonly reason: string;
}

const FOLDER = new URL(".", import.meta.url);
// The folder that the programs run in has a torch.py, which must not be taken for the library.
const IMPORTS_TORCH = "import sys; sys.path.pop(0); import torch";
const WEBGPU_KINDS: readonly Kind[] = ["matmul", "lstm", "embedding", "adam", "add", "softmax"];

function denoProgram(file: string): Program {
  return {
    kinds: WEBGPU_KINDS,
    command: () =>
      Promise.resolve([Deno.execPath(), "run", "-A", "--quiet", "--no-config", "--no-lock", file]),
  };
}

const programs: Readonly<Record<string, Program>> = {
  tfjs: denoProgram("tfjs.ts"),
  jax: denoProgram("jax.ts"),
  torch: {
    kinds: [...WEBGPU_KINDS, "embedding-sparse", "al-linear", "al-lstm"],
    command: torchCommand,
  },
};

/** The engines that ours is compared with. */
export const peers: readonly string[] = Object.keys(programs);

/** Python with PyTorch: the one that PYTHON names, the one in PATH, the system's own. */
async function torchCommand(): Promise<string[] | LeftOutReason> {
  const named = Deno.env.get("PYTHON");
  for (const python of named ? [named] : ["python3", "/usr/bin/python3"]) {
    const { success } = await output([python, "-c", IMPORTS_TORCH]);
    if (success) return [python, "-B", "torch.py"];
  }
  return { reason: `no ${named ?? "python3"} that can import torch` };
}

interface Ended {
  readonly success: boolean;
  readonly out: string;
  readonly error: string;
}

async function output(command: readonly string[], signal?: AbortSignal): Promise<Ended> {
  const [program, ...args] = command;
  const options = { args, cwd: FOLDER, signal, stdin: "null", stdout: "piped", stderr: "piped" };
  try {
    const ended = await new Deno.Command(program, options as Deno.CommandOptions).output();
    const decoder = new TextDecoder();
    return {
      success: ended.success,
      out: decoder.decode(ended.stdout),
      error: decoder.decode(ended.stderr),
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, out: "", error: `${program} is not installed` };
  }
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
  const { out, error } = await output([...command, "--case", name], signal);
  const line = out.split("\n").find((one) => one.startsWith("{"));
  if (line) return JSON.parse(line);
  const leftOut = signal.aborted
    ? `it took longer than ${limit} s`
    : lastLine(error) || "it ended and said nothing";
  return { peer, case: name, leftOut };
}

/**
 * Runs cases on another engine, each in a process of its own, and yields their results in order.
 *
 * A peer that cannot run at all yields one line saying why; so does a case that fails, that is not
 * written for the peer, or that takes longer than `limit` seconds (from 1, 300 unless told).
 *
 * @throws {RangeError} when there is no such peer or case.
 */
export async function* runPeer(
  peer: string,
  names: readonly string[],
  limit = 300,
): AsyncIterable<Result> {
  const program = programs[peer];
  if (!program) {
    throw new RangeError(
      `Cannot run peer "${peer}": the peers are ${peers.join(", ")}, choose one of them`,
    );
  }
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
      ? await runCase(peer, command, name, limit)
      : { peer, case: name, leftOut: "the case is not written for this peer" };
    yield result;
    if ("leftOut" in result && result.case === null) return;
  }
}
