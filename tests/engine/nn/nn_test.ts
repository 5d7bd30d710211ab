import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  type ActivationName,
  activationNames,
  Adam,
  backward,
  Dropout,
  Embedding,
  fromRows,
  LayerNorm,
  Linear,
  multiply,
  normal,
  type Parameter,
  Place,
  Random,
  recorded,
  rowIndex,
  ShapeError,
  type Signal,
  sum,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { readLayers, type Recorded } from "../../golden/golden.ts";
import { device, onDevices } from "../device.ts";

const golden = readLayers();
const place = (seed = 1) => new Place(device, new Tape("net"), "net", new Random(seed));
const signal = ({ shape, values }: Recorded) => tensor(device, Float32Array.from(values), shape);

function assertClose(got: ArrayLike<number>, want: readonly number[], what: string): void {
  assertEquals(got.length, want.length, what);
  want.forEach((value, i) =>
    assert(
      Math.abs(got[i] - value) <= 5e-6 * Math.max(1, Math.abs(value)),
      `${what}, element ${i}: ${got[i]} and should be ${value}`,
    )
  );
}

function transposed({ shape: [rows, columns], values }: Recorded): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

const gradientOf = async (parameter: Parameter) => await (parameter.gradient as Signal).data();

onDevices("Place names and seeds parameters by path, whatever was made before", async () => {
  const whole = place();
  const first = whole.at("f").parameter("weight", [3], normal());
  const second = place();
  second.at("g").parameter("weight", [3], normal());
  const again = second.at("f").parameter("weight", [3], normal());
  assertEquals(again.name, "net/f.weight");
  assertEquals(await again.data(), await first.data());
  assert(
    (await place(2).at("f").parameter("weight", [3], normal()).data())[0] !==
      (await first.data())[0],
  );
});

onDevices("Linear equals PyTorch's values and gradients", async () => {
  const { x, weights, output, gradient, parameters, gradients } = golden.linear;
  const [outputs, inputs] = parameters.weight.shape;
  const own = place();
  const layer = new Linear(own, {
    inputs,
    outputs,
    initializer: fromRows(transposed(parameters.weight)),
    biasInitializer: fromRows(Float32Array.from(parameters.bias.values)),
  });
  const input = own.parameter("x", x.shape, fromRows(Float32Array.from(x.values)));
  const y = layer.forward(input);
  assertClose(await y.data(), output.values, "output");
  backward(sum(multiply(y, signal(weights))));
  assertClose(await gradientOf(input), gradient.values, "gradient of x");
  assertClose(await gradientOf(layer.weight), [...transposed(gradients.weight)], "of weight");
  assertClose(await gradientOf(layer.bias!), gradients.bias.values, "of bias");
});

onDevices("Linear applies any activation as if it came after", async () => {
  const x = signal(golden.linear.x);
  const inputs = x.shape.at(-1)!;
  for (const name of activationNames) {
    const fused = new Linear(place(), { inputs, outputs: 4, activation: name });
    const own = place();
    const plain = new Linear(own, { inputs, outputs: 4 });
    const after = activation(name, own);
    assertEquals(fused.parameters.length, 2 + Number(name === "prelu"));
    const want = await after.forward(plain.forward(x)).data();
    assertClose(await fused.forward(x).data(), [...want], name);
  }
});

onDevices("Linear has a weight only when made without bias", () => {
  const { parameters } = new Linear(place(), { inputs: 2, outputs: 3, bias: false });
  assertEquals(parameters.map(({ name, shape }) => [name, ...shape]), [["net.weight", 2, 3]]);
});

const goldenNames: Record<string, ActivationName> = { leaky_relu: "leakyrelu" };

onDevices("activation() equals PyTorch's values and slopes by each name", async () => {
  const { x, functions } = golden.activations;
  for (const [torch, { y, slope }] of Object.entries(functions)) {
    const own = place();
    const made = activation(goldenNames[torch] ?? torch as ActivationName, own);
    const input = own.parameter("x", [x.length], fromRows(Float32Array.from(x)));
    const output = made.forward(input);
    assertClose(await output.data(), y, torch);
    backward(sum(output));
    assertClose(await gradientOf(input), slope, `slope of ${torch}`);
  }
});

onDevices(
  "activation() gives x back when none is asked for, and learns the slope of prelu",
  async () => {
    const own = place();
    const x = tensor(device, [-2, 3]);
    assertEquals(activation("none", own).forward(x), x);
    const prelu = activation("prelu", own);
    assertEquals(prelu.parameters.map(({ name }) => name), ["net.slope"]);
    const y = prelu.forward(x);
    assertEquals([...await y.data()], [-0.5, 3]);
    backward(sum(y));
    assertEquals([...await gradientOf(prelu.parameters[0])], [-2]);
  },
);

