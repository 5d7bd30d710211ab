/** Holds models to PyTorch's losses, parameters and logits, step by step. */
import { assert, assertEquals } from "@std/assert";
import { type Learner, rowIndex, type Signal, tensor } from "../../engine/mod.ts";
import { device } from "../engine/device.ts";
import type { Named, Recorded, TextGolden, TextsGolden, WordsGolden } from "../golden/golden.ts";

/** A recorded mini-batch, with or without side inputs. */
type Batch = Omit<TextsGolden["batches"][0], "sides"> & Partial<TextsGolden["batches"][0]>;

function transposed({ shape: [rows, columns], values }: Recorded): number[] {
  return Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** A third of a matrix or vector that PyTorch keeps for queries, keys and values together. */
function third({ shape: [rows, ...rest], values }: Recorded, part: number): Recorded {
  const length = values.length / 3;
  return { shape: [rows / 3, ...rest], values: values.slice(part * length, (part + 1) * length) };
}

/** PyTorch's names of the parts of an encoder layer. */
const layers: Readonly<Record<string, string>> = {
  "attention/output": "self_attn.out_proj",
  "expand": "linear1",
  "contract": "linear2",
  "norm 1": "norm1",
  "norm 2": "norm2",
};

/** A parameter of the LSTM at `prefix`; the sum where PyTorch has two biases. */
function lstmValue(own: string, prefix: string, golden: Named): number[] {
  const directions = ["", "_reverse"].filter((end) => `${prefix}.bias_ih_l0${end}` in golden);
  return directions.flatMap((end) => {
    const named = (kind: string) => golden[`${prefix}.${kind}_l0${end}`];
    if (own === "inputWeight") return transposed(named("weight_ih"));
    if (own === "recurrentWeight") return transposed(named("weight_hh"));
    return named("bias_ih").values.map((value, i) => value + named("bias_hh").values[i]);
  });
}

/** The values of our parameter, from PyTorch's names and layouts. */
export function recordedValue(name: string, golden: Named): number[] {
  const [, block, part, inner, own] = /^block (\d+)\/([fbgh])(?:\/(.+))?\.(\w+)$/.exec(name)!;
  const prefix = `${Number(block) - 1}.${part}`;
  if (`${prefix}.bias_ih_l0` in golden && !inner) return lstmValue(own, prefix, golden);
  if (inner === "side") return golden[`${Number(block) - 1}.side.weight`].values;
  if (inner === "final norm") return golden[`${prefix}.norm.${own}`].values;
  const role = ["query", "key", "value"].indexOf(inner?.split("/")[1] ?? "");
  // With a last norm PyTorch has the layer in a list.
  const layer = `${prefix}.norm.weight` in golden ? `${prefix}.layers.0` : prefix;
  const value = role < 0
    ? golden[[...(inner ? [layer, layers[inner]] : [prefix]), own].join(".")]
    : third(golden[`${layer}.self_attn.in_proj_${own}`], role);
  const isTable = block === "1" && part === "f";
  return value.shape.length === 2 && !isTable ? transposed(value) : value.values;
}

function assertNear(got: ArrayLike<number>, want: number[], tolerance: number, what: string): void {
  assertEquals(got.length, want.length, what);
  want.forEach((value, i) =>
    assert(
      Math.abs(got[i] - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${what}[${i}] is ${got[i]} and should be ${value}`,
    )
  );
}

/** Recorded words on the device, by the names under which they enter. */
function words({ indices, lengths }: WordsGolden, block = 0): Record<string, Signal> {
  const ids = Uint32Array.from(indices.values);
  const side = block ? `${block}/` : "";
  return {
    [block ? `${side}tokens` : "x"]: tensor(device, ids, indices.shape),
    [`${side}index`]: tensor(device, rowIndex(ids, 0)),
    [`${side}lengths`]: tensor(device, Uint32Array.from(lengths)),
  };
}

/** Steps a learner through recorded batches from recorded first values, and compares everything. */
export async function follow(
  learner: Learner,
  golden: TextGolden,
  batches: readonly Batch[],
): Promise<void> {
  for (const parameter of learner.parameters) {
    parameter.assign(Float32Array.from(recordedValue(parameter.name, golden.initial)));
  }
  let last: Signal[] = [];
  for (const [i, { classes, sides = [], ...text }] of batches.entries()) {
    const entered = sides.map((side, block) => side ? words(side, block) : {});
    const inputs: Record<string, Signal> = Object.assign(words(text), ...entered);
    const enter = () => learner.entry.features(inputs);
    const losses = learner.step(enter(), tensor(device, Uint32Array.from(classes)));
    const values = await Promise.all(losses.map((loss) => loss.item()));
    assertNear(values, golden.losses[i], 2e-5, `losses of step ${i}`);
    // Words of a shared table have other vectors by now.
    last = learner.predict(enter());
  }
  for (const [i, depth] of learner.depths.entries()) {
    const want = golden.logits[depth].values;
    assertNear(await last[i].data(), want, 3e-4, `logits of depth ${depth}`);
  }
  for (const parameter of learner.parameters) {
    // No softmax sees the keys' bias: its gradient is rounding, which Adam makes steps of.
    if (parameter.name.endsWith("/key.bias")) continue;
    const want = recordedValue(parameter.name, golden.final);
    assertNear(await parameter.data(), want, 3e-4, parameter.name);
  }
}
