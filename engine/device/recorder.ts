/** Records steps on a device and replays them, in the same way for all devices. */
import { copy } from "./copy.ts";
import type { Device, Recording } from "./device.ts";
import { KernelError } from "../error.ts";
import type { Memory, RecordingPlace, Storage } from "./memory.ts";

/** A step that was recorded, as a device sees it. */
export interface Recorded<Command> {
  /** Its commands, in order. */
  readonly commands: readonly Command[];
  /** Its lane. */
  readonly lane: number;
  /** The name of the memory of its results, if that has one. */
  readonly results?: string;
  /** Storages that it did not make itself, or that it returned: kept from the garbage collector. */
  readonly held: readonly Storage[];
  /** The held storages that it writes. */
  readonly written: ReadonlySet<Storage>;
}

/** A command of a step that is being recorded. */
export interface Noted<Command> {
  readonly command: Command;
  /** The storages that it binds, first those that it only reads. */
  readonly storages: readonly Storage[];
  /** How many of them it only reads. */
  readonly reads: number;
  /** The command with the buffers that those storages have now. */
  readonly rebound: () => Command;
}

/** Notes the commands of a step while it runs for the first time. */
export class Recorder<Command> {
  readonly #recorded = new WeakMap<Recording<unknown>, Recorded<Command>>();
  /** For each step the steps of other lanes that it has been compared with. */
  readonly #apart = new WeakMap<Recorded<Command>, WeakSet<Recorded<Command>>>();
  /** The commands so far of the step that is being recorded, if one is. */
  #open: Noted<Command>[] | null = null;

  /** Notes a command, where a step is being recorded. */
  note(command: Noted<Command>): void {
    this.#open?.push(command);
  }

  /** Refuses a write or a read, which a replay would not repeat. */
  refuse(what: "write" | "read"): void {
    if (!this.#open) return;
    throw new KernelError(
      what === "read"
        ? "Cannot read while a step is recorded: read its result after replay"
        : "Cannot record a write from the host: it would not happen again on replay, " +
          "make the tensor before recording and pass it in",
    );
  }

  /** Runs `body` once on a device; a replay hands the commands that `body` gave to `play`. */
  record<T>(
    device: Pick<Device, "run">,
    memory: Memory,
    body: () => T,
    { lane = 0, results }: RecordingPlace,
    play: (commands: readonly Command[]) => void,
  ): Recording<T> {
    if (this.#open) throw new KernelError("Cannot record inside a recording: record the whole");
    const noted: Noted<Command>[] = this.#open = [];
    const moved = new Set<Storage>();
    let own: number | undefined;
    try {
      const result = memory.recording(
        body,
        (from, to, bytes) => {
          own ??= noted.length;
          moved.add(to);
          copy(device, from, to, bytes);
        },
        { lane, results },
      );
      // The first time, what leaves the step was copied; a replay writes it where it is now.
      const commands = noted.slice(0, own).map(({ command, storages, rebound }) =>
        storages.some((storage) => moved.has(storage)) ? rebound() : command
      );
      const step = { commands, lane, results, ...heldBy(noted) };
      const replay = () => {
        checkAlive(step);
        play(commands);
      };
      const recording = { result, length: commands.length, replay };
      this.#recorded.set(recording, step);
      return recording;
    } finally {
      this.#open = null;
    }
  }

  /**
   * Recordings that are to run together.
   *
   * @throws {KernelError} When one of them may change what another one reads or writes.
   */
  lanesOf(recordings: readonly Recording<unknown>[]): readonly Recorded<Command>[] {
    if (this.#open) throw new KernelError("Cannot replay inside a recording: record the whole");
    const steps = recordings.map((recording) => {
      const step = this.#recorded.get(recording);
      if (!step) throw new KernelError("Cannot run a recording of another device: record it here");
      checkAlive(step);
      return step;
    });
    steps.forEach((step, i) => steps.slice(0, i).forEach((other) => this.#compare(step, other)));
    return steps;
  }

  /** Refuses two steps that cannot run together; they are compared once. */
  #compare(one: Recorded<Command>, other: Recorded<Command>): void {
    const known = this.#apart.get(one) ?? new WeakSet();
    if (known.has(other)) return;
    if (one.lane === other.lane) {
      throw new KernelError(
        `Cannot run two recordings of lane ${one.lane} together: they have their temporaries in ` +
          "common, record them for lanes of their own",
      );
    }
    if (one.results !== undefined && one.results === other.results) {
      throw new KernelError(
        `Cannot run two recordings with results "${one.results}" together: both overwrite this ` +
          "memory, give the results of each a name of their own",
      );
    }
    const touches = (a: Recorded<Command>, b: Recorded<Command>) =>
      a.held.some((storage) => b.written.has(storage));
    if (touches(one, other) || touches(other, one)) {
      throw new KernelError(
        `Cannot run recordings of lanes ${one.lane} and ${other.lane} together: one writes a ` +
          "tensor that the other one uses, replay them one after another",
      );
    }
    this.#apart.set(one, known.add(other));
  }
}

/** The storages of commands that are still alive, and those that are written. */
function heldBy(noted: readonly Noted<unknown>[]): Pick<Recorded<unknown>, "held" | "written"> {
  const alive = (all: readonly Storage[]) => new Set(all.filter((storage) => storage.alive));
  return {
    held: [...alive(noted.flatMap(({ storages }) => storages))],
    written: alive(noted.flatMap(({ storages, reads }) => storages.slice(reads))),
  };
}

function checkAlive({ held }: Recorded<unknown>): void {
  if (held.every((storage) => storage.alive)) return;
  throw new KernelError(
    "Cannot replay a step: a tensor that it uses was freed, keep it or record anew",
  );
}
