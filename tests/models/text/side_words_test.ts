/** Words that enter above the first block: where they come from, what trains them, what is refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  embedding,
  type Features,
  type Learner,
  type Parameter,
  ShapeError,
  type Signal,
  TapeError,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { segmentOf, type TextModel } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";
import type { AssociatedChain, Changes } from "./options.ts";
import { batch, chained, oneTable, segment, sided, text } from "./sides.ts";

type Make = (...changes: readonly Changes[]) => Learner;

const forms: Readonly<Record<string, Make>> = {
  "linear, beside": (...changes) => sided("linearal", ...changes),
  "linear, the greatest": (...changes) =>
    sided("linearal", { above: { merge: "max" } }, ...changes),
  "LSTM": (...changes) => sided("lstmal", ...changes),
  "Transformer": (...changes) => sided("transformeral", ...changes),
};

function step(chain: Learner, { input, classes } = batch(chain)): void {
  for (const loss of chain.step(input, classes)) assertEquals(loss.tape, null);
}

/** The own table of a block's side words. */
function tableOf(chain: Learner, block: number): Parameter {
  const encoder = chain.encoders[block];
  const tables = encoder.parameters.filter((p) => encoder.learning(p) === "table");
  assertEquals(tables.map(({ name }) => name), [`block ${block + 1}/f/side.weight`]);
  return tables[0];
}

/** Names of what features hold beside x, of side inputs alone. */
const sideNames = ({ rows, shared }: Features): string[] =>
  [...Object.keys(rows), ...Object.keys(shared)].filter((name) => name.includes("/")).sort();

const bits = async (...parameters: readonly Tensor[]): Promise<string[]> =>
  await Promise.all(parameters.map(async (p) => new Uint32Array((await p.data()).buffer).join()));

for (const [name, make] of Object.entries(forms)) {
  onDevices(
    `${name}: side words reach their block and those above, and no block below`,
    async () => {
      const chain = make();
      const before = await bits(...chain.predict(batch(chain).input));
      const [first, second, third] = await bits(
        ...chain.predict(batch(chain, segment([2], [3, 5])).input),
      );
      assertEquals(first, before[0]);
      assert(second !== before[1] && third !== before[2]);
      const last = await bits(...chain.predict(batch(chain, undefined, segment([], [4])).input));
      assertEquals(last.slice(0, 2), before.slice(0, 2));
      assert(last[2] !== before[2]);
    },
  );

  onDevices(`${name}: a block's step alone trains its table, the rows of its words`, async () => {
    const chain = make() as AssociatedChain;
    const { input, classes } = batch(chain);
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
    for (const shared of [false, true]) {
      const chain = make({ words: { shared } });
      const before = await bits(...chain.parameters);
      for (let i = 0; i < 4; i++) step(chain);
      const after = await bits(...chain.parameters);
      chain.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
      const tables = chain.parameters.filter(({ name }) => name.endsWith("side.weight"));
      assertEquals(tables.length, shared ? 0 : 2);
    }
  });

  onDevices(`${name}: a shared table moves by the words of the text alone`, async () => {
    const chain = make(oneTable);
    const [table] = chain.encoders[0].parameters;
    const before = await table.data();
    step(chain, batch(chain, segment([2], [1, 8]), segment([9], [])));
    const after = await table.data();
    const moved = Array.from({ length: 12 }, (_, row) => row)
      .filter((row) => before[4 * row] !== after[4 * row]);
    assertEquals(moved, [3, 4, 5, 6, 7]);
  });

  onDevices(`${name}: side inputs in the baseline reach the prediction and learn`, async () => {
    for (const shared of [false, true]) {
      const net = make({ mode: "bp", words: { shared } });
      const { input, classes } = batch(net);
      const [logits] = await bits(net.predictAt(input, 3));
      const [other] = await bits(net.predictAt(batch(net, segment([10], [9, 11])).input, 3));
      assert(logits !== other);
      const before = await bits(...net.parameters);
      for (let i = 0; i < 4; i++) net.step(input, classes);
      const after = await bits(...net.parameters);
      net.parameters.forEach(({ name }, i) => assert(before[i] !== after[i], name));
    }
  });

  onDevices(`${name}: a block takes its words out of the features, those above go on`, () => {
    for (const shared of [false, true]) {
      const kinds = shared
        ? ["index", "lengths", "tokens", "vectors"]
        : ["index", "lengths", "tokens"];
      const named = (...blocks: number[]) =>
        blocks.flatMap((block) => kinds.map((kind) => `${block}/${kind}`));
      const held = [named(1, 2), named(1, 2), named(2), []];
      const chain = make({ words: { shared } }) as AssociatedChain;
      const { input, classes } = batch(chain);
      held.forEach((names, i) => assertEquals(sideNames(chain.featuresAt(input, i)), names));
      let from = { output: input, t: classes };
      for (const [i, block] of chain.blocks.entries()) {
        from = block.step(from.output, from.t);
        assertEquals(sideNames(from.output), held[i + 1]);
      }
      const net = make({ mode: "bp", words: { shared } });
      const { input: other } = batch(net);
      held.forEach((names, i) => assertEquals(sideNames(net.featuresAt(other, i)), names));
    }
  });
}

