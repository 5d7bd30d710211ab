/** How nets settle: against golden vectors and the definition in float64. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Dynamics,
  type HostArray,
  hostArray,
  ShapeError,
  type Signal,
  type States,
  Tape,
  unitActivations,
  Units,
} from "../../../../engine/mod.ts";
import { contrast } from "../../../../engine/local/equilibrium/gradient_rule.ts";
import { device, onDevices } from "../../device.ts";
import { golden, goldenToy, gradients } from "./golden.ts";
import { apart, Definition, inner, sequences, toy, type ToyOptions } from "./support.ts";

/** To 1e-4, and to the last of the eight decimals that golden vectors have. */
function assertGolden(got: ArrayLike<number>, want: readonly number[], what: string, more = 0) {
  want.forEach((value, i) => {
    const difference = Math.abs(got[i] - value);
    assert(
      difference <= 1e-4 * Math.abs(value) + 1e-8 + more,
      `${what}: ${got[i]} is not ${value}`,
    );
  });
}

Deno.test("the definition in float64 has the golden vectors", async () => {
  const made = goldenToy(device);
  const exact = await Definition.of(made);
  const free = exact.relax(exact.rest(), 20);
  assertGolden(free[2].data, golden.free, "free");
  assertGolden(free[1].data, golden.hidden, "hidden");
  assertGolden(free[0].data, golden.tokens, "tokens");
  const [minus, plus] = [-0.1, 0.1].map((beta) => exact.relax(free, 10, beta));
  assertGolden(plus[2].data, golden.plus, "plus");
  assertGolden(minus[2].data, golden.minus, "minus");
  const [low, high] = [minus, plus].map((states) => exact.correlations(states));
  gradients.forEach(({ at, values }, i) => {
    const got = at.map((place) => (low[i].data[place] - high[i].data[place]) / 0.2);
    assertGolden(got, values, `gradient ${i}`);
  });
});

onDevices("states and gradients are the golden vectors", async () => {
  const { net, input, target } = goldenToy(device);
  const dynamics = net.dynamics(input);
  const free = dynamics.relax(dynamics.rest(), { steps: 20 });
  assertGolden(await free[2].data(), golden.free, "free");
  assertGolden(await free[1].data(), golden.hidden, "hidden");
  assertGolden(await free[0].data(), golden.tokens, "tokens");
  const [minus, plus] = [-0.1, 0.1].map((beta) => {
    return dynamics.relax(free, { steps: 10, nudge: { beta, target } });
  });
  assertGolden(await plus[2].data(), golden.plus, "plus");
  assertGolden(await minus[2].data(), golden.minus, "minus");
  const found = contrast(dynamics, { states: minus, beta: -0.1 }, { states: plus, beta: 0.1 });
  for (const [i, { at, values }] of gradients.entries()) {
    const data = await found[i].data();
    // Differences of states rounded to float32, over 2 beta.
    assertGolden(at.map((place) => data[place]), values, `gradient ${i}`, 3e-7);
  }
});

const forms: readonly ToyOptions[] = [
  { batch: 1 },
  { hidden: [7, 3], batch: 3 },
  { pair: true, hidden: [6], batch: 2 },
  { pair: true, batch: 2, lengths: [1, 3, 3, 1, 2, 0, 0, 2] },
];

for (const [n, form] of forms.entries()) {
  onDevices(`nets of form ${n} settle as their definition does`, async () => {
    const made = toy(device, form);
    const exact = await Definition.of(made);
    const dynamics = made.net.dynamics(made.input);
    const free = dynamics.relax(dynamics.rest(), { steps: 9 });
    const nudged = dynamics.relax(free, { steps: 4, nudge: { beta: 0.5, target: made.target } });
    const want = exact.relax(exact.rest(), 9), after = exact.relax(want, 4, 0.5);
    await sameStates(free, want, 1e-5);
    await sameStates(nudged, after, 1e-5);
  });
}

async function sameStates(got: States<Signal>, want: readonly HostArray[], most: number) {
  for (const [layer, { shape, data }] of want.entries()) {
    assertEquals(got[layer].shape, shape);
    const difference = apart(await got[layer].data(), data);
    assert(difference < most, `states of layer ${layer} are apart by ${difference}`);
  }
}

onDevices("what projections give is computed once for a mini-batch", async () => {
  const { net, input } = toy(device, { pair: true });
  const settled = (dynamics: Dynamics) =>
    dynamics.relax(dynamics.rest(), { steps: 5 }).at(-1)!.data();
  const dynamics = net.dynamics(input), want = await settled(dynamics);
  for (const { parameters: [weight] } of net.synapses.slice(0, 4)) {
    weight.assign(new Float32Array(weight.size));
  }
  assertEquals(await settled(dynamics), want);
  assert(apart(await settled(net.dynamics(input)), want) > 1e-3);
});

