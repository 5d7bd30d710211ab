/**
 * Measures the device memory that a training step of a net that settles needs, by its time steps.
 *
 * @module
 */
import { type Device, forTraining, Random, tensor } from "../../engine/mod.ts";
import { buildEquilibrium, defaultEquilibrium } from "../../models/mod.ts";
import { inputName } from "../../models/text/names.ts";
import type { Ours } from "./devices.ts";
import { peakOfStep } from "./memory.ts";

/** The memory of a step by its time steps. */
export interface SettlingMemoryLine {
  /** The kind of line. */
  readonly kind: "settling-memory";
  /** Name of our device. */
  readonly device: string;
  /** T: time steps of the free phase; half as many are nudged, or gone back through. */
  readonly free: number;
  /** Pairs of a batch. */
  readonly batch: number;
  /** Bytes at the peak of a step of equilibrium propagation in three phases, less what was there before it. */
  readonly contrast: number;
  /** The same of backpropagation through time. */
  readonly throughTime: number;
}

/** Time steps of the free phase. */
const STEPS = [10, 20, 40, 80];
/** Pairs of a batch, words of each text, numbers of a vector, hidden units. */
const BATCH = 8, TIME = 25, WIDTH = 48, HIDDEN = 32;

/** Measures each number of steps; the bytes are counted, not timed, and the same each time. */
export async function* settlingMemory(
  { name, device }: Ours,
): AsyncGenerator<SettlingMemoryLine> {
  for (const free of STEPS) {
    const contrast = await peakOf(device, free, "ep");
    const throughTime = await peakOf(device, free, "bptt");
    yield { kind: "settling-memory", device: name, free, batch: BATCH, contrast, throughTime };
  }
}

/** A step of the net for pairs. */
async function peakOf(device: Device, free: number, algorithm: "ep" | "bptt"): Promise<number> {
  const words = { vocabulary: 100, width: WIDTH };
  const { learner } = buildEquilibrium(device, {
    ...{ ...defaultEquilibrium, algorithm, words, input: "pair", time: TIME, classes: 3 },
    ...{ hidden: [HIDDEN], free, nudged: free / 2 },
  });
  const random = new Random(1);
  const texts = () => ({
    data: Uint32Array.from({ length: BATCH * TIME }, () => 1 + random.integer(99)),
    shape: [BATCH, TIME],
  });
  const lengths = { data: new Uint32Array(BATCH).fill(TIME), shape: [BATCH] };
  const inputs = { x: texts(), lengths, [inputName(1, "tokens")]: texts() };
  const host = learner.entry.host({ ...inputs, [inputName(1, "lengths")]: lengths }, forTraining);
  const held = Object.entries(host).map(([name, { data, shape }]) =>
    [name, tensor(device, data as Uint32Array<ArrayBuffer>, shape)] as const
  );
  const classes = tensor(device, Uint32Array.from({ length: BATCH }, (_, i) => i % 3));
  const features = () => learner.entry.features(Object.fromEntries(held));
  return await peakOfStep(
    learner,
    [held.map(([, x]) => x), classes],
    () => learner.step(features(), classes),
  );
}
