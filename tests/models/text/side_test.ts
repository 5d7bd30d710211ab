/** Words that enter above the first block: where they come from, what trains them, what is refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Chain,
  embedding,
  type Features,
  type Learner,
  type Parameter,
  rowIndex,
  type Segment,
  ShapeError,
  type Signal,
  TapeError,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { linearal, lstmal, type TextModelOptions, transformeral } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";
import { options } from "./options.ts";

/** Options of three blocks, the upper two with side inputs, all features equally wide. */
const sided = (changes: Partial<TextModelOptions> = {}): TextModelOptions => ({
  ...options(),
  layers: 3,
  embedding: 4,
  hidden: 4,
  heads: 2,
  bidirectional: false,
  layerDropout: 0,
  sides: [undefined, { rows: 12 }, { rows: 12 }],
  embeddingUpdate: "sparse",
  ...changes,
});

const forms: Readonly<Record<string, (changes?: Partial<TextModelOptions>) => Learner>> = {
  "linear, beside": (changes) => linearal(sided(changes)),
  "linear, the greatest": (changes) => linearal(sided({ sideMerge: "max", ...changes })),
  "LSTM": (changes) => lstmal(sided(changes)),
  "Transformer": (changes) => transformeral(sided(changes)),
};

/** Rows of word numbers on the device, filled up with 0. */
function segment(...rows: number[][]): Segment {
  const time = Math.max(...rows.map((row) => row.length));
  const ids = rows.flatMap((row) => [...row, ...new Array(time - row.length).fill(0)]);
  const numbers = Uint32Array.from(ids);
  return {
    tokens: tensor(device, numbers, [rows.length, time]),
    lengths: tensor(device, Uint32Array.from(rows, (row) => row.length)),
    index: tensor(device, rowIndex(numbers, 0)),
  };
}

/** Two texts with words for both upper blocks; a row of them is empty. */
function batch(second = segment([2], [3, 4]), third = segment([], [5])) {
  const { tokens: x, ...rest } = segment([3, 4, 5], [6, 7]);
  const input: Features<Signal> = { x, ...rest, sides: [undefined, second, third] };
  return { input, classes: tensor(device, new Uint32Array([1, 2])) };
}

function step(chain: Chain, { input, classes } = batch()): void {
  for (const loss of chain.step(input, classes)) assertEquals(loss.tape, null);
}

/** The own table of a block's side words. */
const tableOf = (chain: Chain, block: number): Parameter => chain.blocks[block].parts.f.tables![0];

const bits = async (...parameters: readonly Tensor[]): Promise<string[]> =>
  await Promise.all(parameters.map(async (p) => new Uint32Array((await p.data()).buffer).join()));