onDevices("activation() lists the names when there is none of the name", () => {
  const error = assertThrows(() => activation("tan" as ActivationName, place()), ShapeError);
  assertEquals(
    error.message,
    'Cannot make the activation "tan": there is none of this name, ' +
      `give one of ${activationNames.join(", ")}`,
  );
  assertThrows(() => activation("toString" as ActivationName, place()), ShapeError);
});

onDevices("Embedding looks rows up and changes only those that were used", async () => {
  for (const update of ["sparse", "dense"] as const) {
    const layer = new Embedding(place(), { rows: 6, columns: 3, padding: 0, update });
    const before = await layer.weight.data();
    assertEquals([...before.slice(0, 3)], [0, 0, 0]);
    assert(before.slice(3).every((x) => x !== 0));
    const ids = Uint32Array.of(4, 0, 2, 4);
    const index = tensor(device, rowIndex(ids, 0));
    const y = layer.forward(tensor(device, ids, [2, 2]), index);
    assertEquals(y.shape, [2, 2, 3]);
    const rows = [...ids].flatMap((id) => [...before.slice(3 * id, 3 * id + 3)]);
    assertEquals([...await y.data()], rows);
    backward(sum(y));
    new Adam(layer.parameters, { rate: 0.1 }).step();
    const after = await layer.weight.data();
    const changed = [0, 1, 2, 3, 4, 5].filter((row) => after[3 * row] !== before[3 * row]);
    assertEquals(changed, [2, 4], update);
  }
});

onDevices("Embedding takes vectors as they are, the padding row too", async () => {
  const vectors = Float32Array.of(1, 2, 3, 4);
  const layer = new Embedding(place(), { rows: 2, columns: 2, padding: 0, vectors });
  assertEquals(await layer.weight.data(), vectors);
});

onDevices("LayerNorm equals PyTorch's values and gradients", async () => {
  const { x, weights, output, gradient, parameters, gradients } = golden.layer_norm;
  const own = place();
  const layer = new LayerNorm(own, x.shape.at(-1)!);
  layer.weight.assign(Float32Array.from(parameters.weight.values));
  layer.bias.assign(Float32Array.from(parameters.bias.values));
  const input = own.parameter("x", x.shape, fromRows(Float32Array.from(x.values)));
  const y = layer.forward(input);
  assertClose(await y.data(), output.values, "output");
  backward(sum(multiply(y, signal(weights))));
  assertClose(await gradientOf(input), gradient.values, "gradient of x");
  assertClose(await gradientOf(layer.weight), gradients.weight.values, "of weight");
  assertClose(await gradientOf(layer.bias), gradients.bias.values, "of bias");
});

onDevices("LayerNorm starts with rows of mean 0 and variance 1 when made", async () => {
  const layer = new LayerNorm(place(), 4);
  const row = await layer.forward(tensor(device, [[1, 2, 3, 6]])).data();
  assertClose(row, [-2, -1, 0, 3].map((x) => x / Math.sqrt(3.5 + 1e-5)), "row");
});

onDevices("Dropout drops at its rate while training and gives x back otherwise", async () => {
  const layer = new Dropout(place(), 0.3);
  const x = tensor(device, new Float32Array(20_000).fill(1));
  const values = await layer.forward(x).data();
  const zeros = values.filter((value) => value === 0).length;
  assert(Math.abs(zeros / values.length - 0.3) < 0.013, `${zeros} dropped`);
  const kept = Math.fround(1 / 0.7);
  assert(values.every((value) => value === 0 || Math.abs(value - kept) < 1e-6));
  assertEquals(layer.forward(x, false), x);
  assertEquals(new Dropout(place(), 0).forward(x), x);
});

Deno.test("Dropout refuses rates when they are no probability below 1", () => {
  for (const rate of [-0.1, 1, NaN]) {
    assertThrows(
      () => new Dropout(place(), rate),
      ShapeError,
      `Cannot drop elements at rate ${rate}`,
    );
  }
});

onDevices(
  "Dropout draws new masks when replayed, the same when its state is written back",
  async () => {
    const layer = new Dropout(place(), 0.5);
    const other = new Dropout(place().at("other"), 0.5);
    const run = recorded(device, ({ x }: { x: Signal }) => layer.forward(x));
    const x = { data: new Float32Array(64).fill(1), shape: [64] };
    const saved = await layer.stream.state.words();
    const masks: string[] = [];
    for (let i = 0; i < 4; i++) masks.push((await run({ x }).data()).join());
    assertEquals(new Set(masks).size, 4);
    const elsewhere = await other.forward(tensor(device, x.data)).data();
    assert(!masks.includes(elsewhere.join()));
    device.write(layer.stream.state.storage, saved);
    assertEquals((await run({ x }).data()).join(), masks[0]);
    assertEquals((await layer.forward(tensor(device, x.data)).data()).join(), masks[1]);
  },
);
