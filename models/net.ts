/**
 * Nets of blocks, whatever their encoders read: a chain whose blocks learn by themselves, or as the baseline
 * the same encoders, bridge and decoders on one tape.
 *
 * @module
 */
import {
  Adam,
  Anchored,
  AssociatedBlock,
  Backprop,
  type BackpropParts,
  Chain,
  type ClassLossOptions,
  type Device,
  Dropout,
  type Encoder,
  encoderGroups,
  type Entry,
  type FeatureShape,
  type Group,
  type GroupOptions,
  labelGroup,
  type Layer,
  type Learner,
  type Parameter,
  Place,
  Random,
  Sgd,
  ShapeError,
  Tape,
} from "../engine/mod.ts";
import { checkGiven, checkOptions, WHOLE } from "../engine/options.ts";
import { bridge, codeWidth, decoder, labelEncoder } from "./label_side.ts";
import {
  labelKinds,
  learningKinds,
  type LearningOptions,
  lossKinds,
  netKinds,
  type NetOptions,
} from "./options.ts";

/** The part of a net that depends on the kind of model; all nets share the label side. */
export interface NetPlan {
  /** Sizes of the features that enter the first block. */
  readonly input: FeatureShape;
  /**
   * Whether the weights of the first block learn at the rate of the blocks above it, and its tables alone at the
   * rate of the first block. Defaults to false.
   */
  readonly isEven?: boolean;
  /** Makes f of block `i` (from 0) at a place, for features of the given sizes. */
  encoder(place: Place, i: number, input: FeatureShape): Encoder;
  /** How mini-batches enter a net whose first encoder is this one, on its device. */
  entry(first: Encoder, device: Device): Entry;
}

/**
 * Builds a net from its plan and its options.
 *
 * @throws {ShapeError} When there is no such mode, or the number of blocks or classes is not 1 or more.
 *
 * @example
 * ```ts
 * import {
 *   buildNet,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   models,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const net = buildNet(device, options, models.linearal.plan(options));
 * console.assert(net.losses.length === 6); // two a block
 * device.destroy();
 * ```
 */
export function buildNet(device: Device, options: NetOptions, plan: NetPlan): Learner {
  checkNet(options);
  return options.mode === "al" ? chain(device, options, plan) : baseline(device, options, plan);
}

/** Refuses options of a net that are not what they may be. */
function checkNet(options: NetOptions): void {
  checkOptions("build a net", options, netKinds);
  checkOptions("build a net", options.labels, labelKinds, "labels.");
  checkOptions("build a net", options.learning, learningKinds, "learning.");
  checkGiven("build a net", options.learning, lossKinds, "learning.");
  checkWeights(options);
}

/** Refuses weights of classes that are not a number of 0 or more for each. */
function checkWeights({ classes, learning: { classWeights: weights } }: NetOptions): void {
  if (!weights) return;
  const areNumbers = Array.isArray(weights) && weights.every((w) => Number.isFinite(w) && w >= 0);
  if (areNumbers && weights.length === classes) return;
  throw new ShapeError(
    `Cannot build a net: learning.classWeights is ${
      JSON.stringify(weights)
    }, give ${classes} numbers ` +
      "of 0 or more, one a class",
  );
}

function chain(device: Device, options: NetOptions, plan: NetPlan): Chain {
  return buildPart(device, options, plan, { first: 0, end: options.blocks });
}

/** Which blocks of a net a part has, counted from 0: `first` up to, not including, `end`. */
export interface PartRange {
  /** The first block. */
  readonly first: number;
  /** The block after the last. */
  readonly end: number;
  /** Sizes of the features that enter the first block; those of the plan where absent. */
  readonly input?: FeatureShape;
}

/** Builds neighbouring blocks of a chain; mini-batches enter at the first block of the net alone. */
export function buildPart(
  device: Device,
  options: NetOptions,
  plan: NetPlan,
  { first, end, input = plan.input }: PartRange,
): Chain {
  const blocks: AssociatedBlock[] = [];
  for (let i = first; i < end; i++) {
    blocks.push(buildBlock(device, options, plan, i, blocks.at(-1)?.encoder.out ?? input));
  }
  return new Chain(blocks, {
    entry: first ? undefined : plan.entry(blocks[0].encoder, device),
    first,
  });
}

/**
 * Builds one block of a chain, with the first values that it has in the chain; no other block need exist.
 *
 * @param i Its number, counted from 0.
 * @param input Sizes of the features that enter it.
 * @throws {ShapeError} When an option is not what it may be.
 *
 * @example
 * ```ts
 * import {
 *   buildBlock,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   models,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const plan = models.linearal.plan(options);
 * const block = buildBlock(device, options, plan, 2, { x: [64] });
 * console.assert(block.name === "block 3");
 * device.destroy();
 * ```
 */
