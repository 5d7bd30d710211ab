/** Blocks learn above frozen ones as they would in the whole chain, and leave those as they are. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Chain,
  type Features,
  lossName,
  type Parameter,
  Random,
  rowIndex,
  ShapeError,
  type Signal,
  Stage,
  tensor,
} from "../../../engine/mod.ts";
import { type AssociatedChain, chainOf, type Changes } from "../../models/text/options.ts";
import { device, onDevices } from "../device.ts";

const CLASSES = 4;
const MODELS = ["linearal", "lstmal", "transformeral"] as const;

/** Four blocks of a model. */
const four = (name: typeof MODELS[number], ...changes: readonly Changes[]): AssociatedChain =>
  chainOf(name, {
    classes: CLASSES,
    blocks: 4,
    labels: { width: 7, deepWidth: 6 },
    words: { vocabulary: 20 },
    above: { width: 5, hidden: 5, heads: 2 },
  }, ...changes);

function batch(seed: number, rows = 6, time = 5) {
  const random = new Random(seed);
  const lengths = Uint32Array.from({ length: rows }, () => 1 + random.integer(time));
  const ids = Uint32Array.from(
    { length: rows * time },
    (_, i) => i % time < lengths[Math.floor(i / time)] ? 1 + random.integer(19) : 0,
  );
  const classes = Uint32Array.from({ length: rows }, () => random.integer(CLASSES));
  return {
    input: {
      x: tensor(device, ids, [rows, time]),
      rows: { lengths: tensor(device, lengths) },
      shared: { index: tensor(device, rowIndex(ids, 0)) },
    },
    classes: tensor(device, classes),
  };
}

/** What the first blocks of a chain make of an input. */
const featuresOf = (chain: Chain, blocks: number, input: Features<Signal>) =>
  chain.blocks.slice(0, blocks).reduce((x, block) => block.forward(x), input);

const bits = async (parameters: readonly Parameter[]): Promise<string[]> => {
  const all: string[] = [];
  for (const { name, data } of parameters.map((p) => ({ name: p.name, data: p.data() }))) {
    all.push(`${name} ${new Uint32Array((await data).buffer).join()}`);
  }
  return all;
};

for (const name of MODELS) {
  onDevices(
    `a stage of ${name} moves its own blocks and leaves all others bit for bit`,
    async () => {
      for (const [first, end] of [[0, 1], [1, 2], [2, 4], [3, 4]]) {
        const chain = four(name, {
          learning: { dropout: 0.2, decay: 0.01 },
          words: { update: "sparse" },
        });
        const stage = new Stage(chain, { first, end, classes: CLASSES });
        const mine = chain.blocks.slice(first, end).flatMap(({ parameters }) => parameters);
        const others = chain.parameters.filter((parameter) => !mine.includes(parameter));
        const [before, frozen] = [await bits(mine), await bits(others)];
        for (let i = 0; i < 3; i++) {
          const { input, classes } = batch(i);
          const losses = stage.step(featuresOf(chain, first, input), classes);
          assertEquals(losses.length, 2 * (end - first));
          for (const loss of losses) assert(Number.isFinite(await loss.item()));
        }
        assertEquals(await bits(others), frozen);
        const after = await bits(mine);
        mine.forEach((parameter, i) => assert(after[i] !== before[i], `${parameter} did not move`));
        const own = new Set(stage.groups.map(({ optimizer }) => optimizer));
        for (const { optimizer } of chain.groups) {
          const [, count] = await optimizer.state.get("progress")!.data();
          assertEquals(count, own.has(optimizer) ? 3 : 0);
        }
      }
    },
  );

  onDevices(`a stage of ${name} learns what its blocks learn in the chain`, async () => {
    const [chain, other] = [four(name), four(name)];
    const stage = new Stage(chain, { first: 2, classes: CLASSES });
    for (let i = 0; i < 3; i++) {
      const { input, classes } = batch(i);
      const losses = stage.step(featuresOf(chain, 2, input), classes);
      // The same by way of the other chain's frozen blocks, whose codes are made of this batch.
      const codes = other.blocks.slice(0, 2).map(({ parts: { g }, tape }) => ({ g, tape }));
      const hot = tensor(
        device,
        Array.from(
          await classes.words(),
          (k) => Array.from({ length: CLASSES }, (_, j) => j === k ? 1 : 0),
        ),
      );
      let t = hot as Signal;
      for (const { g, tape } of codes) t = tape.pause(() => g.forward(t)) as Signal;
      let x = featuresOf(other, 2, input);
      const expected: Signal[] = [];
      for (const block of other.blocks.slice(2)) {
        const step = block.step(x, t);
        expected.push(...step.losses);
        [x, t] = [step.output, step.t];
      }
      for (const [k, loss] of losses.entries()) {
        assertAlmostEquals(await loss.item(), await expected[k].item(), 1e-5);
      }
    }
  });

  onDevices(`a stage of ${name} predicts what the chain does at its depths`, async () => {
    const chain = four(name);
    const { input } = batch(9);
    const all = chain.predict(input);
    for (const [first, end] of [[0, 2], [1, 3], [3, 4]]) {
      const stage = new Stage(chain, { first, end, classes: CLASSES });
      const features = featuresOf(chain, first, input);
      const depths = [1, 2, 3, 4].slice(first, end);
      assertEquals(stage.depths, depths);
      for (const [i, logits] of stage.predict(features).entries()) {
        assertEquals(await logits.data(), await all[depths[i] - 1].data());
        const alone = await stage.predictAt(features, depths[i]).data();
        const wanted = await all[depths[i] - 1].data();
        alone.forEach((value, j) => assertAlmostEquals(value, wanted[j], 1e-5));
        assertEquals(stage.parametersAt(depths[i]), chain.parametersAt(depths[i]));
      }
    }
  });
}

onDevices("a stage names its own losses, groups and dropout, and all parameters", () => {
  const chain = four("lstmal");
  const stage = new Stage(chain, { first: 2, end: 3, classes: CLASSES });
  assertEquals(stage.losses.map(lossName), ["block 3 associated", "block 3 reconstruction"]);
  assertEquals(
    stage.groups.map(({ name, block, role }) => [name, block, role]),
    [["block 3 encoder", 2, "encoder"], ["block 3 auto-encoder", 2, "labels"]],
  );
  assertEquals([...stage.state.keys()], ["block 3 dropout x", "block 3 dropout t"]);
  assertEquals(stage.parameters, chain.parameters);
  assertEquals(stage.encoders, chain.encoders);
  assertEquals(stage.entry, chain.entry);
});

onDevices("a stage refuses blocks that the chain does not have", () => {
  const chain = four("linearal");
  for (const [first, end] of [[4, undefined], [-1, 2], [2, 2], [1, 5], [0.5, 2]] as const) {
    const error = assertThrows(
      () => new Stage(chain, { first, end, classes: CLASSES }),
      ShapeError,
    );
    assert(error.message.startsWith("Cannot train blocks "), error.message);
    assert(error.message.endsWith("the chain has blocks 0 up to 4, give some of them"));
  }
  const stage = new Stage(chain, { first: 2, classes: CLASSES });
  const { input } = batch(1);
  for (const depth of [0, 2, 5, 2.5]) {
    const error = assertThrows(
      () => stage.predictAt(featuresOf(chain, 2, input), depth),
      ShapeError,
    );
    assertEquals(
      error.message,
      `Cannot predict at depth ${depth} from features of block 2: give a depth from 3 to 4`,
    );
  }
});