for (const [name, make] of Object.entries(forms)) {
  onDevices(
    `${name}: side words reach their block and those above, and no block below`,
    async () => {
      const chain = make() as Chain;
      const before = await bits(...chain.predict(batch().input));
      const [first, second, third] = await bits(
        ...chain.predict(batch(segment([2], [3, 5])).input),
      );
      assertEquals(first, before[0]);
      assert(second !== before[1] && third !== before[2]);
      const last = await bits(...chain.predict(batch(undefined, segment([], [4])).input));
      assertEquals(last.slice(0, 2), before.slice(0, 2));
      assert(last[2] !== before[2]);
    },
  );

  onDevices(`${name}: a block's step alone trains its table, the rows of its words`, async () => {
    const chain = make() as Chain;
    const { input, classes } = batch();
    const all = chain.parameters;
    const before = await bits(...all);
    const output = chain.blocks[0].step(input, classes);
    const own = new Set(chain.blocks[0].parameters);
    const after = await bits(...all);
    all.forEach((p, i) => assertEquals(after[i] !== before[i], own.has(p), p.name));
    const table = tableOf(chain, 1);
    const rows = await table.data();
    chain.blocks[1].step(output.output, output.t);
    const stepped = await table.data();
    const moved = Array.from({ length: 12 }, (_, row) => row)
      .filter((row) => rows.slice(4 * row, 4 * row + 4).some((v, i) => v !== stepped[4 * row + i]));
    // In the maximum a word may be the greatest nowhere.
    assert(moved.length > 0 && moved.every((row) => [2, 3, 4].includes(row)), `${moved}`);
    if (name !== "linear, the greatest") assertEquals(moved, [2, 3, 4]);
  });

  onDevices(`${name}: every parameter learns, with and without a table of its own`, async () => {
    for (const changes of [{}, { sameEmbedding: true }]) {
      const chain = make(changes) as Chain;
      const before = await bits(...chain.parameters);
      for (let i = 0; i < 4; i++) step(chain);
      const after = await bits(...chain.parameters);
      chain.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
      const tables = chain.parameters.filter(({ name }) => name.endsWith("side.weight"));
      assertEquals(tables.length, changes.sameEmbedding ? 0 : 2);
    }
  });

  onDevices(`${name}: a shared table moves by the words of the text alone`, async () => {
    const chain = make({ sameEmbedding: true }) as Chain;
    const [table] = chain.blocks[0].parts.f.parameters;
    const before = await table.data();
    step(chain, batch(segment([2], [1, 8]), segment([9], [])));
    const after = await table.data();
    const moved = Array.from({ length: 12 }, (_, row) => row)
      .filter((row) => before[4 * row] !== after[4 * row]);
    assertEquals(moved, [3, 4, 5, 6, 7]);
  });

  onDevices(`${name}: side inputs in the baseline reach the prediction and learn`, async () => {
    for (const sameEmbedding of [false, true]) {
      const net = make({ mode: "bp", sameEmbedding });
      const { input, classes } = batch();
      const [logits] = await bits(net.predictAt(input, 3));
      const [other] = await bits(net.predictAt(batch(segment([10], [9, 11])).input, 3));
      assert(logits !== other);
      const before = await bits(...net.parameters);
      for (let i = 0; i < 4; i++) net.step(input, classes);
      const after = await bits(...net.parameters);
      net.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
    }
  });
}

onDevices("vectors with a history fail in the block above, which names both tapes", () => {
  for (const [name, make] of Object.entries(forms)) {
    const chain = make({ sameEmbedding: true }) as Chain;
    const [first, second] = chain.blocks;
    const { sides, ...output } = first.forward(batch().input);
    const { tokens, lengths, index } = sides![1]!;
    const vectors: Tensor = embedding(first.parts.f.parameters[0], tokens, index);
    // @ts-expect-error A tensor may have a tape: only a signal may enter a block.
    const attached: Segment = { tokens, lengths, vectors };
    const enter = () => second.parts.f.forward({ ...output, sides: [undefined, attached] }, true);
    const error = assertThrows(enter, TapeError);
    assert(error.message.includes('on tapes "block 1" and "block 2"'), `${name}: ${error.message}`);
    first.tape.take();
  }
});

onDevices("the first block looks shared words up, equal to its own vectors", async () => {
  const chain = lstmal(sided({ sameEmbedding: true })) as Chain;
  const { sides, x } = chain.blocks[0].forward(batch(segment([3, 4, 5], [6, 7])).input);
  assertEquals(await bits(sides![1]!.vectors!), await bits(x));
  const [none, , last] = chain.blocks[0].parts.f.lookUp!(batch().input.sides)!;
  assertEquals([none, last!.vectors!.shape], [undefined, [2, 1, 4]]);
  const own = lstmal(sided()) as Chain;
  assertEquals(own.blocks[0].forward(batch().input).sides![1]!.vectors, undefined);
});

onDevices("a row without side words is as if its block took none", async () => {
  for (const [name, make] of Object.entries(forms)) {
    if (name === "linear, beside") continue;
    const empty = segment([], [2]);
    const chain = make() as Chain, bare = make({ sides: undefined }) as Chain;
    const first = async (x: Signal) => [...(await x.data()).subarray(0, 3)];
    const got = chain.predict(batch(empty, segment([], [3])).input);
    const want = bare.predict({ ...batch().input, sides: undefined });
    for (const [i, logits] of got.entries()) {
      const values = await first(logits);
      (await first(want[i])).forEach((value, k) =>
        assert(Math.abs(value - values[k]) < 1e-5, `${name}, depth ${i + 1}`)
      );
    }
  }
});

