/**
 * Puts the encoders of a text model together with the label side: as a chain of blocks that learn
 * by themselves, or as the baseline on one tape.
 *
 * @module
 */
import {
  type ActivationName,
  AssociatedBlock,
  Backprop,
  Chain,
  Dropout,
  type Encoder,
  type Layer,
  type Learner,
  Linear,
  Place,
  Random,
  Tape,
  xavierUniform,
} from "../engine/mod.ts";
import { optimizerOf } from "./optimizers.ts";
import { checkSides } from "./text/side_words.ts";
import type { WordTableOptions } from "./text/words.ts";
import { WideBridge } from "./wide_bridge.ts";
import type { TextModelOptions } from "./text/options.ts";

/** Makes the encoder of block `i` (from 0) at a place; `below` is the encoder of the block below. */
export type EncoderFactory = (place: Place, i: number, below: Encoder | null) => Encoder;

/**
 * A text model of the given encoders.
 *
 * @throws {ShapeError} When a side input is for no block that could take it.
 */
export function textModel(options: TextModelOptions, encoderAt: EncoderFactory): Learner {
  checkSides(options);
  return options.mode === "al" ? chain(options, encoderAt) : baseline(options, encoderAt);
}

function chain(options: TextModelOptions, encoderAt: EncoderFactory): Chain {
  const random = new Random(options.seed);
  const blocks: AssociatedBlock[] = [];
  for (let i = 0; i < options.layers; i++) {
    const name = `block ${i + 1}`;
    const place = new Place(options.device, new Tape(name), name, random.fork(name));
    const f = encoderAt(place.at("f"), i, blocks.at(-1)?.parts.f ?? null);
    const labels = codeWidth(options, i - 1);
    const codes = codeWidth(options, i);
    const rate = i ? options.rate : options.embeddingRate;
    const parts = {
      f,
      b: bridge(place.at("b"), options, f.width, codes),
      g: dense(place.at("g"), options, { inputs: labels, outputs: codes }, options.activation),
      h: decoder(place.at("h"), options, i),
    };
    blocks.push(
      new AssociatedBlock(place, parts, {
        labels,
        reconstruction: i ? "mse" : options.reconstruction,
        detachTarget: options.detachTarget,
        dropout: options.dropout,
        clip: options.clip,
        encoder: (parameters) => optimizerOf(options, parameters, rate, f.tables),
        autoEncoder: (parameters) =>
          optimizerOf(options, parameters, rate * options.autoEncoderScale),
      }),
    );
  }
  return new Chain(options.device, blocks);
}

function baseline(options: TextModelOptions, encoderAt: EncoderFactory): Backprop {
  const { device, layers } = options;
  const tape = new Tape("backprop");
  const random = new Random(options.seed);
  // The same names as in a chain, so the same first values.
  const places = Array.from({ length: layers }, (_, i) => {
    const name = `block ${i + 1}`;
    return new Place(device, tape, name, random.fork(name));
  });
  const encoders: Encoder[] = [];
  for (const [i, place] of places.entries()) {
    encoders.push(encoderAt(place.at("f"), i, encoders.at(-1) ?? null));
  }
  const tables = encoders.flatMap(({ tables = [] }) => tables);
  const parts = {
    tape,
    encoders,
    dropout: places.slice(1).map((place) => new Dropout(place.at("dropout x"), options.dropout)),
    bridge: bridge(
      places.at(-1)!.at("b"),
      options,
      encoders.at(-1)!.width,
      codeWidth(options, layers - 1),
    ),
    decoders: places.map((place, i) => decoder(place.at("h"), options, i)),
  };
  return new Backprop(
    device,
    parts,
    {
      embedding: (parameters) => optimizerOf(options, parameters, options.embeddingRate, tables),
      rest: (parameters) => optimizerOf(options, parameters, options.rate, tables),
    },
    options.clip,
  );
}

/** Width of the codes that block `i` (from 0) makes; what enters the first block are the classes. */
function codeWidth(options: TextModelOptions, i: number): number {
  return i < 0 ? options.classes : i === 0 ? options.label : options.deepLabel;
}

/** The word table of the first block. */
export function wordTable(options: TextModelOptions): WordTableOptions {
  const { vocabulary: rows, embedding: columns, vectors, embeddingUpdate: update, pool } = options;
  const shared = options.sameEmbedding && options.sides !== undefined;
  const { embeddingDeviation: deviation } = options;
  return { rows, columns, vectors, deviation, update, pool, shared };
}

interface Sizes {
  readonly inputs: number;
  readonly outputs: number;
}

function dense(
  place: Place,
  { labelBias: bias, initialization }: TextModelOptions,
  sizes: Sizes,
  activation: ActivationName,
): Linear {
  const initializer = initialization === "thesis" ? xavierUniform() : undefined;
  return new Linear(place, { ...sizes, bias, activation, initializer });
}

function bridge(place: Place, options: TextModelOptions, inputs: number, outputs: number): Layer {
  return options.bridge === "mlp"
    ? new WideBridge(place, inputs, outputs)
    : dense(place, options, { inputs, outputs }, options.activation);
}

function decoder(place: Place, options: TextModelOptions, i: number): Layer {
  const sizes = { inputs: codeWidth(options, i), outputs: codeWidth(options, i - 1) };
  return dense(place, options, sizes, i ? options.deepDecoder : options.decoder);
}
