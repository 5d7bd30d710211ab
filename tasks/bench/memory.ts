/**
 * Measures the device memory that a training step needs besides parameters and what optimizers keep: results
 * of layers that wait for their gradients, and gradients.
 *
 * @module
 */
import { type Device, type Learner, Random, tensor } from "../../engine/mod.ts";
import { convPlan } from "../../models/image/plan.ts";
import { conv } from "../../models/image/layers.ts";
import { buildNet, defaultConv, defaultImageNet } from "../../models/mod.ts";
import type { Ours } from "./devices.ts";
import { stateOf } from "./models.ts";

/** The memory of a step by depth, in nets whose blocks are all alike. */
export interface MemoryLine {
  /** The kind of line. */
  readonly kind: "memory";
  /** Name of our device. */
  readonly device: string;
  /** Blocks of the net. */
  readonly blocks: number;
  /** Images of a batch. */
  readonly batch: number;
  /** Bytes at the peak of a step of Associated Learning, less what was there before it. */
  readonly associated: number;
  /** The same of backpropagation through the same blocks. */
  readonly backprop: number;
}

/** Blocks of the nets. */
const DEPTHS = [4, 8, 16];
/** Images of a batch, their rows and columns, and the channels of all convolutions. */
const BATCH = 16, SIDE = 32, CHANNELS = 16;

/** Measures each depth; the bytes are counted, not timed, and the same each time. */
export async function* memory({ name, device }: Ours): AsyncGenerator<MemoryLine> {
  for (const blocks of DEPTHS) {
    const associated = await peakOf(device, blocks, "al");
    const backprop = await peakOf(device, blocks, "bp");
    yield { kind: "memory", device: name, blocks, batch: BATCH, associated, backprop };
  }
}

/** A step of blocks of two convolutions each, with batch normalization. */
async function peakOf(device: Device, blocks: number, mode: "al" | "bp"): Promise<number> {
  const scaling = { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25], perImage: false };
  const input = { height: SIDE, width: SIDE, channels: 3, ...scaling };
  const options = { ...defaultImageNet, seed: 1, classes: 10, blocks, mode };
  const plan = convPlan({ ...options, input, layers: defaultConv }, {
    blocks: [],
    above: [conv(CHANNELS), conv(CHANNELS)],
  });
  const learner = buildNet(device, options, plan);
  const random = new Random(1), words = SIDE * SIDE * 3 / 4;
  const bytes = Uint32Array.from({ length: BATCH * words }, () => random.integer(2 ** 32));
  const x = tensor(device, bytes, [BATCH, words]);
  const classes = tensor(device, Uint32Array.from({ length: BATCH }, () => random.integer(10)));
  return await peakOfStep(
    learner,
    [x, classes],
    () => learner.step(learner.entry.features({ x }), classes),
  );
}

/**
 * Bytes at the peak of a step of a learner, less what was there before it. The learner and what it is held
 * beside are released.
 */
export async function peakOfStep(
  learner: Learner,
  held: unknown,
  run: () => void,
): Promise<number> {
  const { device } = learner;
  const step = () => device.scope(() => void run());
  // Optimizers make what they keep in the first step.
  step();
  await device.settle();
  device.resetPeak();
  const { live } = device.memory();
  step();
  const { peak } = device.memory();
  await device.settle();
  device.release([stateOf(learner), held]);
  return peak - live;
}
