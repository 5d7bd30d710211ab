/** Ten steps of chains and of the baseline against PyTorch's losses, parameters and logits. */
import { assert, assertEquals } from "@std/assert";
import { type Learner, type Parameter, rowIndex, type Signal, tensor } from "../../engine/mod.ts";
import { linearal, lstmal } from "../../models/mod.ts";
import { device, onKinds } from "../engine/device.ts";
import {
  type ChainGolden,
  type Named,
  readBaseline,
  readChains,
  type Recorded,
} from "../golden/golden.ts";
import { options } from "./options.ts";

function transposed({ shape: [rows, columns], values }: Recorded): number[] {
  return Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** The values of our parameter, from PyTorch's names and layouts. */
function recordedValue(name: string, golden: Named): number[] {
  const [, block, part, own] = /^block (\d+)\/([fbgh])\.(\w+)$/.exec(name)!;
  const prefix = `${Number(block) - 1}.${part}.`;
  const named = (rest: string) => golden[prefix + rest];
  if (own === "inputWeight" || own === "recurrentWeight") {
    const stem = own === "inputWeight" ? "weight_ih_l0" : "weight_hh_l0";
    return ["", "_reverse"].flatMap((end) => transposed(named(stem + end)));
  }
  if (own === "bias" && golden[`${prefix}bias_ih_l0`]) {
    return ["", "_reverse"].flatMap((end) => {
      const second = named(`bias_hh_l0${end}`).values;
      return named(`bias_ih_l0${end}`).values.map((value, i) => value + second[i]);
    });
  }
  const value = named(own);
  const isLinear = own === "weight" && !(block === "1" && part === "f");
  return isLinear ? transposed(value) : value.values;
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

async function follow(learner: Learner, golden: ChainGolden): Promise<void> {
  for (const parameter of learner.parameters as Parameter[]) {
    parameter.assign(Float32Array.from(recordedValue(parameter.name, golden.initial)));
  }
  let last: Signal[] = [];
  for (const [i, { indices, lengths, classes }] of golden.batches.entries()) {
    const ids = Uint32Array.from(indices.values);
    const input = {
      x: tensor(device, ids, indices.shape),
      index: tensor(device, rowIndex(ids, 0)),
      lengths: tensor(device, Uint32Array.from(lengths)),
    };
    const losses = learner.step(input, tensor(device, Uint32Array.from(classes)));
    const values = await Promise.all(losses.map((loss) => loss.item()));
    assertNear(values, golden.losses[i], 2e-5, `losses of step ${i}`);
    last = learner.predict(input);
  }
  for (const [i, depth] of learner.depths.entries()) {
    assertNear(
      await last[i].data(),
      golden.logits[depth].values,
      3e-4,
      `logits of depth ${depth}`,
    );
  }
  for (const parameter of learner.parameters) {
    const want = recordedValue(parameter.name, golden.final);
    assertNear(await parameter.data(), want, 3e-4, parameter.name);
  }
}

onKinds(
  "linearal follows PyTorch over ten steps",
  () => follow(linearal(options()), readChains().chain),
);

onKinds(
  "linearal follows PyTorch with the target not detached",
  () => follow(linearal({ ...options(), detachTarget: false }), readChains().chain_undetached),
);

onKinds(
  "lstmal follows PyTorch over ten steps, states handed on",
  () =>
    follow(lstmal({ ...options(), layers: 3, hidden: 3, readout: "sum" }), readChains().chain_lstm),
);

onKinds(
  "the baseline follows PyTorch's backpropagation over ten steps",
  () => follow(linearal({ ...options(), mode: "bp" }), readBaseline()),
);
