/**
 * Neighbouring blocks in a process of their own: arrays come in, are learned from, and go out.
 *
 * @module
 */
import {
  type Chain,
  type Device,
  type Features,
  type HostInput,
  type Recorded,
  recorded,
  type Signal,
  type Tensor,
} from "../../engine/mod.ts";
import { type BlockSpec, partOf } from "../../models/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { memoryOf } from "../loop/tensors.ts";
import { blocksText, type Session } from "./session.ts";

/** Arrays by name. */
export type Arrays = Readonly<Record<string, HostInput>>;

/** What a step gives. */
export interface Stepped {
  /** What the next part takes. */
  readonly arrays: Arrays;
  /** The losses of each block. */
  readonly losses: readonly number[];
}

/** What a step leaves on the device. */
interface Left {
  readonly output: Features<Signal>;
  readonly t: Signal;
  readonly losses: readonly Signal[];
}

/** A part of a chain that learns from arrays. */
export class Part {
  /** Its blocks. */
  readonly chain: Chain;
  readonly #isLast: boolean;
  readonly #spec: Session["spec"];
  readonly #run: Recorded<string, Left>;

  /** Builds the blocks that a session gives to a worker; their state is loaded afterwards. */
  constructor(device: Device, { spec, part, parts }: Session) {
    // The options were written by the run, and `partOf` checks them.
    const { model, options, ...range } = spec;
    this.chain = partOf(device, { model, options: options as BlockSpec["options"], ...range });
    this.#spec = spec;
    this.#isLast = part === parts - 1;
    this.#run = recorded(device, (inputs) => this.#step(inputs));
  }

  /** Learns from arrays. */
  async step(arrays: Arrays): Promise<Stepped> {
    const { output, t, losses } = this.#run(arrays);
    const values: number[] = [];
    for (const loss of losses) values.push(await loss.item());
    return { arrays: this.#isLast ? {} : await hostOf(output, t), losses: values };
  }

  /** Gives groups other rates. */
  setRates(rates: Readonly<Record<string, number>>): void {
    for (const { name, optimizer } of this.chain.groups) {
      if (name in rates) optimizer.setRate(rates[name]);
    }
  }

  /** All that it keeps from step to step. */
  state(): Promise<Record<string, HostInput>> {
    return readAll(memoryOf(this.chain));
  }

  /**
   * Loads a state.
   *
   * @throws {DataError} when it is that of other blocks
   */
  load(arrays: Arrays): void {
    writeAll(memoryOf(this.chain), arrays, blocksText(this.#spec));
  }

  #step(inputs: Readonly<Record<string, Signal>>): Left {
    const { entry } = this.chain;
    if (this.#spec.first) return this.chain.stepOn(...entered(inputs));
    const { labels, ...rest } = inputs;
    return this.chain.stepOn(entry.features(rest), labels);
  }
}

/** Features and labels from what the part below handed on. */
function entered(inputs: Readonly<Record<string, Signal>>): [Features<Signal>, Signal] {
  const of = (kind: string) =>
    Object.fromEntries(
      Object.entries(inputs)
        .filter(([name]) => name.startsWith(`${kind}:`))
        .map(([name, signal]) => [name.slice(kind.length + 1), signal]),
    );
  return [{ x: inputs.x, rows: of("rows"), shared: of("shared") }, inputs.t];
}

/** What a part hands on, as arrays. */
function hostOf({ x, rows, shared }: Features<Signal>, t: Signal): Promise<Arrays> {
  const named = (kind: string, all: Readonly<Record<string, Tensor>>) =>
    Object.entries(all).map(([name, tensor]) => [`${kind}:${name}`, tensor] as const);
  return readAll(
    new Map<string, Tensor>([
      ["x", x],
      ["t", t],
      ...named("rows", rows),
      ...named("shared", shared),
    ]),
  );
}

/** Tensors as arrays. */
export async function readAll(
  tensors: ReadonlyMap<string, Tensor>,
): Promise<Record<string, HostInput>> {
  const arrays: Record<string, HostInput> = {};
  for (const [name, tensor] of tensors) {
    const data = tensor.dtype === "u32" ? await tensor.words() : await tensor.data();
    arrays[name] = { data, shape: tensor.shape };
  }
  return arrays;
}

/**
 * Copies arrays over tensors of the same names.
 *
 * @param whose Whose tensors they are, for messages.
 * @throws {DataError} when one is missing or has another shape
 */
export function writeAll(
  tensors: ReadonlyMap<string, Tensor>,
  arrays: Arrays,
  whose: string,
): void {
  for (const [name, tensor] of tensors) {
    const found = arrays[name];
    const has = found && `[${found.shape.join(", ")}]`;
    const wants = `[${tensor.shape.join(", ")}]`;
    if (has !== wants) {
      throw new DataError(
        `Cannot take the state of ${whose}: it has ${
          has ?? "nothing"
        } for "${name}" and the model wants ` +
          `${wants}, run the same version of the program everywhere`,
      );
    }
    if (tensor.size) tensor.device.write(tensor.storage, found.data);
  }
}
