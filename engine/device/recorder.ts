/** Records steps on a device and replays them, in the same way for all devices. */
import { copy } from "./copy.ts";
import type { Device, Recording } from "./device.ts";
import { KernelError } from "../error.ts";
import { type Memory, type Storage, storagesIn } from "./memory.ts";
import { lanesAt, type RecordingPlace } from "./place.ts";
import type { Block } from "./pool.ts";
import { Recorded, type RecordedParts } from "./recorded.ts";

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
export class Recorder<B extends Block, Command> {
  readonly #recorded = new WeakMap<Recording<unknown>, Recorded<B, Command>>();
  /** For storages in a memory of results its name. */
  readonly #names = new WeakMap<Storage, string>();
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
    place: RecordingPlace,
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
        place,
      );
      // The first time, what leaves the step was copied; a replay writes it where it is now.
      const commands = noted.slice(0, own).map(({ command, storages, rebound }) =>
        storages.some((storage) => moved.has(storage)) ? rebound() : command
      );
      const { results } = place;
      if (results !== undefined) {
        for (const storage of storagesIn(result)) {
          if (moved.has(storage)) this.#names.set(storage, results);
        }
      }
      const held = heldBy(noted);
      const names = held.held.map((storage) => this.#names.get(storage));
      const named = new Set(names.filter((name) => name !== undefined));
      const parts = { commands, ...lanesAt(place), results, named, ...held };
      const step = new Recorded<B, Command>(parts);
      const replay = () => {
        step.checkAlive();
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
  lanesOf(recordings: readonly Recording<unknown>[]): readonly Recorded<B, Command>[] {
    if (this.#open) throw new KernelError("Cannot replay inside a recording: record the whole");
    const steps = recordings.map((recording) => {
      const step = this.#recorded.get(recording);
      if (!step) throw new KernelError("Cannot run a recording of another device: record it here");
      step.checkAlive();
      return step;
    });
    for (const [i, step] of steps.entries()) {
      for (const other of steps.slice(0, i)) {
        const objection = step.objection(other);
        if (objection) throw new KernelError(objection);
      }
    }
    return steps;
  }
}

/** The storages of commands that are still alive, and those that are written. */
function heldBy(
  noted: readonly Noted<unknown>[],
): Pick<RecordedParts<unknown>, "held" | "written"> {
  const alive = (all: readonly Storage[]) => new Set(all.filter((storage) => storage.alive));
  return {
    held: [...alive(noted.flatMap(({ storages }) => storages))],
    written: alive(noted.flatMap(({ storages, reads }) => storages.slice(reads))),
  };
}
