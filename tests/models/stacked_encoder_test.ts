/** A block of several encoders: what goes through it, what learns in it and at which rate. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Features,
  type Learner,
  Place,
  Random,
  rowIndex,
  type Signal,
  Tape,
  type Tensor,
  tensor,
} from "../../engine/mod.ts";
import {
  defaultLstm,
  defaultWords,
  LstmEncoder,
  StackedEncoder,
  type TextModel,
  WordEncoder,
} from "../../models/mod.ts";
import { device, onDevices } from "../engine/device.ts";
import { type AssociatedChain, type Changes, netOf } from "./text/options.ts";

/** Two texts. */
function texts(): Features<Signal> {
  const words = Uint32Array.of(3, 4, 5, 6, 7, 0);
  return {
    x: tensor(device, words, [2, 3]),
    rows: { lengths: tensor(device, Uint32Array.of(3, 2)) },
    shared: { index: tensor(device, rowIndex(words, 0)) },
  };
}

const values = (...all: readonly Tensor[]): Promise<string[]> =>
  Promise.all(all.map(async (one) => (await one.data()).join()));

onDevices("StackedEncoder gives what its encoders give one after another", async () => {
  const encoders = (tape: string) => {
    const place = new Place(device, new Tape(tape), "f", new Random(1));
    const words = new WordEncoder(place.at("words"), { ...defaultWords, vocabulary: 9, width: 4 });
    const options = {
      ...defaultLstm,
      inputs: 4,
      hidden: 3,
      initialization: "default",
      side: null,
    } as const;
    return { place, all: [words, new LstmEncoder(place.at("layer"), options)] as const };
  };
  const { all: [words, lstm] } = encoders("apart");
  const { place, all } = encoders("stacked");
  const stacked = new StackedEncoder(place, all);
  const apart = lstm.forward(words.forward(texts()));
  const together = stacked.forward(texts(), false);
  assertEquals(
    await values(together.x, stacked.pool(together), together.rows.h),
    await values(apart.x, lstm.pool(apart), apart.rows.h),
  );
  assertEquals([stacked.width, stacked.out], [lstm.width, lstm.out]);
  assertEquals(stacked.parameters.map((p) => stacked.learning(p)).slice(0, 2), ["table", "weight"]);
  assertEquals(stacked.multiplyAdds({ steps: 3 }), lstm.multiplyAdds({ steps: 3 }));
  assertEquals(stacked.weights, undefined);
  assertThrows(() => new StackedEncoder(place, []), RangeError, "Cannot stack no encoders");
});

/** A model whose first block has a layer above its words. */
const make = (name: TextModel, ...changes: readonly Changes[]): Learner =>
  netOf(name, {
    words: { width: 4, update: "sparse", layers: 1 },
    above: { width: 4, hidden: 4, heads: 2, dropout: 0 },
    learning: { rate: 1e-3, firstRate: 1e-2 },
  }, ...changes);

for (const name of ["linearal", "lstmal", "transformeral"] as const) {
  onDevices(
    `${name}: the words and a layer learn as one block, at rates of their own`,
    async () => {
      const chain = make(name) as AssociatedChain;
      const [first, second] = chain.blocks;
      const input = texts(), classes = tensor(device, Uint32Array.of(1, 2));
      const before = await values(...first.parameters);
      const above = await values(...second.parameters);
      for (let i = 0; i < 4; i++) first.step(input, classes);
      const after = await values(...first.parameters);
      first.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
      assertEquals(await values(...second.parameters), above);
      const rates = chain.groups.filter(({ block }) => block === 0).map((
        { role, rate },
      ) => [role, rate]);
      assertEquals(rates, [["encoder", 1e-3], ["table", 1e-2], ["labels", 1e-3]]);
    },
  );

  onDevices(`${name}: the twin has the same encoders, at the same rates`, () => {
    const [net, chain] = [make(name, { mode: "bp" }), make(name)];
    const shapes = (all: Learner) =>
      all.encoders.map((f) => f.parameters.map(({ shape }) => shape));
    assertEquals(shapes(net), shapes(chain));
    const rates = net.groups.filter(({ block }) => block === 0).map((
      { role, rate },
    ) => [role, rate]);
    assertEquals(rates, [["encoder", 1e-3], ["table", 1e-2]]);
  });
}

onDevices("attention of a Transformer in the first block is told", async () => {
  const [encoder] = make("transformeral").encoders;
  const weights = encoder.weights!(texts());
  assertEquals(weights.shape, [2, 2, 3, 3]);
  const sums = (await weights.data()).slice(0, 3).reduce((sum, value) => sum + value, 0);
  assert(Math.abs(sums - 1) < 1e-5, `${sums}`);
});
