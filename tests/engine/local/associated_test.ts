/** Blocks learn alone: what the design promises, held to the bit. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  detach,
  matmul,
  type Parameter,
  Random,
  rowIndex,
  type Signal,
  sum,
  TapeError,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import type { TextModel } from "../../../models/mod.ts";
import { type AssociatedChain, chainOf, type Changes } from "../../models/text/options.ts";
import { device, onDevices } from "../device.ts";

const settings: Changes = {
  seed: 3,
  classes: 4,
  blocks: 3,
  labels: { width: 7, deepWidth: 7 },
  learning: { dropout: 0.1, clip: 5, labelScale: 2, decay: 0.01 },
  words: { vocabulary: 20, update: "sparse" },
  above: { width: 5, hidden: 5 },
};

/** Three blocks that drop, decay and clip. */
const make = (name: TextModel, ...changes: readonly Changes[]): AssociatedChain =>
  chainOf(name, settings, ...changes);

function batch(seed: number, rows = 5, time = 4) {
  const random = new Random(seed);
  const lengths = Uint32Array.from({ length: rows }, () => 1 + random.integer(time));
  const ids = Uint32Array.from(
    { length: rows * time },
    (_, i) => i % time < lengths[Math.floor(i / time)] ? 1 + random.integer(19) : 0,
  );
  const classes = Uint32Array.from({ length: rows }, () => random.integer(4));
  return {
    input: {
      x: tensor(device, ids, [rows, time]),
      rows: { lengths: tensor(device, lengths) },
      shared: { index: tensor(device, rowIndex(ids, 0)) },
    },
    classes: tensor(device, classes),
  };
}

const bits = async (parameters: readonly Parameter[]): Promise<number[][]> => {
  const all: number[][] = [];
  for (const parameter of parameters) {
    all.push([...new Uint32Array((await parameter.data()).buffer)]);
  }
  return all;
};

onDevices("a change in block 2 leaves block 1 equal bit for bit", async () => {
  const chains = [make("lstmal"), make("lstmal")];
  for (const parameter of chains[1].blocks[1].parameters) {
    parameter.assign((await parameter.data()).map((value) => value + 0.5));
  }
  for (let i = 0; i < 4; i++) {
    for (const chain of chains) chain.step(batch(i).input, batch(i).classes);
  }
  const [one, other] = chains.map((chain) => chain.blocks);
  assertEquals(await bits(one[0].parameters), await bits(other[0].parameters));
  assert((await bits(one[1].parameters)).join() !== (await bits(other[1].parameters)).join());
});

onDevices("every parameter of every block moves by its own block's step", async () => {
  for (const model of ["linearal", "lstmal"] as const) {
    const chain = make(model);
    const before = await bits(chain.parameters);
    const { input, classes } = batch(1);
    chain.step(input, classes);
    const after = await bits(chain.parameters);
    chain.parameters.forEach((parameter, i) =>
      assert(before[i].join() !== after[i].join(), `${parameter} did not move`)
    );
  }
});

const codeBases: Record<string, Changes> = {
  "NECO 2021": {
    labels: {
      bridge: "mlp",
      activation: "sigmoid",
      decoder: "sigmoid",
      deepDecoder: "sigmoid",
      reconstruction: "mse",
    },
    learning: { labelScale: 2 },
  },
  "ICLR 2022": {
    labels: {
      detachTarget: false,
      decoder: "tanh",
      deepDecoder: "tanh",
      reconstruction: "mse",
      bias: false,
      deepWidth: 9,
    },
    learning: { labelScale: 1 },
    above: { readout: "both" },
  },
  "its rewrite of 2022": {
    labels: { decoder: "tanh" },
    learning: { labelScale: 1 },
    words: { pool: "positions" },
  },
  "the thesis of 2023": {
    initialization: "thesis",
    labels: { decoder: "sigmoid" },
    learning: { labelScale: 1 },
    words: { pool: "positions" },
  },
};

for (const [name, changes] of Object.entries(codeBases)) {
  onDevices(`${name} is a configuration of the block: all its parameters learn`, async () => {
    for (const model of ["linearal", "lstmal"] as const) {
      const chain = make(model, changes);
      const before = await bits(chain.parameters);
      const { input, classes } = batch(8);
      for (const loss of chain.step(input, classes)) assert(Number.isFinite(await loss.item()));
      const after = await bits(chain.parameters);
      chain.parameters.forEach((parameter, i) =>
        assert(before[i].join() !== after[i].join(), `${parameter} did not move`)
      );
    }
  });
}

