/**
 * Functions in parts, with a look at the device between two of them: lists of kernels that are replayed until
 * what they give is small.
 *
 * @module
 */
import type { Device, Recording } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { type HostInput, keyOf, overwrite } from "./recorded.ts";
import type { Signal } from "./tensor.ts";

/** Something that goes on by steps until it has come far enough. */
export interface Repetition {
  /** Goes on by some steps, in tensors that stay where they are; gives a scalar, how far it is from its end. */
  readonly move: (steps: number) => Signal;
  /** The scalar at which it ends, or below. */
  readonly until: number;
  /** Steps at most. */
  readonly most: number;
  /** Steps between two looks at the scalar, each of which waits for the device. */
  readonly every: number;
  /** Tensors that it works on, and those that the parts behind it use. */
  readonly alive: unknown;
}

/** A computation in parts: what it gives out on its way is repeated before it goes on. */
export type InParts<R> = Generator<Repetition, R, void>;

/** How far a repetition came. */
export interface Repeated {
  /** Its steps. */
  readonly steps: number;
  /** Its scalar after them. */
  readonly last: number;
}

/**
 * Repeats, with a recording for each number of steps; gives a function that does so again on the same tensors.
 *
 * @throws {ShapeError} When a number of steps is not 1 or more, or the end is no number.
 */
export function repeating(
  device: Device,
  { move, until, most, every }: Omit<Repetition, "alive">,
): () => Promise<Repeated> {
  if (!(until >= 0) || ![most, every].every((n) => Number.isInteger(n) && n > 0)) {
    throw new ShapeError(
      `Cannot repeat until ${until} within ${most} steps, looking every ${every}: ` +
        "give an end of 0 or more, and whole numbers of 1 or more",
    );
  }
  const lists = new Map<number, Recording<Signal>>();
  const go = (steps: number): Signal => {
    const known = lists.get(steps);
    known?.replay();
    const list = known ?? device.record(() => move(steps));
    lists.set(steps, list);
    return list.result;
  };
  return async () => {
    let steps = 0, last = Infinity;
    while (steps < most && last > until) {
      const count = Math.min(every, most - steps);
      last = await go(count).item();
      steps += count;
    }
    return { steps, last };
  };
}

/** A part of a computation: its kernels, and the repetition behind them. */
interface Part {
  readonly recording: Recording<unknown>;
  readonly repeat: (() => Promise<Repeated>) | null;
}

/** Functions in parts so far: each has memory of its own for what lives from part to part. */
let functions = 0;

/**
 * Wraps a computation in parts as {@linkcode recorded} wraps a function: each part is recorded once for each
 * shape of the inputs. All shapes have their tensors in the same memory, so what a call gives holds until the
 * next one. Two calls never run at the same time: the second waits for the first.
 *
 * @example
 * ```ts
 * import { add, openCpu, recordedInParts, type Signal, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const twice = recordedInParts(device, function* ({ x }: Record<"x", Signal>) {
 *   const y = add(x, x);
 *   yield { move: () => y, until: 6, most: 3, every: 1, alive: y }; // 6 is small enough at once
 *   return add(y, x);
 * });
 * const y = await twice({ x: { data: Float32Array.of(3), shape: [1] } });
 * console.assert(await y.item() === 9);
 * device.destroy();
 * ```
 */
export function recordedInParts<K extends string, R>(
  device: Device,
  body: (inputs: Readonly<Record<K, Signal>>) => InParts<R>,
): (inputs: Readonly<Record<K, HostInput>>) => Promise<R> {
  const known = new Map<string, { inputs: Record<K, Signal>; parts: readonly Part[]; result: R }>();
  const name = `function ${functions++}`;
  const run = async (data: Readonly<Record<K, HostInput>>): Promise<R> => {
    const key = keyOf(data), found = known.get(key);
    const inputs = found?.inputs ?? {} as Record<K, Signal>;
    overwrite(device, inputs, data);
    if (found) {
      for (const { recording, repeat } of found.parts) {
        recording.replay();
        await repeat?.();
      }
      return found.result;
    }
    const { parts, result } = await firstRun(device, body(inputs), name);
    known.set(key, { inputs, parts, result });
    return result;
  };
  let before: Promise<unknown> = Promise.resolve();
  return (data) => {
    const own = before.then(() => run(data));
    before = own.catch(() => {});
    return own;
  };
}

/** Runs a computation and records its parts. */
async function firstRun<R>(
  device: Device,
  computation: InParts<R>,
  name: string,
): Promise<{ readonly parts: readonly Part[]; readonly result: R }> {
  const parts: Part[] = [];
  while (true) {
    const found: { next?: IteratorResult<Repetition, R> } = {};
    const recording = device.record(() => {
      const next = found.next = computation.next();
      return next.done ? next.value : next.value.alive;
    }, { results: `${name}, part ${parts.length}` });
    const next = found.next!;
    const repeat = next.done ? null : repeating(device, next.value);
    parts.push({ recording, repeat });
    if (next.done) return { parts, result: next.value };
    await repeat!();
  }
}
