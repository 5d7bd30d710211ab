/** Examples that leave a chain early have the answers of the whole batch, and leave nothing behind. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  AdaptiveChain,
  type Chain,
  type Features,
  type HostInput,
  type Leaves,
  Random,
  ShapeError,
  type Signal,
  signalsOf,
} from "../../../engine/mod.ts";
import { chainOf, type Changes } from "../../models/text/options.ts";
import { device, onDevices } from "../device.ts";

const CLASSES = 3;

/** Options of so many blocks. */
const plain = (blocks: number): Changes => ({ classes: CLASSES, blocks, above: { heads: 2 } });

/** Words enter at the second and the fourth block too. */
const sided = (blocks: number): Changes => ({
  ...plain(blocks),
  words: { sides: [undefined, { rows: 12 }, undefined, { rows: 12 }].slice(0, blocks) },
});

/** Models of four blocks, by name. */
const models: Readonly<Record<string, (blocks?: number) => Chain>> = {
  linearal: (blocks = 4) => chainOf("linearal", plain(blocks)),
  "linearal with means over positions": (blocks = 4) =>
    chainOf("linearal", plain(blocks), { words: { pool: "positions" } }),
  lstmal: (blocks = 4) => chainOf("lstmal", plain(blocks)),
  "lstmal that sums its last states": (blocks = 4) =>
    chainOf("lstmal", plain(blocks), { above: { readout: "sum" } }),
  transformeral: (blocks = 4) => chainOf("transformeral", plain(blocks)),
  linearalside: (blocks = 4) => chainOf("linearal", sided(blocks)),
  "linearalside of greatest features": (blocks = 4) =>
    chainOf("linearal", sided(blocks), { above: { width: 6, merge: "max" } }),
  lstmalside: (blocks = 4) =>
    chainOf("lstmal", sided(blocks), { above: { hidden: 6, bidirectional: false } }),
  "transformeralside with one table": (blocks = 4) =>
    chainOf("transformeral", sided(blocks), { words: { shared: true } }),
};

const TIME = 5;

/** Words of some texts of unlike lengths, and of side inputs, some of which have none. */
function someInputs(batch: number, seed = batch): Record<string, HostInput> {
  const random = new Random(seed);
  const some = (least: number): [HostInput, HostInput] => {
    const lengths = Uint32Array.from(
      { length: batch },
      () => least + random.integer(TIME + 1 - least),
    );
    const tokens = Uint32Array.from(
      { length: batch * TIME },
      (_, i) => i % TIME < lengths[Math.floor(i / TIME)] ? 1 + random.integer(11) : 0,
    );
    return [{ data: tokens, shape: [batch, TIME] }, { data: lengths, shape: [batch] }];
  };
  const [[x, lengths], second, fourth] = [some(1), some(0), some(0)];
  return {
    x,
    lengths,
    "1/tokens": second[0],
    "1/lengths": second[1],
    "3/tokens": fourth[0],
    "3/lengths": fourth[1],
  };
}

const onDevice = (chain: Chain, inputs: Record<string, HostInput>): Features<Signal> =>
  chain.entry.features(signalsOf(device, inputs));

/** Class logits of all examples at each depth. */
function fullLogits(chain: Chain, inputs: Record<string, HostInput>): Promise<Float32Array[]> {
  const all = chain.predict(onDevice(chain, inputs));
  return Promise.all(all.map((logits) => logits.data()));
}

/** For each depth a value of the first class' logit that about half of the examples reach, and none nearly. */
function middles(logits: readonly Float32Array[]): number[] {
  return logits.map((values) => {
    const first = values.filter((_, i) => i % CLASSES === 0).sort();
    const middle = first.length >> 1;
    const near = [middle - 1, middle, middle + 1].filter((i) => i > 0 && i < first.length);
    const gap = (i: number) => first[i] - first[i - 1];
    const widest = near.toSorted((a, b) => gap(b) - gap(a))[0];
    return (first[widest] + first[widest - 1]) / 2;
  });
}

/** Where each example leaves by what the whole batch says, and its logits there. */
function expected(logits: readonly Float32Array[], exits: readonly number[], limits: number[]) {
  const batch = logits[0].length / CLASSES;
  const depths = Array.from(
    { length: batch },
    (_, i) =>
      exits.find((depth) =>
        depth === exits.at(-1) || logits[depth - 1][i * CLASSES] >= limits[depth - 1]
      )!,
  );
  const rows = depths.map((depth, i) => [
    ...logits[depth - 1].subarray(i * CLASSES, (i + 1) * CLASSES),
  ]);
  return { depths, logits: rows.flat() };
}

