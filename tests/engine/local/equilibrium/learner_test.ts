/** A net that settles, as trainers know it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Adam,
  byContrast,
  Equilibrium,
  type GradientRule,
  Parameter,
  plainEntry,
  Random,
  recorded,
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

function learner(rule: GradientRule, rates = [0.01, 0.02, 0.03]): Equilibrium {
  const { net, input } = toy(device, { tape: new Tape("net") });
  const table = new Parameter(device, null, "table", [1], Float32Array.of(5));
  return new Equilibrium(net, {
    ...{ phases, rule, rates, entry: plainEntry, tables: [table] },
    optimizer: (parameters, rate) => new Adam(parameters, { rate }),
    sequences: ({ x }) => ({ vectors: [x], lengths: lengths(x, input.lengths) }),
  });
}

/** Lengths for any number of examples. */
function lengths(x: Signal, known: Signal): Signal {
  const [batch] = x.shape;
  return known.shape[0] === batch
    ? known
    : tensor(device, new Uint32Array(batch).fill(3), [batch, 1]);
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