onDevices("vectors with a history fail in the block above, which names both tapes", () => {
  for (const [name, make] of Object.entries(forms)) {
    const chain = make(oneTable) as AssociatedChain;
    const [first, second] = chain.blocks;
    const { input, classes } = batch(chain);
    const output = first.forward(input);
    const { tokens, index } = segmentOf(output, 1)!;
    const vectors: Tensor = embedding(first.encoder.parameters[0], tokens, index);
    const attached: Features = { ...output, rows: { ...output.rows, "1/vectors": vectors } };
    const misuse = () => {
      // @ts-expect-error A tensor may have a tape: only a signal may enter a block.
      second.step(attached, classes);
    };
    assert(misuse);
    const error = assertThrows(() => second.encoder.forward(attached, true), TapeError);
    assert(error.message.includes('on tapes "block 1" and "block 2"'), `${name}: ${error.message}`);
    first.tape.take();
  }
});

onDevices("the entry looks shared words up, equal to the first block's own vectors", async () => {
  const chain = chained("lstmal", oneTable);
  const input = batch(chain, segment([3, 4, 5], [6, 7])).input;
  const vectors = segmentOf(input, 1)!.vectors!;
  const output = chain.blocks[0].forward(input);
  assertEquals(await bits(vectors), await bits(output.x));
  assertEquals(vectors.tape, null);
  assertEquals(await bits(segmentOf(output, 1)!.vectors!), await bits(vectors));
  const { rows } = batch(chain).input;
  assertEquals(["vectors" in rows, "0/vectors" in rows], [false, false]);
  assertEquals(rows["2/vectors"].shape, [2, 1, 4]);
  const own = chained("lstmal");
  const bare = batch(own).input;
  assertEquals(segmentOf(bare, 1)!.vectors, undefined);
  assertEquals(segmentOf(own.blocks[0].forward(bare), 1)!.vectors, undefined);
});

onDevices("a row without side words is as if its block took none", async () => {
  for (const [name, make] of Object.entries(forms)) {
    if (name === "linear, beside") continue;
    const empty = segment([], [2]);
    const chain = make(), bare = make({ words: { sides: undefined } });
    const first = async (x: Signal) => [...(await x.data()).subarray(0, 3)];
    const got = chain.predict(batch(chain, empty, segment([], [3])).input);
    const want = bare.predict(bare.entry.features(text()));
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
      const chain = chained("transformeral", { above: { positions } });
      const [one, other] = [segment([2, 5], [3, 4]), segment([5, 2], [4, 3])].map((second) =>
        chain.predictAt(batch(chain, second).input, 2)
      );
      const [a, b] = [await one.data(), await other.data()];
      const apart = Math.max(...a.map((value, i) => Math.abs(value - b[i])));
      assert(positions ? apart > 1e-3 : apart < 1e-5, `${apart}`);
    }
  },
);

