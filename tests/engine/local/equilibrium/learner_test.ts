/** A net that settles, as trainers know it. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  Adam,
  byContrast,
  Equilibrium,
  type GradientRule,
  Parameter,
  plainEntry,
  Random,
  recorded,
  recordedInParts,
  ShapeError,
  type Signal,
  Tape,
  tensor,
  throughTime,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";
import { toy } from "./support.ts";

const phases = { free: 15, nudged: 6 };
const rules: Readonly<Record<string, GradientRule>> = {
  "in two phases": byContrast({ ...phases, beta: 0.2, symmetric: false }),
  "in three phases": byContrast({ ...phases, beta: 0.2, symmetric: true }),
  "through time": throughTime(phases),
};

function learner(
  rule: GradientRule,
  rates = [0.01, 0.02, 0.03],
  tolerance?: number,
): Equilibrium {
  const { net, input } = toy(device, { tape: new Tape("net") });
  const one = tensor(device, Uint32Array.of(3), [1, 1]);
  const table = new Parameter(device, null, "table", [1], Float32Array.of(5));
  return new Equilibrium(net, {
    ...{ phases, rule, rates, entry: plainEntry, tables: [table] },
    early: tolerance === undefined ? undefined : { tolerance, every: 4 },
    optimizer: (parameters, rate) => new Adam(parameters, { rate }),
    sequences: ({ x }) => ({ vectors: [x], lengths: x.shape[0] === 1 ? one : input.lengths }),
  });
}

function examples(batch: number) {
  const random = new Random(5);
  const data = Float32Array.from({ length: batch * 12 }, () => random.normal());
  return {
    x: { data, shape: [batch, 3, 4] },
    labels: { data: Uint32Array.from({ length: batch }, (_, i) => i % 2), shape: [batch] },
  };
}

for (const [name, rule] of Object.entries(rules)) {
  onDevices(`a net learns ${name}, by the same bits where its step is recorded`, async () => {
    const run = async (steps: number, replay: boolean) => {
      const net = learner(rule);
      const body = ({ x, labels }: Record<"x" | "labels", Signal>) =>
        net.step(net.entry.features({ x }), labels)[0];
      const step = recorded(device, body);
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const { x, labels } = examples(2);
        const eager = () =>
          device.scope(() =>
            body({
              x: tensor(device, x.data, x.shape),
              labels: tensor(device, labels.data, labels.shape),
            })
          );
        losses.push(await (replay ? step({ x, labels }) : eager()).item());
      }
      return losses;
    };
    const losses = await run(40, true);
    assert(losses[39] < 0.2 * losses[0], `${losses}`);
    assertEquals(await run(3, false), losses.slice(0, 3));
  });
}

onDevices("each synapse has its own rate, and tables stay", async () => {
  const net = learner(rules["in three phases"], [0, 0.02, 0]);
  assertEquals(net.groups.map(({ rate }) => rate), [0, 0.02, 0]);
  assertEquals(net.groups.map(({ name }) => name), net.net.synapses.map(({ name }) => name));
  const before = await Promise.all(net.parameters.map((parameter) => parameter.data()));
  const { x, labels } = examples(2);
  net.step(
    net.entry.features({ x: tensor(device, x.data, x.shape) }),
    tensor(device, labels.data),
  );
  const after = await Promise.all(net.parameters.map((parameter) => parameter.data()));
  const changed = net.parameters.filter((_, i) => after[i].join() !== before[i].join());
  assertEquals(changed.map(({ name }) => name), ["net/layer 0.weight", "net/layer 0.bias"]);
});

onDevices(
  "a net answers with its output at the end of the free phase, one example alone too",
  async () => {
    const net = learner(rules["through time"]);
    const { x } = examples(1);
    const input = net.entry.features({ x: tensor(device, x.data, x.shape) });
    const [output] = net.predict(input);
    const dynamics = net.net.quietly(() =>
      net.net.dynamics({ vectors: [input.x], lengths: tensor(device, Uint32Array.of(3), [1, 1]) })
    );
    const want = dynamics.relax(dynamics.rest(), { steps: phases.free });
    assertEquals(await output.data(), await want[2].data());
    assertEquals(await net.predictAt(input, 1).data(), await output.data());
    assertEquals(await net.featuresAt(input, 1).x.data(), await want[1].data());
    assertEquals(net.featuresAt(input, 0), input);
    assertEquals(net.net.tape!.length, 0);
    assertThrows(() => net.predictAt(input, 2), ShapeError, "Cannot predict at depth 2");
  },
);

/** Losses and answers of a net that learns in parts, from mini-batches of two sizes. */
async function inParts(rule: GradientRule, tolerance: number, steps: number): Promise<number[][]> {
  const { inParts: parts, entry } = learner(rule, undefined, tolerance);
  const step = recordedInParts(device, function* ({ x, labels }: Record<"x" | "labels", Signal>) {
    const [loss] = yield* parts!.step(entry.features({ x }), labels);
    return loss;
  });
  const predict = recordedInParts(device, function* ({ x }: Record<"x", Signal>) {
    const [logits] = yield* parts!.predict(entry.features({ x }), [1]);
    return logits;
  });
  const found: number[][] = [];
  for (let i = 0; i < steps; i++) {
    const { x, labels } = examples(1 + i % 2);
    const loss = await (await step({ x, labels })).item();
    found.push([loss, ...await (await predict({ x })).data()]);
  }
  return found;
}

/** The same of all time steps. */
async function whole(rule: GradientRule, steps: number): Promise<number[][]> {
  const net = learner(rule);
  const found: number[][] = [];
  for (let i = 0; i < steps; i++) {
    const { x, labels } = examples(1 + i % 2);
    const input = net.entry.features({ x: tensor(device, x.data, x.shape) });
    const loss = await net.step(input, tensor(device, labels.data, labels.shape))[0].item();
    found.push([loss, ...await net.predict(input)[0].data()]);
  }
  return found;
}

for (const [name, rule] of Object.entries(rules)) {
  onDevices(
    `a net learns ${name} in parts, by the same bits where no part ends early`,
    async () => {
      assertEquals(await inParts(rule, 0, 6), await whole(rule, 6));
      const [early, all] = [await inParts(rule, 1e-3, 6), await whole(rule, 6)];
      assertNotEquals(early, all);
      early.flat().forEach((value, i) =>
        assert(Math.abs(value - all.flat()[i]) < 2e-3, `${value} and ${all.flat()[i]}`)
      );
    },
  );
}

onDevices("a net without a tolerance has no parts, and parts have one depth", () => {
  const rule = rules["in two phases"];
  assertEquals(learner(rule).inParts, undefined);
  const { inParts: parts } = learner(rule, undefined, 1e-3);
  const { x } = examples(1);
  const features = plainEntry.features({ x: tensor(device, x.data, x.shape) });
  assertThrows(() => parts!.predict(features, [2]).next(), ShapeError, "Cannot predict at depth 2");
});
