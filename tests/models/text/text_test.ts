/** Text models as wholes: what they drop, keep and count, and that they grow at the top. */
import { assert, assertEquals } from "@std/assert";
import {
  type Chain,
  type Features,
  type Learner,
  rowIndex,
  type Signal,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { type TextModel, textModels } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";
import { type Changes, netOf } from "./options.ts";

/** All models, without and with side inputs. */
const names = Object.keys(textModels).flatMap((name) => [name, `${name}side`]);

const modelOf = (name: string) => name.replace(/side$/, "") as TextModel;

const sidesOf = (name: string, ...rows: readonly (number | undefined)[]) =>
  name.endsWith("side") ? rows.map((rows) => rows ? { rows } : undefined) : undefined;

/** Three blocks of a model that drops elements wherever it can. */
const dropping = (name: string, changes: Changes = {}): Learner =>
  netOf(modelOf(name), {
    blocks: 3,
    learning: { dropout: 0.5 },
    words: { width: 4, sides: sidesOf(name, undefined, 9, 9) },
    above: { width: 4, hidden: 4, heads: 2, dropout: 0.5 },
  }, changes);

/** Two texts, with words for the two upper blocks. */
function batch({ entry }: Learner) {
  const words = (block: string, tokens: string, ...ids: number[]) => {
    const numbers = Uint32Array.from(ids);
    return {
      [`${block}${tokens}`]: tensor(device, numbers, [2, ids.length / 2]),
      [`${block}lengths`]: tensor(device, new Uint32Array([ids.length / 2, 1])),
      [`${block}index`]: tensor(device, rowIndex(numbers, 0)),
    };
  };
  const input = entry.features({
    ...words("", "x", 3, 4, 5, 6, 0, 0),
    ...words("1/", "tokens", 1, 2, 3, 0),
    ...words("2/", "tokens", 4, 5, 6, 0),
  });
  return { input, classes: tensor(device, new Uint32Array([1, 2])) };
}

const values = async (tensors: Iterable<Tensor>): Promise<string[]> => {
  const all: string[] = [];
  for (const x of tensors) all.push((x.dtype === "u32" ? await x.words() : await x.data()).join());
  return all;
};

for (const mode of ["al", "bp"] as const) {
  onDevices(`${mode}: predictions drop nothing and draw nothing, steps do`, async () => {
    for (const name of names) {
      const learner = dropping(name, { mode });
      const { input, classes } = batch(learner);
      const drawn = await values(learner.state.values());
      const one = await values(learner.predict(input));
      assertEquals(await values(learner.predict(input)), one, name);
      assertEquals(await values(learner.state.values()), drawn, name);
      learner.step(input, classes);
      const after = await values(learner.state.values());
      // No dropout stands before the first block, where word numbers enter and classes do.
      const still = [...learner.state.keys()].filter((_, i) => after[i] === drawn[i]);
      const expected = mode === "bp" ? [] : ["block 1 dropout x", "block 1 dropout t"];
      assertEquals(still, expected, name);
    }
  });
}

Deno.test("the states that checkpoints hold name every dropout, those inside of layers too", () => {
  const outer = [1, 2, 3].flatMap((n) => [`block ${n} dropout x`, `block ${n} dropout t`]);
  const inner = [2, 3].flatMap((n) => [1, 2, 3, 4].map((k) => `block ${n} f dropout ${k}`));
  assertEquals([...dropping("lstmalside").state.keys()], outer);
  const transformer = [...dropping("transformeralside").state.keys()];
  assertEquals(transformer.toSorted(), [...outer, ...inner].toSorted());
  const baseline = [...dropping("transformeral", { mode: "bp" }).state.keys()];
  assertEquals(baseline, Array.from({ length: 2 + 2 * 4 }, (_, i) => `dropout ${i + 1}`));
});

onDevices("two models of a seed drop the same, of other seeds not", async () => {
  const trained = async (seed: number) => {
    const learner = dropping("transformeralside", { seed });
    for (const parameter of learner.parameters) {
      parameter.assign(new Float32Array(parameter.size).map((_, i) => Math.sin(1.7 * i)));
    }
    const { input, classes } = batch(learner);
    return (await values(learner.step(input, classes))).join();
  };
  assertEquals(await trained(1), await trained(1));
  assert(await trained(1) !== await trained(2));
});

onDevices("more layers leave the first values of the blocks below as they were", async () => {
  for (const mode of ["al", "bp"] as const) {
    for (const name of names) {
      const three = dropping(name, { mode });
      const sides = sidesOf(name, undefined, 9, 9, 5, undefined);
      const five = dropping(name, { mode, blocks: 5, words: { sides } });
      const grown = new Map(five.parameters.map((parameter) => [parameter.name, parameter]));
      // By backpropagation the one bridge stands on the highest block.
      const kept = three.parameters.filter(({ name }) => mode === "al" || !name.includes("/b."));
      const below = kept.map(({ name }) => grown.get(name)!);
      assertEquals(await values(below), await values(kept), name);
      assert(five.parameters.length > three.parameters.length);
    }
  }
});

/** Numbers of parameters of a block's four maps, by preset sizes; no word table is made of them. */
function sizes(name: TextModel, changes: Changes, block: number) {
  const { parameters } = netOf(name, {
    classes: 4,
    blocks: 3,
    labels: { width: 128, deepWidth: 128 },
    words: { vocabulary: 2, width: 300 },
    above: { width: 300, hidden: 300, heads: 4, feedForward: 300 },
  }, changes);
  const count = (part: string) =>
    parameters.filter((parameter) => parameter.name.startsWith(`block ${block}/${part}`))
      .reduce((total, { size }) => total + size, 0);
  return [...["f", "b"].map(count), count("g") + count("h")];
}

Deno.test("blocks of the authors' sizes have as many parameters as the authors'", () => {
  assertEquals(sizes("transformeral", { above: { norm: "pre" } }, 2), [543_600, 38_528, 33_024]);
  assertEquals(sizes("linearal", {}, 2), [90_300, 38_528, 33_024]);
  assertEquals(sizes("linearal", {}, 1), [600, 38_528, 1_156]);
  // PyTorch's LSTMs have a second bias of 4 x 300 in each direction.
  assertEquals(sizes("lstmal", { above: { readout: "sum" } }, 2), [
    1_444_800 - 2400,
    38_528,
    33_024,
  ]);
  assertEquals(sizes("lstmal", { above: { readout: "sum" } }, 3), [
    2_164_800 - 2400,
    38_528,
    33_024,
  ]);
  const iclr: Changes = {
    labels: { bias: false, deepWidth: 256 },
    above: { feedForward: 256, heads: 6 },
  };
  const all = [1, 2, 3].flatMap((block) => sizes("transformeral", iclr, block));
  assertEquals(all.reduce((a, b) => a + b) - 600, 1_422_744);
});

onDevices(
  "first values of the thesis are Glorot's in every linear map of a Transformer",
  async () => {
    const learner = dropping("transformeral", {
      initialization: "thesis",
      words: { width: 64 },
      above: { feedForward: 32, norm: "pre" },
    });
    const matrices = learner.parameters.filter(({ name, shape }) =>
      shape.length === 2 && name !== "block 1/f.weight"
    );
    assertEquals(matrices.length, 3 + 2 * (6 + 3));
    for (const matrix of matrices) {
      const [inputs, outputs] = matrix.shape;
      const greatest = Math.max(...(await matrix.data()).map(Math.abs));
      const bound = Math.sqrt(6 / (inputs + outputs));
      assert(greatest <= bound && greatest > 0.7 * bound, `${matrix}: ${greatest} and ${bound}`);
    }
  },
);

onDevices("blocks that normalize before hand on rows of mean 0 and deviation 1", async () => {
  const chain = dropping("transformeral", {
    words: { width: 16 },
    above: { norm: "pre" },
  }) as Chain;
  let features: Features<Signal> = batch(chain).input;
  for (const [i, block] of chain.blocks.entries()) {
    features = block.forward(features);
    const row = (await features.x.data()).subarray(0, 16);
    const mean = row.reduce((total, value) => total + value, 0) / 16;
    const deviation = Math.sqrt(row.reduce((total, value) => total + value ** 2, 0) / 16);
    const normal = Math.abs(mean) < 1e-4 && Math.abs(deviation - 1) < 1e-3;
    assertEquals(normal, i > 0, `block ${i + 1}: mean ${mean}, deviation ${deviation}`);
  }
});

for (const mode of ["al", "bp"] as const) {
  onDevices(`${mode}: decay draws all weights to 0 but word vectors`, async () => {
    for (const name of names) {
      const make = (decay: number) =>
        dropping(name, { mode, learning: { decay, rate: 0.01, firstRate: 0.01, labelScale: 1 } });
      const [free, decayed] = [make(0), make(2)];
      const { input, classes } = batch(free);
      for (const [i, parameter] of free.parameters.entries()) {
        assertEquals(await decayed.parameters[i].data(), await parameter.data());
      }
      const first = await Promise.all(free.parameters.map((parameter) => parameter.data()));
      for (const learner of [free, decayed]) learner.step(input, classes);
      for (const [i, parameter] of free.parameters.entries()) {
        const isTable = /^block 1.f|side/.test(parameter.name);
        const expected = (await parameter.data())
          .map((after, k) => after - (isTable ? 0 : 0.01 * 2 * first[i][k]));
        const actual = await decayed.parameters[i].data();
        const apart = Math.max(...expected.map((value, k) => Math.abs(value - actual[k])));
        assert(isTable ? apart === 0 : apart < 1e-6, `${name} ${parameter.name} ${apart}`);
      }
    }
  });
}
