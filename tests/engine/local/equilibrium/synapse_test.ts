/**
 * Walks the synapses of nets of every form: the value, the drives and the correlations of each against its
 * definition in float64 and the central differences of that.
 */
import { assert, assertEquals } from "@std/assert";
import {
  Dense,
  type Device,
  type HostArray,
  Nudge,
  Place,
  Random,
  type Synapse,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices, play } from "../../device.ts";
import { apart, drawnStates, onHost, slopes, toy, type ToyOptions } from "./support.ts";

const forms: readonly ToyOptions[] = [
  {},
  { batch: 1, hidden: [7, 3] },
  { pair: true, batch: 3, hidden: [5, 6] },
  { pair: true, batch: 1 },
];

for (const [n, form] of forms.entries()) {
  onDevices(
    `synapses of form ${n} have the value, drives and correlations of their definition`,
    async () => {
      const made = toy(device, form);
      const states = drawnStates(made, 7), others = drawnStates(made, 8);
      for (const synapse of made.net.synapses) {
        await checkSynapse(synapse, { states, others, vectors: made.host.vectors }, device);
      }
    },
  );
}

interface Drawn {
  readonly states: HostArray[];
  readonly others: HostArray[];
  readonly vectors: readonly HostArray[];
}

async function checkSynapse(
  synapse: Synapse,
  { states, others, vectors }: Drawn,
  device: Device,
): Promise<void> {
  const upload = ({ data, shape }: HostArray) => tensor(device, data, shape);
  const lengths = tensor(device, new Uint32Array(states[0].shape[0]).fill(3));
  const term = synapse.attach({ vectors: vectors.map(upload), lengths });
  const parameters = await Promise.all(synapse.parameters.map(onHost));
  const value = (states: readonly HostArray[]) =>
    synapse.reference({ parameters, states, vectors });
  const [here, there] = [states, others].map((states) => states.map(upload));
  await close(term.value(here), [value(states)], `${synapse.name} value`);
  for (const [layer, state] of states.entries()) {
    const want = slopes(state, () => value(states)).data;
    if (!term.layers.includes(layer)) assert(want.every((slope) => slope === 0), synapse.name);
    else await close(term.drive(layer, here), want, `${synapse.name} drives ${layer}`);
  }
  const [batch] = states[0].shape;
  const found = term.correlation([
    { states: here, weight: 2 },
    { states: there, weight: -0.5 },
  ]);
  assertEquals(found.length, parameters.length);
  for (const [i, parameter] of parameters.entries()) {
    const mean = () => (2 * value(states) - 0.5 * value(others)) / batch;
    await close(found[i], slopes(parameter, mean).data, `${synapse.name} correlation ${i}`);
  }
}

async function close(got: Tensor, want: ArrayLike<number>, what: string): Promise<void> {
  const difference = apart(await got.data(), want);
  assert(difference < 2e-6, `${what} is apart by ${difference}`);
}

onDevices("a nudge has the value and the drive of its definition", async () => {
  const made = toy(device, { batch: 3 });
  const states = drawnStates(made, 3), { target } = made.host;
  const nudge = new Nudge(2, { beta: -0.3, target: made.target });
  const here = states.map(({ data, shape }) => tensor(device, data, shape));
  const value = () => nudge.reference(states[2], target);
  await close(nudge.value(here), [value()], "value");
  await close(nudge.drive(2, here), slopes(states[2], value).data, "drive");
});

onDevices(
  "weights that a device cannot bind as a whole are cut to parts with the same term",
  async () => {
    const small = play({ maxBinding: 4 * 5 * 4 }, device);
    const [whole, cut] = [device, small].map((device) =>
      new Dense(new Place(device, null, "net", new Random(1)), {
        below: 0,
        shape: [1, 3, 4],
        units: 5,
      })
    );
    assertEquals(cut.parameters.map(({ shape }) => shape), [[4, 5], [4, 5], [4, 5], [5]]);
    const weights = await Promise.all(cut.parameters.slice(0, 3).map((part) => part.data()));
    whole.parameters[0].assign(Float32Array.from(weights.flatMap((part) => [...part])));
    whole.bias.assign(await cut.bias.data());
    const made = toy(device);
    const states = drawnStates(made, 5).map(({ data, shape }) => tensor(device, data, shape));
    const [want, got] = [whole, cut].map((synapse) => synapse.attach());
    await close(got.drive(0, states), await want.drive(0, states).data(), "down");
    await close(got.drive(1, states), await want.drive(1, states).data(), "up");
    const [a, b] = [want, got].map((term) => term.correlation([{ states, weight: 1 }]));
    const parts = await Promise.all(b.slice(0, 3).map((part) => part.data()));
    await close(a[0], parts.flatMap((part) => [...part]), "correlation of the weights");
    await close(a[1], await b[3].data(), "correlation of the biases");
  },
);