onDevices("tables of side words learn at the embedding block's rate", async () => {
  for (const mode of ["al", "bp"] as const) {
    const still = sided("lstmal", { mode, learning: { firstRate: 0 } });
    const before = await bits(...still.parameters);
    const { input, classes } = batch(still);
    still.step(input, classes);
    const after = await bits(...still.parameters);
    const isStill = (name: string) =>
      name.endsWith("side.weight") || name.startsWith(mode === "al" ? "block 1/" : "block 1/f");
    still.parameters.forEach(({ name }, i) => assertEquals(before[i] === after[i], isStill(name)));
    // Schedules set the rate of each group from its own at the start: tables keep their share of it.
    for (const { optimizer, rate } of still.groups) optimizer.setRate(50 * rate);
    still.step(input, classes);
    const table = still.parameters.findIndex(({ name }) => name.endsWith("side.weight"));
    assertEquals(await bits(still.parameters[table]), [after[table]]);
    const holds = still.groups.filter(({ optimizer }) =>
      optimizer.parameters.includes(still.parameters[table])
    );
    assertEquals(
      holds.map(({ name, role, rate, block }) => ({ name, role, rate, block })),
      mode === "al"
        ? [{ name: "block 2 encoder tables", role: "table", rate: 0, block: 1 }]
        : [{ name: "rest tables", role: "table", rate: 0, block: null }],
    );
    const names = still.groups.flatMap(({ name, optimizer }) =>
      [...optimizer.state.keys()].map((key) => `${name}/${key}`)
    );
    assertEquals(new Set(names).size, names.length);
    assert(names.some((name) => name.endsWith("tables/m of block 2/f/side.weight")), `${names}`);
  }
});

Deno.test("models refuse side inputs that do not fit, and name the cure", () => {
  const refuses = (name: TextModel, changes: Changes, ...parts: string[]) => {
    for (const mode of ["al", "bp"] as const) {
      const { message } = assertThrows(() => sided(name, changes, { mode }), ShapeError);
      for (const part of parts) assert(message.includes(part), message);
    }
  };
  const widths = "Cannot join words of 4 columns to features of 8 in block 3";
  const cures = ["make both equally wide", "a table of its own", "neither shared nor vectors"];
  const vectors = new Float32Array(6 * 4);
  const own = [undefined, undefined, { rows: 6, vectors }];
  refuses("lstmal", { above: { bidirectional: true }, words: { sides: own } }, widths, ...cures);
  refuses("lstmal", { above: { hidden: 8 }, words: { shared: true } }, widths, ...cures);
  const max = { above: { width: 8, merge: "max" }, words: { shared: true } } as const;
  refuses("linearal", max, widths, ...cures);
  const table = { rows: 5 };
  refuses(
    "linearal",
    { words: { sides: [table] } },
    "Cannot give block 1 a side input",
    "give it to a block from 2 on",
  );
  refuses(
    "lstmal",
    { words: { sides: [undefined, undefined, undefined, table] } },
    "the model has 3 blocks, give it more",
  );
  refuses(
    "transformeral",
    { words: { shared: true, sides: [undefined, { rows: 13 }] } },
    "its words have 13 rows and the first block's table 12",
    "share no table",
  );
});

Deno.test("a block refuses features without its side words", () => {
  const bare = sided("lstmal");
  assertEquals(
    assertThrows(() => bare.predict(bare.entry.features(text())), ShapeError).message,
    "Cannot encode the side input of block 2: its words are missing, " +
      "pass 1/tokens and lengths with the features",
  );
  // The entry of a net whose blocks have tables of their own looks nothing up.
  const { input } = batch(bare);
  const { encoder } = chained("lstmal", oneTable).blocks[1];
  const unread: Features = { ...input, x: tensor(device, new Float32Array(24), [2, 3, 4]) };
  assertEquals(
    assertThrows(() => encoder.forward(unread, false), ShapeError).message,
    "Cannot encode the side input of block 2: its vectors are missing, " +
      "pass 1/vectors with the features",
  );
});