onDevices(
  "positions tell side words apart, which a Transformer takes in any order else",
  async () => {
    for (const positions of [0, 4]) {
      const chain = transformeral(sided({ positions })) as Chain;
      const [one, other] = [segment([2, 5], [3, 4]), segment([5, 2], [4, 3])].map((second) =>
        chain.predictAt(batch(second).input, 2)
      );
      const [a, b] = [await one.data(), await other.data()];
      const apart = Math.max(...a.map((value, i) => Math.abs(value - b[i])));
      assert(positions ? apart > 1e-3 : apart < 1e-5, `${apart}`);
    }
  },
);

onDevices("tables of side words learn at the embedding block's rate", async () => {
  for (const mode of ["al", "bp"] as const) {
    const still = lstmal(sided({ mode, embeddingRate: 0 }));
    const before = await bits(...still.parameters);
    const { input, classes } = batch();
    still.step(input, classes);
    const after = await bits(...still.parameters);
    const isStill = (name: string) =>
      name.endsWith("side.weight") || name.startsWith(mode === "al" ? "block 1/" : "block 1/f");
    still.parameters.forEach(({ name }, i) => assertEquals(before[i] === after[i], isStill(name)));
    // Schedules set the rate of all: the tables keep their share of it.
    for (const optimizer of still.optimizers.values()) optimizer.setRate(0.5);
    still.step(input, classes);
    const table = still.parameters.findIndex(({ name }) => name.endsWith("side.weight"));
    assertEquals(await bits(still.parameters[table]), [after[table]]);
    const names = [...still.optimizers].flatMap(([name, { state }]) =>
      [...state.keys()].map((key) => `${name}/${key}`)
    );
    assertEquals(new Set(names).size, names.length);
    assert(names.some((name) => name.endsWith("tables: m of block 2/f/side.weight")), `${names}`);
  }
});

Deno.test("models refuse side inputs that do not fit, and name the cure", () => {
  const refuses = (
    model: (options: TextModelOptions) => Learner,
    changes: Partial<TextModelOptions>,
    ...parts: string[]
  ) => {
    for (const mode of ["al", "bp"] as const) {
      const { message } = assertThrows(() => model(sided({ ...changes, mode })), ShapeError);
      for (const part of parts) assert(message.includes(part), message);
    }
  };
  const widths = "Cannot join words of 4 columns to features of 8 in block 3";
  const vectors = new Float32Array(6 * 4);
  const own = [undefined, undefined, { rows: 6, vectors }];
  refuses(lstmal, { bidirectional: true, sides: own }, widths, "--no-bidirectional");
  refuses(lstmal, { hidden: 8, sameEmbedding: true }, widths, "--l1-dim", "--same-emb");
  refuses(linearal, { hidden: 8, sideMerge: "max", sameEmbedding: true }, widths, "--emb-dim");
  const table = { rows: 5 };
  refuses(linearal, { sides: [table] }, "Cannot give block 1 a side input", "from 2 on");
  refuses(
    lstmal,
    { sides: [undefined, undefined, undefined, table] },
    "the model has 3 blocks, give more with --num-layer",
  );
  refuses(
    transformeral,
    { sameEmbedding: true, sides: [undefined, { rows: 13 }] },
    "its words have 13 rows and the first block's table 12",
  );
});

Deno.test("a block refuses features without its side words", () => {
  const predict = (model: Learner, sides?: Features["sides"]) =>
    assertThrows(() => model.predict({ ...batch().input, sides }), ShapeError).message;
  assertEquals(
    predict(lstmal(sided())),
    "Cannot encode the side input of block 2: its words are missing, pass sides",
  );
  const { sides } = batch().input;
  const [, second] = (lstmal(sided({ sameEmbedding: true })) as Chain).blocks;
  const input: Features = { ...batch().input, x: tensor(device, new Float32Array(24), [2, 3, 4]) };
  assertEquals(
    assertThrows(() => second.parts.f.forward({ ...input, sides }, false), ShapeError).message,
    "Cannot encode the side input of block 2: its vectors are missing, " +
      "let the first block look them up",
  );
});
