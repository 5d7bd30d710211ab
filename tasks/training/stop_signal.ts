/**
 * Hears Ctrl-C and other signals to end the process.
 *
 * @module
 */

/** Signals that ask for an end, and for which a second one ends the process at once. */
const ENDS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** The terminal has gone. Two may come, one by the shell and one by the system, so that a second means nothing. */
const HANGUP: Deno.Signal = "SIGHUP";

/**
 * Hears signals until it is disposed of: the first asks for an orderly stop, a second ends the process at
 * once.
 */
export class StopSignal implements Disposable {
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];
  #requested = false;

  /** Begins to hear; `first` is called at the first signal. */
  constructor(first: () => void) {
    const ask = () => {
      if (this.#requested) return false;
      this.#requested = true;
      first();
      return true;
    };
    const end = () => {
      if (!ask()) Deno.exit(STOPPED);
    };
    // Deno takes every hangup as the end once it listens to any signal, unless somebody listens to hangups.
    const hangup = hearsHangup() ? () => void ask() : () => {};
    const hangups = Deno.build.os === "windows" ? [] : [[HANGUP, hangup] as const];
    this.#listeners = [...ENDS.map((signal) => [signal, end] as const), ...hangups];
    for (const [signal, heard] of this.#listeners) Deno.addSignalListener(signal, heard);
  }

  /** Whether a signal came. */
  get requested(): boolean {
    return this.#requested;
  }

  /** Hears no more. */
  [Symbol.dispose](): void {
    for (const [signal, heard] of this.#listeners) Deno.removeSignalListener(signal, heard);
  }
}

/** Whether a hangup means this process: `nohup` has it ignored, which the launcher tells where it stands between. */
function hearsHangup(): boolean {
  if (Deno.env.get("AL_HANGUP") === "ignored") return false;
  try {
    const mask = /^SigIgn:\s*([\da-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
    if (mask !== undefined) return (BigInt(`0x${mask}`) & 1n) === 0n;
  } catch {
    // Other systems than Linux have no such file.
  }
  return [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
}

/** Exit code of a process that was stopped; shells have it for one that Ctrl-C ended. */
export const STOPPED = 130;
