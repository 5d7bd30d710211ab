/** Ten steps of every image model against PyTorch's. */
import { assert, assertEquals } from "@std/assert";
import {
  type Learner,
  type Parameter,
  recorded,
  type Signal,
  signalsOf,
} from "../../../engine/mod.ts";
import type { ImageModel } from "../../../models/mod.ts";
import { onDevices } from "../../engine/device.ts";
import { type ImageGolden, readImages } from "../../golden/golden.ts";
import { type Changes, entering, netOf, scattered } from "./options.ts";

const BATCH = 4;

const neco: Changes = { layers: { trunk: "neco", activation: "elu", batchNorm: false } };
const large: Changes = { input: { height: 16, width: 16 }, layers: { width: 1 / 128 } };
const unpooled: Changes = { layers: { bridgePool: 0 } };
const dense: Changes = { blocks: 2, layers: { width: 1, units: 5 } };

const models: Readonly<Record<string, readonly [ImageModel, ...Changes[]]>> = {
  mlp: ["mlp_al", dense],
  mlp_neco: ["mlp_al", dense, neco, { labels: { activation: "sigmoid" } }],
  cnn: ["cnn_al", { layers: { bridgePool: 2 } }],
  cnn_normed_bridge: ["cnn_al", { layers: { bridgePool: 2 }, labels: { bridge: "mlp-norm" } }],
  cnn_penalized: ["cnn_al", { layers: { bridgePool: 2 }, learning: { l2: 0.25 } }],
  cnn_neco: ["cnn_al", neco, unpooled, { labels: { activation: "sigmoid" } }],
  cnn_side: ["cnn_al", unpooled, { layers: { batchNorm: false, activation: "elu", sides: true } }],
  vgg: ["vgg_al", large, unpooled],
  vgg_neco: ["vgg_al", large, unpooled, neco],
  vgg_side: ["vgg_al", large, unpooled, { layers: { sides: true } }],
  resnet: ["resnet_al", {
    layers: { width: 1 / 64, activation: "leakyrelu", bridgePool: 2 },
  }],
  resnet_20: ["resnet_20_al", { layers: { width: 1 / 8, bridgePool: 2 } }],
  resnet_20_neco: [
    "resnet_20_al",
    neco,
    unpooled,
    { layers: { width: 1 / 8, batchNorm: true } },
  ],
  resnet_32_neco: [
    "resnet_32_al",
    neco,
    { layers: { width: 1 / 8, batchNorm: true, bridgePool: 1 } },
  ],
};

/** First values as `image_values.py` makes them. */
function firstValues({ name, shape, size }: Parameter): Float32Array {
  if (/norm\.(mean|variance)$/.test(name)) {
    return new Float32Array(size).fill(name.endsWith("mean") ? 0 : 1);
  }
  const seed = new TextEncoder().encode(name).reduce((sum, byte, i) => sum + (i + 1) * byte, 0);
  const inputs = shape.slice(0, -1).reduce((product, one) => product * one, 1);
  const scale = inputs > 64 ? 512 : 256;
  const shift = name.endsWith("norm.weight") ? 1 : 0;
  return Float32Array.from(scattered(seed, size), (byte) => (byte - 128) / scale + shift);
}

/** The first and the last element, the sum, and the sum of magnitudes. */
function summary(values: Float32Array): number[] {
  const sum = (of: (x: number) => number) => values.reduce((total, x) => total + of(x), 0);
  return [values[0], values.at(-1)!, sum((x) => x), sum(Math.abs)];
}

function assertNear(
  got: ArrayLike<number>,
  want: readonly number[],
  tolerance: number,
  what: string,
) {
  assertEquals(got.length, want.length, what);
  want.forEach((value, i) =>
    assert(
      Math.abs(got[i] - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${what}[${i}] is ${got[i]} and should be ${value}`,
    )
  );
}

async function follow(learner: Learner, side: number, golden: ImageGolden): Promise<void> {
  for (const parameter of learner.parameters) parameter.assign(firstValues(parameter));
  const bytes = BATCH * side * side * 3, steps = golden.losses.length;
  const pixels = scattered(side, steps * bytes), classes = scattered(1, steps * BATCH);
  const inputs = (step: number) => ({
    x: entering(pixels.subarray(step * bytes, (step + 1) * bytes), BATCH),
    classes: {
      data: Uint32Array.from(
        classes.subarray(step * BATCH, (step + 1) * BATCH),
        (byte) => byte % 3,
      ),
      shape: [BATCH],
    },
  });
  const train = recorded(
    learner.device,
    ({ x, classes }: Record<"x" | "classes", Signal>) =>
      learner.step(learner.entry.features({ x }), classes),
  );
  for (const [step, want] of golden.losses.entries()) {
    const losses = train(inputs(step));
    const got = await Promise.all(losses.map((loss) => loss.item()));
    assertNear(got, want, 5e-5, `losses of step ${step}`);
  }
  const x = signalsOf(learner.device, { x: inputs(steps - 1).x });
  const last = learner.predict(learner.entry.features(x));
  for (const [i, depth] of learner.depths.entries()) {
    assertNear(await last[i].data(), golden.logits[depth], 1e-3, `logits of depth ${depth}`);
  }
  assertEquals(learner.parameters.map(({ name }) => name).sort(), Object.keys(golden.final).sort());
  for (const parameter of learner.parameters) {
    // A sum of many elements has the errors of all.
    const tolerance = 3e-4 * Math.max(1, Math.sqrt(parameter.size));
    const got = summary(await parameter.data());
    assertNear(got, golden.final[parameter.name], tolerance, parameter.name);
  }
}

const { cases } = readImages();

for (const [name, [model, ...changes]] of Object.entries(models)) {
  for (const mode of ["al", "bp"] as const) {
    onDevices(`${name.replaceAll("_", " ")} follows PyTorch over ten steps, ${mode}`, () => {
      const learner = netOf(model, ...changes, { mode });
      return follow(learner, changes.includes(large) ? 16 : 8, cases[name][mode]);
    });
  }
}
