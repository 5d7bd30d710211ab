/** Blocks that read the text's words again, by a table of their own. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Features,
  forPrediction,
  forTraining,
  type HostInput,
  type Learner,
  type Named,
  type Parameter,
  Place,
  Random,
  ShapeError,
  type Signal,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { SideWords, type TextModel } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";
import { type AssociatedChain, type Changes, netOf } from "./options.ts";

const models: readonly TextModel[] = ["linearal", "lstmal", "transformeral"];

/** Three blocks of which the first two have word tables. */
const make = (name: TextModel, ...changes: readonly Changes[]): Learner =>
  netOf(name, {
    blocks: 3,
    words: { width: 4, update: "sparse", tables: 2 },
    above: { width: 4, hidden: 4, heads: 2, bidirectional: false, dropout: 0 },
  }, ...changes);

/** Two texts as the host has them. */
const texts: Named<HostInput> = {
  x: { data: Uint32Array.of(3, 4, 5, 6, 7, 0), shape: [2, 3] },
  lengths: { data: Uint32Array.of(3, 2), shape: [2] },
};

/** The texts as they enter a net. */
function batch({ entry }: Learner): { readonly input: Features<Signal>; readonly classes: Signal } {
  const sent = Object.entries(entry.host(texts, forTraining));
  const signals = sent.map(([name, { data, shape }]) => [name, tensor(device, data, shape)]);
  const input = entry.features(Object.fromEntries(signals));
  return { input, classes: tensor(device, Uint32Array.of(1, 2)) };
}

const values = (...all: readonly Tensor[]): Promise<string[]> =>
  Promise.all(all.map(async (one) => (await one.data()).join()));

/** The rows of a table of width 4 that changed. */
async function moved(table: Parameter, act: () => void): Promise<number[]> {
  const before = await table.data();
  act();
  const after = await table.data();
  const isMoved = (row: number) =>
    before.slice(4 * row, 4 * row + 4).some((v, i) => v !== after[4 * row + i]);
  return Array.from({ length: 12 }, (_, row) => row).filter(isMoved);
}

for (const name of models) {
  onDevices(`${name}: block 2 learns a table of its own for the words of the text`, async () => {
    const chain = make(name) as AssociatedChain;
    const { input, classes } = batch(chain);
    const [first, second, third] = chain.blocks;
    const tables = chain.blocks.map(({ encoder }) =>
      encoder.parameters.filter((parameter) => encoder.learning(parameter) === "table")
    );
    const named = tables.map((all) => all.map((table) => table.name));
    assertEquals(named, [["block 1/f.weight"], ["block 2/f/words.weight"], []]);
    const [[below], [own]] = tables;
    let handed = first.step(input, classes);
    assertEquals(await moved(below, () => handed = second.step(handed.output, handed.t)), []);
    handed = first.step(input, classes);
    assertEquals(await moved(own, () => second.step(handed.output, handed.t)), [3, 4, 5, 6, 7]);
    const names = Object.keys(second.step(handed.output, handed.t).output.rows);
    assertEquals(names.filter((name) => name.includes("/")), [], "no words go on to block 3");
    assert(third.parameters.length > 0);
  });

  for (const mode of ["al", "bp"] as const) {
    onDevices(`${mode}: every parameter of ${name} with two tables learns`, async () => {
      const net = make(name, { mode });
      const { input, classes } = batch(net);
      const before = await values(...net.parameters);
      for (let i = 0; i < 4; i++) net.step(input, classes);
      const after = await values(...net.parameters);
      net.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
    });
  }
}

onDevices("SideWords stand beside the features of each word, or are added to them", async () => {
  const tape = new Tape("net");
  const options = {
    block: 1,
    rows: 3,
    width: 2,
    deviation: 0,
    unknown: "drawn",
    update: "dense",
    positions: 0,
  } as const;
  const vectors = Float32Array.of(0, 0, 1, 2, 3, 4);
  const x = tensor(device, Float32Array.of(10, 20, 30, 40), [1, 2, 2]);
  const rows = {
    lengths: tensor(device, Uint32Array.of(2)),
    "1/tokens": tensor(device, Uint32Array.of(2, 1), [1, 2]),
    "1/lengths": tensor(device, Uint32Array.of(2)),
  };
  const joined = (joins: "beside" | "added") => {
    const place = new Place(device, tape, joins, new Random(1));
    const words = new SideWords(place, { ...options, vectors, joins });
    const { x: joint, rows: rest } = words.joined({ x, rows, shared: {} });
    assertEquals(Object.keys(rest), ["lengths"]);
    assertEquals(joint.shape, [1, 2, 2 + words.columns]);
    return joint.data();
  };
  assertEquals([...await joined("beside")], [10, 20, 3, 4, 30, 40, 1, 2]);
  assertEquals([...await joined("added")], [13, 24, 31, 42]);
});

onDevices("the words enter again where a block above the first runs by itself", () => {
  const { entry } = make("lstmal");
  const sent = (first: number, end: number) =>
    Object.keys(entry.host(texts, { ...forPrediction, first, end })).sort();
  assertEquals(sent(0, 3), ["1/lengths", "1/tokens", "lengths", "x"]);
  assertEquals(sent(0, 1), ["lengths", "x"]);
  assertEquals(sent(1, 3), ["1/lengths", "1/tokens"]);
  assertEquals(sent(2, 3), []);
});

onDevices("more tables than blocks, and two words for one block, are refused", () => {
  assertThrows(
    () => make("lstmal", { words: { tables: 4 } }),
    ShapeError,
    "Cannot give 4 blocks a word table: the model has 3",
  );
  assertThrows(
    () => make("lstmal", { words: { sides: [undefined, { rows: 12 }] } }),
    ShapeError,
    "Cannot give block 2 a side input: the text's words enter there again",
  );
});
