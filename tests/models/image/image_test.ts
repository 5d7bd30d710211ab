/** Image models as wholes: blocks alone, stages, growing, leaving early, and what is kept of them. */
import { assert, assertEquals } from "@std/assert";
import {
  AdaptiveChain,
  type Chain,
  type Features,
  forPrediction,
  type Learner,
  type Signal,
  signalsOf,
  Stage,
  tensor,
} from "../../../engine/mod.ts";
import { blockOf, type ImageModel, imageModels } from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";
import { hostOf, hostOfFeatures, stateOf } from "../block_alone.ts";
import { chainOf, type Changes, entering, netOf, options, scattered } from "./options.ts";

const small: Changes = { input: { height: 16, width: 16 }, layers: { width: 1 / 32 } };
const sided: Changes = { ...small, layers: { width: 1 / 32, sides: true } };

// Steps here are not recorded: a software adapter would map some memory for each of their kernels.

/** Every model, small enough for images of 16 x 16, with and without the image at each block. */
const cases: readonly (readonly [ImageModel, Changes])[] = [
  ...(Object.keys(imageModels) as ImageModel[]).map((name) => [name, small] as const),
  ["cnn_al", sided],
  ["vgg_al", sided],
  ["resnet_al", sided],
];

const BATCH = 6;
const inputs = (seed: number) => ({ x: entering(scattered(seed, BATCH * 768), BATCH) });
const enter = ({ entry }: Learner, seed: number): Features<Signal> =>
  entry.features(signalsOf(device, inputs(seed)));
const classes = () => tensor(device, Uint32Array.of(0, 1, 2, 0, 1, 2));

function train(learner: Learner, steps: number): void {
  for (let i = 0; i < steps; i++) learner.step(enter(learner, i), classes());
}

const logits = (learner: Learner, seed: number): Promise<Float32Array[]> =>
  Promise.all(learner.predict(enter(learner, seed)).map((each) => each.data()));

const values = async ({ parameters }: Pick<Learner, "parameters">) =>
  new Map(
    await Promise.all(parameters.map(async (p) => [p.name, await p.data()] as const)),
  );

for (const [name, change] of cases) {
  const title = change.layers!.sides ? `${name} with sides` : name;

  Deno.test(`${title}: the parameters are all that a net knows of what it learned`, async () => {
    const [net, other] = [netOf(name, change), netOf(name, change, { seed: 2 })];
    train(net, 3);
    const learned = await values(net);
    for (const parameter of other.parameters) parameter.assign(learned.get(parameter.name)!);
    assertEquals(await logits(other, 9), await logits(net, 9));
  });

  Deno.test(`${title}: a block built alone has the bits that it has in its chain`, async () => {
    const chain = chainOf(name, change),
      alone = chain.blocks.map((_, block) =>
        blockOf(device, {
          model: name,
          options: options(change),
          block,
          input: block ? chain.encoders[block - 1].out : undefined,
        })
      );
    let from = { output: enter(chain, 1), t: classes() };
    for (const [i, block] of chain.blocks.entries()) {
      const [own, other] = [block, alone[i]].map((each) => each.step(from.output, from.t));
      assertEquals(await hostOfFeatures(other.output), await hostOfFeatures(own.output));
      assertEquals(await hostOf(other.t), await hostOf(own.t));
      assertEquals(await stateOf(alone[i]), await stateOf(block));
      from = own;
    }
  });

  Deno.test(`${title}: the baseline begins with the values of the chain`, async () => {
    // With orthogonal values its decoders have others: tests/models/first_values_test.ts.
    const alike: Changes = { ...change, initialization: "pytorch" };
    const [al, bp] = [netOf(name, alike), netOf(name, alike, { mode: "bp" })];
    const first = await values(al);
    for (const [own, data] of await values(bp)) assertEquals(data, first.get(own), own);
    assertEquals(await logits(bp, 3), (await logits(al, 3)).slice(-1));
  });

  Deno.test(`${title}: more blocks leave those below as they were`, async () => {
    // Blocks above the table pool nothing.
    const [net, grown] = [netOf(name, change), netOf(name, change, { blocks: 6 })];
    const below = await values(grown);
    for (const [own, data] of await values(net)) assertEquals(data, below.get(own), own);
    train(grown, 1);
    assertEquals((await logits(grown, 1)).length, 6);
  });

  Deno.test(`${title}: a stage leaves frozen blocks and their statistics as they are`, async () => {
    const chain = chainOf(name, change);
    train(chain, 2);
    const before = await values(chain);
    const stage = new Stage(chain, { first: 2, classes: 3 });
    for (let i = 0; i < 2; i++) stage.step(chain.featuresAt(enter(chain, i), 2), classes());
    const frozen = new Set(chain.blocks.slice(0, 2).flatMap(({ parameters }) => parameters));
    for (const parameter of chain.parameters) {
      const same = String(await parameter.data()) === String(before.get(parameter.name));
      // A unit that never answers learns nothing, so only what is frozen is certain of each parameter.
      if (frozen.has(parameter)) assert(same, `${parameter} is frozen and has changed`);
    }
    const learned = chain.blocks[2].parameters[0];
    assert(String(await learned.data()) !== String(before.get(learned.name)));
  });

  Deno.test(`${title}: images that leave early have the answers of their depth`, async () => {
    const chain: Chain = chainOf(name, change);
    train(chain, 2);
    const all = await logits(chain, 4);
    const adaptive = new AdaptiveChain(chain, chain.depths);
    const leaving = [1, 3, 2, 4, 1, 4];
    let row = 0, left = [0, 1, 2, 3, 4, 5];
    const { depths, logits: got } = await adaptive.run(
      chain.entry.host(inputs(4), forPrediction),
      (_, depth) => {
        const place = left[row++];
        if (row === left.length) {
          left = left.filter((each) => leaving[each] !== depth);
          row = 0;
        }
        return leaving[place] === depth;
      },
    );
    assertEquals([...depths], leaving);
    leaving.forEach((depth, i) => {
      for (let k = 0; k < 3; k++) {
        const [own, want] = [got[3 * i + k], all[depth - 1][3 * i + k]];
        assert(Math.abs(own - want) < 1e-4 * Math.max(1, Math.abs(want)), `${own}, not ${want}`);
      }
    });
  });
}

Deno.test("images enter whole: only features between blocks are dropped", async () => {
  const change: Changes = { blocks: 1 };
  const [whole, dropping] = [0, 0.9].map((dropout) =>
    netOf("cnn_al", change, { learning: { dropout } })
  );
  const input = (net: Learner) =>
    net.entry.features(signalsOf(device, { x: entering(scattered(1, 2 * 192), 2) }));
  const labels = tensor(device, Uint32Array.of(0, 1));
  const [a, b] = [whole, dropping].map((net) => net.step(input(net), labels));
  assertEquals(await a[0].item(), await b[0].item());
});

Deno.test("rows of numbers enter a net of dense layers as they are", async () => {
  const net = netOf("mlp_al", { blocks: 2, input: { columns: 3 } as object });
  const x = tensor(device, [[1, 2, 3], [3, 2, 1]]);
  const losses = net.step(net.entry.features({ x }), tensor(device, Uint32Array.of(0, 1)));
  assertEquals(losses.length, 4);
  assert((await Promise.all(losses.map((loss) => loss.item()))).every(Number.isFinite));
});
