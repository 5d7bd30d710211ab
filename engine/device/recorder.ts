/** Records steps on a device and replays them, in the same way for all devices. */
import { copy } from "./copy.ts";
import type { Device, Recording } from "./device.ts";
import { KernelError } from "../error.ts";
import type { Memory, Storage } from "./memory.ts";

/** Notes the commands of a step while it runs for the first time. */
export class Recorder<Command> {
  #open: { readonly commands: Command[]; readonly storages: Set<Storage> } | null = null;

  /** Notes a command, where a step is being recorded, and the storages that it binds. */
  note(command: Command, storages: readonly Storage[]): void {
    if (!this.#open) return;
    this.#open.commands.push(command);
    for (const storage of storages) this.#open.storages.add(storage);
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
    play: (commands: readonly Command[]) => void,
  ): Recording<T> {
    if (this.#open) throw new KernelError("Cannot record inside a recording: record the whole");
    const { commands, storages } = this.#open = { commands: [], storages: new Set() };
    try {
      const result = memory.recording(body, (...between) => copy(device, ...between));
      // Storages that the step did not make itself, or that it returned: kept from the garbage collector.
      const held = [...storages].filter((storage) => storage.alive);
      const replay = () => {
        if (!held.every((storage) => storage.alive)) {
          throw new KernelError(
            "Cannot replay a step: a tensor that it uses was freed, keep it or record anew",
          );
        }
        play(commands);
      };
      return { result, length: commands.length, replay };
    } finally {
      this.#open = null;
    }
  }
}