onDevices("Phi does not fall in the free phase", async () => {
  for (const seed of [1, 2, 3]) {
    const { net, input } = toy(device, { pair: seed > 1, seed, batch: 3 });
    const dynamics = net.dynamics(input);
    let states = dynamics.rest(), before = await dynamics.phi(states).item();
    for (let step = 0; step < 30; step++) {
      states = dynamics.relax(states, { steps: 1 });
      const phi = await dynamics.phi(states).item();
      assert(phi >= before - 1e-6, `Phi falls from ${before} to ${phi} in step ${step}`);
      before = phi;
    }
  }
});

onDevices("Phi is the mean of its definition over the examples", async () => {
  const made = toy(device, { batch: 3 });
  const exact = await Definition.of(made);
  const dynamics = made.net.dynamics(made.input);
  const states = dynamics.relax(dynamics.rest(), { steps: 3 });
  const want = exact.relax(exact.rest(), 3);
  const nudge = { beta: 0.7, target: made.target };
  for (
    const [got, beta] of [[dynamics.phi(states), 0], [dynamics.phi(states, nudge), 0.7]] as const
  ) {
    assert(Math.abs(await got.item() - exact.phi(want, beta) / 3) < 1e-5);
  }
});

onDevices("upward steps come to rest in the same states, in fewer steps", async () => {
  const { net, input } = toy(device, { hidden: [6, 5], gain: 1.5 });
  const dynamics = net.dynamics(input);
  const settled = dynamics.relax(dynamics.rest(), { steps: 200 });
  const distance = async (order: "together" | "upward", steps: number) => {
    const states = dynamics.relax(dynamics.rest(), { steps, order });
    return apart(await states.at(-1)!.data(), await settled.at(-1)!.data());
  };
  assert(await distance("upward", 100) < 1e-6);
  assert(await distance("upward", 6) < await distance("together", 10));
});

onDevices("a row settles as it does alone", async () => {
  const { net, host } = toy(device, { pair: true, batch: 3 });
  const settle = async (rows: readonly number[]) => {
    const vectors = host.vectors.map((all) => {
      const size = inner(all);
      const shape = [rows.length, ...all.shape.slice(1)];
      return hostArray(shape, (i) => all.data[rows[Math.floor(i / size)] * size + i % size]);
    });
    const dynamics = net.dynamics(sequences(device, vectors, new Array(4 * rows.length).fill(3)));
    return await dynamics.relax(dynamics.rest(), { steps: 20 }).at(-1)!.data();
  };
  const all = await settle([0, 1, 2]), alone = await settle([1]);
  assert(apart(alone, all.slice(2, 4)) < 1e-6);
});

onDevices(
  "patterns behind the length of a text change nothing where they are left out",
  async () => {
    const { net, host } = toy(device, { batch: 1 });
    const settle = async (padding: number, lengths: readonly number[]) => {
      const [{ shape, data }] = host.vectors;
      const text = hostArray(shape, (i) => i < 8 ? data[i] : padding);
      // What the padding's own queries are is not under test: the projection reads the same vectors.
      const stored = sequences(device, [text], lengths);
      const [drive] = sequences(device, [host.vectors[0]], [3]).vectors;
      return await net.layers[0].answer(drive, net.layers[0].hold(stored)).data();
    };
    const want = await settle(0, [2]);
    assertEquals([...await settle(5, [2])].slice(0, 8), [...want].slice(0, 8));
    assert(apart(await settle(5, [3]), want) > 1e-3);
  },
);

onDevices(
  "relaxing records nothing on the tape and leaves the states that it starts from",
  async () => {
    const tape = new Tape("net");
    const { net, input } = toy(device, { tape });
    const dynamics = net.dynamics(input);
    const recorded = tape.length;
    const before = dynamics.relax(dynamics.rest(), { steps: 2 });
    const copy = [...await before[0].data()];
    dynamics.relax(before, { steps: 3 });
    assertEquals(tape.length, recorded);
    assertEquals([...await before[0].data()], copy);
    assertEquals(dynamics.relax(before, { steps: 0 }), before);
  },
);

Deno.test("units and steps that do not exist are refused", () => {
  const { net, input } = toy(device);
  const dynamics = net.dynamics(input);
  for (const steps of [-1, 1.5, NaN]) {
    assertThrows(() => dynamics.relax(dynamics.rest(), { steps }), ShapeError, "Cannot relax for");
  }
  assertThrows(() => new Units(3, "relu" as "tanh"), ShapeError, "my_hard_sig, hard_sigmoid");
  assertEquals(unitActivations.length, 6);
});