onDevices("a block's step moves no other block", async () => {
  const chain = make("linearal");
  const { input, classes } = batch(2);
  const first = chain.blocks[0].step(input, classes);
  const others = chain.blocks.slice(2).concat(chain.blocks[0]).flatMap((b) => b.parameters);
  const before = await bits(others);
  chain.blocks[1].step(first.output, first.t);
  assertEquals(await bits(others), before);
});

onDevices("a forgotten detach fails at once, and names both tapes", () => {
  const one = make("linearal");
  const { input } = batch(3);
  const [first, second] = one.blocks;
  const attached = first.parts.f.forward(input, true);
  const error = assertThrows(() => second.parts.f.forward(attached, true), TapeError);
  assert(error.message.includes('they are on tapes "block 1" and "block 2"'), error.message);
  assert(error.message.includes("pass detach(x) across blocks"), error.message);
  first.tape.take();
});

Deno.test("the compiler refuses a tensor with a history where a signal must stand", () => {
  const chain = make("linearal");
  const x: Tensor = sum(chain.blocks[0].parameters[0]);
  const misuse = () => {
    // @ts-expect-error A tensor may have a tape: only a signal may enter a block.
    chain.blocks[1].step({ x, rows: {}, shared: {} }, detach(x));
    // @ts-expect-error The same for what else there is of each example.
    chain.blocks[1].step({ x: detach(x), rows: { h: x }, shared: {} }, detach(x));
    // @ts-expect-error The same for label codes.
    chain.blocks[1].step({ x: detach(x), rows: {}, shared: {} }, x);
  };
  assert(misuse);
  chain.blocks[0].tape.take();
});

onDevices("tensors of two tapes never meet", () => {
  const chain = make("linearal");
  const [p, q] = [chain.blocks[1], chain.blocks[2]].map((block) => block.parameters[0]);
  const error = assertThrows(() => matmul(p, q), TapeError);
  assertEquals(
    error.message,
    'Cannot matmul Parameter "block 2/f.weight"[6, 5] and Parameter "block 3/f.weight"[5, 5]: ' +
      'they are on tapes "block 2" and "block 3", pass detach(x) across blocks',
  );
});

for (const what of ["learning", "predictions"] as const) {
  for (const name of ["lstmal", "transformeral"] as const) {
    onDevices(`memory of ${what} does not grow with the depth of ${name}`, () => {
      const peak = (blocks: number) => {
        const chain = make(name, { blocks, words: { width: 16 }, above: { hidden: 16 } });
        const { input, classes } = batch(4, 64, 32);
        const run = () => what === "learning" ? chain.step(input, classes) : chain.predict(input);
        device.scope(() => void run());
        const before = device.memory().live;
        device.resetPeak();
        device.scope(() => void run());
        return device.memory().peak - before;
      };
      const [three, twelve] = [peak(3), peak(12)];
      assert(twelve <= 1.05 * three, `12 blocks need ${twelve} bytes and 3 blocks ${three}`);
    });
  }
}

onDevices("a chain's step leaves as many buffers in use as before", () => {
  const chain = make("lstmal");
  const { input, classes } = batch(5);
  device.scope(() => void chain.step(input, classes));
  const { buffers } = device.memory();
  device.scope(() => void chain.step(input, classes));
  assertEquals(device.memory().buffers, buffers);
});

onDevices(
  "predict() and predictAt() agree, and deeper blocks do not change a shortcut",
  async () => {
    const chain = make("lstmal");
    const { input } = batch(6);
    const all: Signal[] = chain.predict(input);
    for (const depth of chain.depths) {
      assertEquals(await chain.predictAt(input, depth).data(), await all[depth - 1].data());
    }
    const shortcut = await all[0].data();
    for (const p of chain.blocks[2].parameters) p.assign(new Float32Array(p.size));
    assertEquals(await chain.predictAt(input, 1).data(), shortcut);
  },
);

onDevices("one class, one row and one word are enough", async () => {
  const chain = make("lstmal", { classes: 1 });
  const ids = new Uint32Array([3]);
  const input = {
    x: tensor(device, ids, [1, 1]),
    rows: { lengths: tensor(device, new Uint32Array([1])) },
    shared: { index: tensor(device, rowIndex(ids, 0)) },
  };
  const losses = chain.step(input, tensor(device, new Uint32Array([0])));
  for (const loss of losses) assert(Number.isFinite(await loss.item()));
  const total = losses.reduce((a, b) => add(a, b));
  assertEquals(total.tape, null);
});