for (const [name, make] of Object.entries(models)) {
  for (const exits of [[1, 2, 3, 4], [2, 4], [3]]) {
    onDevices(`${name} answers as for the whole batch with exits ${exits}`, async () => {
      const chain = make();
      const adaptive = new AdaptiveChain(chain, exits);
      for (const batch of [13, 2, 13, 1]) {
        const inputs = someInputs(batch);
        const full = await fullLogits(chain, inputs);
        const limits = batch > 1 ? middles(full) : full.map(() => 0);
        const want = expected(full, exits, limits);
        const got = await adaptive.run(inputs, ([first], depth) => first >= limits[depth - 1]);
        assertEquals([...got.depths], want.depths);
        assertEquals(got.logits.length, want.logits.length);
        want.logits.forEach((z, i) => assert(Math.abs(got.logits[i] - z) < 1e-5, `${i}`));
        if (batch > 2 && exits.length > 1) assert(new Set(want.depths).size > 1);
      }
    });
  }

  onDevices(`${name}: batches that go on together have the answers of each alone`, async () => {
    const chain = make();
    for (const exits of [[1, 2, 3, 4], [2, 4]]) {
      const adaptive = new AdaptiveChain(chain, exits);
      const batches = [7, 7, 7, 7, 5, 7, 1].map((batch, i) => someInputs(batch, i));
      const limits = middles(await fullLogits(chain, batches[0]));
      const leaves: Leaves = ([first], depth) => first >= limits[depth - 1];
      for (const _ of [1, 2]) {
        let i = 0;
        for await (const { depths, logits } of adaptive.through(batches, leaves)) {
          const want = await adaptive.run(batches[i++], leaves);
          assertEquals(depths, want.depths);
          logits.forEach((z, i) => assert(Math.abs(z - want.logits[i]) < 1e-5));
        }
        assertEquals(i, batches.length);
      }
    }
  });

  onDevices(
    `${name}: all leave at once or none does, with the very bits of that depth`,
    async () => {
      const chain = make();
      const adaptive = new AdaptiveChain(chain, [1, 2, 3, 4]);
      const inputs = someInputs(7);
      const at = (depth: number) => chain.predictAt(onDevice(chain, inputs), depth).data();
      const first = await adaptive.run(inputs, () => true);
      assertEquals([...first.depths], new Array(7).fill(1));
      assertEquals(first.logits, await at(1));
      const last = await adaptive.run(inputs, () => false);
      assertEquals([...last.depths], new Array(7).fill(4));
      assertEquals(last.logits, await at(4));
    },
  );

  onDevices(`${name}: a chain of one block has one exit`, async () => {
    const chain = make(1);
    const adaptive = new AdaptiveChain(chain, [1]);
    const inputs = someInputs(3);
    const { depths, logits } = await adaptive.run(inputs, () => {
      throw new Error("nobody needs to be asked at the last exit");
    });
    assertEquals([...depths], [1, 1, 1]);
    const [want] = await fullLogits(chain, inputs);
    want.forEach((z, i) => assert(Math.abs(logits[i] - z) < 1e-6));
  });

  onDevices(
    `${name}: deeper blocks see the examples that stay, and no memory is left`,
    async () => {
      const chain = make();
      const seen: number[] = [];
      for (const f of chain.encoders) {
        const { forward } = f;
        f.forward = (input, training) => {
          seen.push(input.x.shape[0]);
          return forward.call(f, input, training);
        };
      }
      const adaptive = new AdaptiveChain(chain, [1, 2, 3, 4]);
      const stays = (left: readonly number[]) => {
        let asked = 0;
        let rows = [...left];
        let of = 9;
        return () => {
          if (asked === of) [of, rows, asked] = [rows[0], rows.slice(1), 0];
          return asked++ >= rows[0];
        };
      };
      const run = () => adaptive.run(someInputs(9), stays([5, 2, 1]));
      assertEquals([...(await run()).depths], [4, 3, 2, 2, 2, 1, 1, 1, 1]);
      // Words are looked up for those alone that go on, where the first block's mean does without.
      const first = chain.encoders[0].summarize ? 5 : 9;
      assertEquals(seen.slice(-4), [first, 5, 2, 1]);
      await run();
      const { live } = device.memory();
      for (let i = 0; i < 3; i++) await run();
      // Less where tensors of tests before were collected meanwhile.
      assert(device.memory().live <= live);
      const early = await adaptive.run(someInputs(9), stays([5, 0]));
      assertEquals([...early.depths], [2, 2, 2, 2, 2, 1, 1, 1, 1]);
      assertEquals(seen.at(-1), 5);
      assert(device.memory().live <= live);
    },
  );
}

onDevices("exits are rising depths of the chain", () => {
  const chain = models.linearal();
  const refused = (exits: number[], message: string) =>
    assertThrows(() => new AdaptiveChain(chain, exits), ShapeError, message);
  refused([], "Cannot let examples leave at depths none: give rising depths");
  refused([2, 1], "Cannot let examples leave at depths 2, 1: give rising depths");
  refused([1, 1], "Cannot let examples leave at depths 1, 1: give rising depths");
  refused([0, 1], "Cannot predict at depth 0: give a depth from 1 to 4");
  refused([5], "Cannot predict at depth 5: give a depth from 1 to 4");
});
