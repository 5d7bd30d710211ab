/**
 * A local rule of one's own that takes no gradients by a tape: each block reads x and what the block
 * below said of the classes, and learns by the delta rule (Widrow and Hoff, 1960).
 */
import { assert, assertEquals } from "@std/assert";
import {
  AdaptiveChain,
  type Block,
  type BlockGroup,
  type BlockStep,
  Chain,
  concatenate,
  detach,
  detachFeatures,
  type Device,
  divide,
  type Encoder,
  type Features,
  type FeatureShape,
  full,
  lossName,
  matmul,
  meanSquaredError,
  oneHot,
  type Parameter,
  Place,
  Random,
  recorded,
  type Role,
  Sgd,
  type Signal,
  slice,
  Stage,
  subtract,
  tanh,
  type Tensor,
  tensor,
  uniform,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

const INPUTS = 4;
const CLASSES = 3;

/** x and answers of the block below, if any, to x and answers of this block, tanh(all of them times W). */
class Answers implements Encoder {
  readonly width = CLASSES;
  readonly out: FeatureShape = { x: [INPUTS + CLASSES] };
  readonly weight: Parameter;

  constructor(place: Place, inputs: number) {
    this.weight = place.parameter("weight", [inputs, CLASSES], uniform(0.1));
  }

  get parameters(): readonly Parameter[] {
    return [this.weight];
  }

  learning(): "weight" {
    return "weight";
  }

  multiplyAdds(): number {
    return this.weight.size;
  }

  /** Answers `[batch, classes]` to what enters. */
  sums({ x }: Features): Signal {
    return matmul(detach(x), detach(this.weight));
  }

  forward(input: Features): Features<Signal> {
    return this.join(input, this.sums(input));
  }

  join(input: Features, sums: Signal): Features<Signal> {
    const { x, rows, shared } = detachFeatures(input);
    return { x: concatenate([slice(x, 1, 0, INPUTS), tanh(sums)], 1), rows, shared };
  }

  pool({ x }: Features): Signal {
    return slice(detach(x), 1, INPUTS, INPUTS + CLASSES);
  }
}

/** A block of the delta rule; labels pass as they are, answers are logits. */
class DeltaBlock implements Block {
  readonly name: string;
  readonly device: Device;
  readonly encoder: Answers;
  readonly groups: readonly BlockGroup[];
  readonly losses: readonly string[] = ["squared error"];
  readonly state: ReadonlyMap<string, Tensor> = new Map();
  readonly exit: readonly Parameter[] = [];
  readonly passage: readonly Parameter[] = [];

  constructor(place: Place, inputs: number, rate: number) {
    this.name = place.name;
    this.device = place.device;
    this.encoder = new Answers(place.at("f"), inputs);
    const role: Role = "encoder";
    const optimizer = new Sgd(this.encoder.parameters, { rate });
    this.groups = [{ name: "weights", role, rate, optimizer }];
  }

  get parameters(): readonly Parameter[] {
    return this.encoder.parameters;
  }

  step(input: Features<Signal>, t: Signal): BlockStep {
    return this.device.label(this.name, () =>
      this.device.scope(() => {
        const { encoder } = this;
        const sums = encoder.sums(input);
        const target = oneHot(t, CLASSES);
        const output = encoder.join(input, sums);
        const batch = full(this.device, [], t.size);
        const error = divide(subtract(sums, target), batch);
        encoder.weight.gradient = matmul(input.x, error, { transposeA: true });
        for (const { optimizer } of this.groups) optimizer.step();
        return { output, t, losses: [meanSquaredError(sums, target)] };
      }));
  }

  forward(input: Features<Signal>): Features<Signal> {
    return this.device.scope(() => this.encoder.forward(input));
  }

  bridge(output: Features<Signal>): Signal {
    return this.device.scope(() => this.encoder.pool(output));
  }

  shortcut(input: Features<Signal>): Signal {
    return this.bridge(this.forward(input));
  }

  encode(t: Signal): Signal {
    return t;
  }

  decode(code: Signal): Signal {
    return code;
  }
}

function chainOf(blocks: number): Chain {
  const random = new Random(1);
  return new Chain(Array.from({ length: blocks }, (_, i) => {
    const name = `block ${i + 1}`;
    const place = new Place(device, null, name, random.fork(name));
    return new DeltaBlock(place, i ? INPUTS + CLASSES : INPUTS, 0.3);
  }));
}

/** Points about a center for each class, and their classes. */
function points(count: number, seed: number) {
  const random = new Random(seed);
  const classes = Uint32Array.from({ length: count }, () => random.integer(CLASSES));
  const data = Float32Array.from(
    [...classes].flatMap((k) =>
      Array.from({ length: INPUTS }, (_, i) => 2 * Number(i === k) + 0.4 * random.normal())
    ),
  );
  return { x: { data, shape: [count, INPUTS] }, classes: { data: classes, shape: [count] } };
}

type Points = ReturnType<typeof points>;

const entered = (chain: Chain, { x }: Points): Features<Signal> =>
  chain.entry.features({ x: tensor(device, x.data, x.shape) });

/** The share of points whose class has the greatest logit. */
function share(logits: Float32Array, { classes: { data } }: Points): number {
  const answers = Array.from(data, (_, i) => {
    const row = [...logits.subarray(i * CLASSES, (i + 1) * CLASSES)];
    return row.indexOf(Math.max(...row));
  });
  return answers.filter((k, i) => k === data[i]).length / data.length;
}

/** Steps of mini-batches as a trainer has them: run once and replayed. */
function train(chain: Chain, steps: number): Signal[][] {
  const step = recorded(
    device,
    ({ classes, ...inputs }: Record<string, Signal>) =>
      chain.step(chain.entry.features(inputs), classes),
  );
  return Array.from({ length: steps }, (_, i) => step(points(32, 100 + i)));
}

const bits = async (parameters: readonly Parameter[]): Promise<string[]> =>
  await Promise.all(parameters.map(async (p) => new Uint32Array((await p.data()).buffer).join()));

onDevices("a chain of blocks without a tape learns, and predicts at each depth", async () => {
  const chain = chainOf(3);
  const test = points(200, 1);
  const untrained = await Promise.all(chain.predict(entered(chain, test)).map((z) => z.data()));
  for (const logits of untrained) assert(share(logits, test) < 0.75, `${share(logits, test)}`);
  train(chain, 60);
  const all = await Promise.all(chain.predict(entered(chain, test)).map((z) => z.data()));
  assertEquals(all.length, 3);
  for (const [i, logits] of all.entries()) {
    assert(share(logits, test) > 0.95, `depth ${i + 1}: ${share(logits, test)}`);
    assertEquals(await chain.predictAt(entered(chain, test), i + 1).data(), logits);
  }
});

onDevices(
  "a step without a tape is the delta rule, and moves each block's own weights",
  async () => {
    const [chain, other] = [chainOf(2), chainOf(2)];
    const { x, classes } = points(5, 3);
    const weight = await chain.parameters[0].data();
    const expected = weight.slice();
    let squares = 0;
    for (let i = 0; i < 5; i++) {
      for (let k = 0; k < CLASSES; k++) {
        const row = x.data.subarray(i * INPUTS, (i + 1) * INPUTS);
        const sum = row.reduce((sum, value, j) => sum + value * weight[j * CLASSES + k], 0);
        const error = sum - Number(classes.data[i] === k);
        squares += error ** 2;
        row.forEach((value, j) => expected[j * CLASSES + k] -= 0.3 * value * error / 5);
      }
    }
    const input = entered(chain, { x, classes });
    const losses = chain.step(input, tensor(device, classes.data));
    assertEquals(losses.length, 2);
    for (const loss of losses) assertEquals(loss.tape, null);
    assert(Math.abs(await losses[0].item() - squares / (5 * CLASSES)) < 1e-5);
    const stepped = await chain.parameters[0].data();
    expected.forEach((value, j) => assert(Math.abs(value - stepped[j]) < 1e-5, `${j}`));
    // The second block alone, on the same features.
    const [first, second] = other.blocks;
    second.step(first.forward(entered(other, { x, classes })), tensor(device, classes.data));
    const [a, b] = [await bits(chain.parameters), await bits(other.parameters)];
    assertEquals(b[1], a[1]);
    assertEquals(b[0], (await bits(chainOf(1).parameters))[0]);
  },
);

onDevices("what a trainer asks a net is answered by blocks of another rule", async () => {
  const chain = chainOf(3);
  assertEquals(chain.losses.map(lossName), [1, 2, 3].map((n) => `block ${n} squared error`));
  assertEquals(
    chain.groups.map(({ name, role, rate, block }) => [name, role, rate, block]),
    [0, 1, 2].map((i) => [`block ${i + 1} weights`, "encoder", 0.3, i]),
  );
  assertEquals(chain.state.size, 0);
  assertEquals(chain.parametersAt(2), chain.parameters.slice(0, 2));
  for (const { optimizer } of chain.groups) optimizer.setRate(0);
  const before = await bits(chain.parameters);
  train(chain, 1);
  assertEquals(await bits(chain.parameters), before);
});

onDevices(
  "a stage and early exits take blocks of another rule, labels that pass among them",
  async () => {
    const [chain, whole] = [chainOf(3), chainOf(3)];
    const batch = points(12, 5);
    const classes = tensor(device, batch.classes.data);
    const stage = new Stage(chain, { first: 1, classes: CLASSES });
    const frozen = await bits(chain.blocks[0].parameters);
    stage.step(chain.featuresAt(entered(chain, batch), 1), classes);
    whole.step(entered(whole, batch), classes);
    const [a, b] = [await bits(chain.parameters), await bits(whole.parameters)];
    assertEquals(a.slice(1), b.slice(1));
    assertEquals(a[0], frozen[0]);
    assert(a[0] !== b[0]);

    train(chain, 40);
    const full = await Promise.all(chain.predict(entered(chain, batch)).map((z) => z.data()));
    const adaptive = new AdaptiveChain(chain, [1, 3]);
    const firsts = [0, 1, 2].map((i) => full[0][i * CLASSES]);
    const limit = (Math.min(...firsts) + Math.max(...firsts)) / 2;
    const { depths, logits } = await adaptive.run({ x: batch.x }, ([z]) => z > limit);
    assertEquals(new Set(depths), new Set([1, 3]));
    logits.forEach((z, i) => {
      const want = full[depths[Math.floor(i / CLASSES)] - 1][i];
      assert(Math.abs(z - want) < 1e-5, `${i}`);
    });
  },
);
