/** Nets that settle, built from options. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { recorded, ShapeError, type Signal, tensor } from "../../../engine/mod.ts";
import {
  buildEquilibrium,
  type BuiltEquilibrium,
  type EquilibriumOptions,
} from "../../../models/mod.ts";
import { device, onDevices, play } from "../../engine/device.ts";
import { pairs, rows, small } from "./support.ts";

Deno.test("nets have the layers and synapses of their options", () => {
  const { net } = buildEquilibrium(device, small({ input: "pair", hidden: [6, 5] }));
  assertEquals(net.layers.map(({ shape }) => shape), [[4, 4, 8], [6], [5], [3]]);
  assertEquals(net.synapses.map(({ parameters }) => parameters.map(({ shape }) => shape)), [
    ...new Array(4).fill([[8, 8]]),
    [[128, 6], [6]],
    [[6, 5], [5]],
    [[5, 3], [3]],
  ]);
  const { net: text } = buildEquilibrium(device, small());
  assertEquals(text.layers.map(({ shape }) => shape), [[1, 4, 8], [6], [3]]);
});

onDevices("the net that is trained through time has the same first values", async () => {
  const [ep, bptt] = (["ep", "bptt"] as const).map((algorithm) =>
    buildEquilibrium(device, small({ algorithm })).learner
  );
  assertEquals([ep.net.tape, bptt.net.tape?.name], [null, "through time"]);
  for (const [i, parameter] of ep.parameters.entries()) {
    assertEquals(await bptt.parameters[i].data(), await parameter.data());
  }
  const words = await ep.parameters.at(-1)!.data();
  assert(words.subarray(0, 8).every((x) => x === 0) && words.subarray(8).some((x) => x !== 0));
});

const texts = [[1, 2], [3], [4, 5, 6], [7, 1, 2, 9]];

/** Trains a net on a few texts until its loss has fallen. */
async function learns({ learner }: BuiltEquilibrium, input: "text" | "pair"): Promise<void> {
  const host = learner.entry.host(
    input === "text" ? rows(texts) : pairs(texts, texts.toReversed()),
    { first: 0, end: 1, learns: () => true },
  );
  const labels = { data: Uint32Array.of(0, 1, 2, 1), shape: [4] };
  const step = recorded(learner.device, ({ labels, ...inputs }: Record<string, Signal>) => {
    return learner.step(learner.entry.features(inputs), labels)[0];
  });
  const losses: number[] = [];
  for (let i = 0; i < 80; i++) losses.push(await step({ ...host, labels }).item());
  assert(losses[79] < 0.25 * losses[0], `${losses[0]} to ${losses[79]}`);
}

for (const input of ["text", "pair"] as const) {
  for (const algorithm of ["ep", "bptt"] as const) {
    // Units that are saturated have no slope, through time they would learn nothing more.
    const options = small({ input, algorithm, activation: "my_sigmoid" });
    onDevices(
      `nets of ${input}s learn by ${algorithm}`,
      () => learns(buildEquilibrium(device, options), input),
    );
    onDevices(`nets of ${input}s learn by ${algorithm} with weights that are cut to rows`, () => {
      const made = buildEquilibrium(play({ maxBinding: 4 * 6 * 10 }, device), options);
      assert(made.net.synapses.at(-2)!.parameters.length > 3);
      return learns(made, input);
    });
  }
}

onDevices("given vectors are the table, and do not learn", async () => {
  const vectors = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
  const words = { vocabulary: 50, width: 8, vectors };
  const { learner } = buildEquilibrium(device, small({ words }));
  const { x, lengths } = learner.entry.host(rows(texts), { first: 0, end: 1, learns: () => true });
  const features = learner.entry.features({
    x: tensor(device, x.data, x.shape),
    lengths: tensor(device, lengths.data, lengths.shape),
  });
  learner.step(features, tensor(device, Uint32Array.of(0, 1, 2, 1)));
  assertEquals(await learner.parameters.at(-1)!.data(), vectors);
});

Deno.test("options that do not fit are refused by name", () => {
  const refuse = (options: Partial<EquilibriumOptions>, part: string) => {
    assertThrows(() => buildEquilibrium(device, small(options)), ShapeError, part);
  };
  refuse({ rates: [0.1, 0.2] }, "Cannot train 3 synapses at 2 learning rates");
  refuse({ free: 3, nudged: 4 }, "nudged is 4 and free 3");
  refuse({ hidden: [] }, "it has no hidden layer");
  refuse({ hidden: [6, 0] }, "hidden 2 is 0");
  refuse({ beta: 0 }, "beta is 0");
  refuse({ activation: "mysigg" as "mysig" }, "my_hard_sig");
  refuse({ words: { vocabulary: 0, width: 3 } }, "words.vocabulary is 0");
  refuse({ words: { vocabulary: 5, width: 2, vectors: new Float32Array(9) } }, "Cannot fill");
});

onDevices(
  "logits are logarithms of the output's states, so that a softmax gives shares of them",
  async () => {
    const { learner } = buildEquilibrium(device, small({ activation: "tanh" }));
    const host = learner.entry.host(rows(texts), { first: 0, end: 1, learns: () => true });
    const named = Object.entries(host).map(([name, { data, shape }]) =>
      [name, tensor(device, data as Uint32Array<ArrayBuffer>, shape)] as const
    );
    const input = learner.entry.features(Object.fromEntries(named));
    const states = await learner.settle(input).at(-1)!.data();
    const logits = await learner.predict(input)[0].data();
    assert(states.some((s) => s < 0), "a state below 0 counts as 1e-6");
    logits.forEach((z, i) => assertAlmostEquals(Math.exp(z), Math.max(states[i], 0) + 1e-6, 1e-6));
  },
);

Deno.test("an answer costs the free phase, counted by hand", () => {
  // The projection once; then, in each of 12 steps, both layers through each weight, and the retrieval.
  const { learner } = buildEquilibrium(device, small());
  const step = 2 * (4 * 8 * 6 + 6 * 3) + 2 * 4 * 4 * 8;
  assertEquals(learner.multiplyAdds, 4 * 8 * 8 + 12 * step);
  const pair = buildEquilibrium(device, small({ input: "pair" })).learner;
  const pairStep = 2 * (4 * 4 * 8 * 6 + 6 * 3) + 2 * 4 * 4 * 4 * 8;
  assertEquals(pair.multiplyAdds, 4 * 4 * 8 * 8 + 12 * pairStep);
});

Deno.test("a look at how states settle records nothing on a tape", () => {
  const { learner } = buildEquilibrium(device, small({ algorithm: "bptt" }));
  const host = learner.entry.host(rows(texts), { first: 0, end: 1, learns: () => true });
  const named = Object.entries(host).map(([name, { data, shape }]) =>
    [name, tensor(device, data as Uint32Array<ArrayBuffer>, shape)] as const
  );
  learner.dynamics(learner.entry.features(Object.fromEntries(named)));
  assertEquals(learner.net.tape!.length, 0);
});