export function buildBlock(
  device: Device,
  options: NetOptions,
  plan: NetPlan,
  i: number,
  input: FeatureShape,
): AssociatedBlock {
  checkNet(options);
  checkOptions("build a block", { number: i }, { number: { ...WHOLE, below: options.blocks } });
  const name = `block ${i + 1}`;
  const place = new Place(device, new Tape(name), name, new Random(options.seed).fork(name));
  const f = plan.encoder(place.at("f"), i, input);
  const parts = {
    f,
    b: bridge(place.at("b"), options, f.width, i),
    g: labelEncoder(place.at("g"), options, i),
    h: decoder(place.at("h"), options, i),
  };
  const { learning, labels: { detachTarget, reconstruction } } = options;
  const rate = i || plan.isEven ? learning.rate : learning.firstRate;
  const labelOptions = { ...groupOptions(learning, rate), rate: rate * learning.labelScale };
  return new AssociatedBlock(place, parts, {
    labels: codeWidth(options, i - 1),
    reconstruction: i ? "mse" : reconstruction,
    detachTarget,
    dropout: i ? learning.dropout : 0, // what enters the net stays whole
    l2: learning.l2,
    clip: learning.clip,
    ...(i ? {} : classLoss(learning)), // the blocks above see codes
    groups: [
      ...encoderGroups(
        "encoder",
        [f],
        [...f.parameters, ...learned(parts.b)],
        groupOptions(learning, rate),
      ),
      labelGroup(parts, labelOptions),
    ],
  });
}

function baseline(device: Device, options: NetOptions, plan: NetPlan): Backprop {
  const { blocks, learning } = options;
  const tape = new Tape("backprop");
  const random = new Random(options.seed);
  // The names are those of a chain, so the first values are too, but for decoders (decoderValues).
  const places = Array.from({ length: blocks }, (_, i) => {
    const name = `block ${i + 1}`;
    return new Place(device, tape, name, random.fork(name));
  });
  const encoders: Encoder[] = [];
  for (const [i, place] of places.entries()) {
    encoders.push(plan.encoder(place.at("f"), i, encoders.at(-1)?.out ?? plan.input));
  }
  const dropped = places.slice(1);
  const parts = {
    tape,
    encoders,
    dropout: dropped.map((place) => new Dropout(place.at("dropout x"), learning.dropout)),
    bridge: bridge(places.at(-1)!.at("b"), options, encoders.at(-1)!.width, blocks - 1),
    decoders: places.map((place, i) => decoder(place.at("h"), options, i)),
  };
  return new Backprop(device, parts, {
    groups: baselineGroups(parts, learning, plan.isEven ? learning.rate : learning.firstRate),
    l2: learning.l2,
    clip: learning.clip,
    ...classLoss(learning),
    entry: plan.entry(encoders[0], device),
  });
}

/** How much classes count, and how sure targets are. */
function classLoss({ classWeights, smoothing }: LearningOptions): ClassLossOptions {
  return { classWeights, smoothing };
}

/** The parameters of a layer that an optimizer moves. */
function learned({ parameters, statistics = [] }: Layer): Parameter[] {
  return parameters.filter((parameter) => !statistics.includes(parameter));
}

/** The weights of the first encoder learn at a rate of their own, all else at another. */
function baselineGroups(
  { encoders, bridge, decoders }: BackpropParts,
  learning: LearningOptions,
  firstRate: number,
): Group[] {
  const [first, ...above] = encoders;
  const entering = encoderGroups(
    "embedding",
    encoders,
    first.parameters,
    groupOptions(learning, firstRate),
  );
  const rest = encoderGroups(
    "rest",
    encoders,
    [...above.flatMap(({ parameters }) => parameters), ...[bridge, ...decoders].flatMap(learned)],
    groupOptions(learning, learning.rate),
  );
  return [
    ...entering.map((group) => ({ ...group, block: 0 })),
    ...rest.map((group) => ({ ...group, block: null })),
  ];
}

/**
 * How the parameters of a block learn, whose weights have the given rate. Tables do not decay as weights do: a row
 * changes only in steps that use it, so that decay would shrink frequent rows and spare rare ones, which know single
 * examples by heart. All their rows return to their first values instead.
 */
function groupOptions(
  { optimizer, firstRate, decay, tableDecay }: LearningOptions,
  rate: number,
): GroupOptions {
  return {
    rate,
    tableRate: firstRate,
    alike: decay === 0 && tableDecay === 0,
    optimizer: (parameters, { rate, role }) => {
      const isTable = role === "table";
      const options = { rate, decay: isTable ? 0 : decay };
      const own = optimizer === "sgd"
        ? new Sgd(parameters, options)
        : new Adam(parameters, { ...options, decoupled: true });
      return isTable && tableDecay ? new Anchored(own, { strength: tableDecay }) : own;
    },
  };
}
