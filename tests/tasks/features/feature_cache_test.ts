/** Features that are looked up are those that the frozen blocks compute. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type Chain,
  type Device,
  forTraining,
  KernelError,
  recorded,
  type Signal,
  type Tensor,
} from "../../../engine/mod.ts";
import { type Batch, Batches, type TextRows } from "../../../datasets/mod.ts";
import { FeatureCache, type FeatureCacheOptions } from "../../../tasks/features/feature_cache.ts";
import { type Feed, feedOf } from "../../../tasks/loop/steps.ts";
import { prepareText } from "../../../tasks/text/data.ts";
import { play } from "../../engine/device.ts";
import { inFolder, shared, trainOptions } from "../support.ts";

const MAX_LEN = 20;

/** A chain of four blocks and 60 news. */
async function made(
  args: string,
  device: Device = shared,
): Promise<{ chain: Chain; set: TextRows }> {
  const words = `--dataset news --limit 70 --num-layer 4 --max-len ${MAX_LEN} --emb-dim 6 ` +
    `--l1-dim 3 --label-emb 4 ${args}`;
  const options = trainOptions(...words.split(" "));
  const data = await prepareText(options, () => {});
  return { chain: data.build(device).chain!, set: data.train as TextRows };
}

const optionsOf = (chain: Chain, folder: string, change: Partial<FeatureCacheOptions> = {}) => ({
  chain,
  frozen: 3,
  place: "auto" as const,
  folder,
  batch: 16,
  ...change,
});

/** The tensors of features on the host, by name. */
interface Found {
  readonly shapes: Record<string, readonly number[]>;
  readonly values: Record<string, Float32Array | Uint32Array>;
}

/** What a feed gives for each of some mini-batches, after so many blocks of a chain. */
async function given(chain: Chain, batches: Batch[], feed: Feed, blocks = 0): Promise<Found[]> {
  const run = recorded(chain.device, (inputs: Readonly<Record<string, Signal>>) => {
    const { x, rows, shared } = chain.featuresAt(feed.features(inputs), blocks);
    const found: Record<string, Tensor> = { x };
    // What entered at the frozen blocks is of no use above them.
    for (const [name, values] of Object.entries({ ...rows, ...shared }).sort()) {
      if (!/^[12]\//.test(name)) found[name] = values;
    }
    return found;
  });
  const all: Found[] = [];
  for (const batch of batches) {
    const found: Found = { shapes: {}, values: {} };
    for (const [name, tensor] of Object.entries(run(feed.inputs(batch)))) {
      found.shapes[name] = tensor.shape;
      found.values[name] = tensor.dtype === "u32" ? await tensor.words() : await tensor.data();
    }
    all.push(found);
  }
  return all;
}

/** Mini-batches as training cuts them. */
const shuffled = ({ set }: TextRows) => [
  ...new Batches(set, { batch: 9, maxLen: MAX_LEN, shuffle: { seed: 4, epoch: 2 }, bucket: 2 }),
];

/** Holds a cache's features to computed ones, which may have more padding where words came by the side. */
function assertSame(actual: Found, expected: Found): void {
  assertEquals(Object.keys(actual.values), Object.keys(expected.values));
  const close = (a: ArrayLike<number>, b: ArrayLike<number>, what: string) => {
    assertEquals(a.length, b.length, what);
    for (let i = 0; i < a.length; i++) assertAlmostEquals(a[i], b[i], 1e-5, `${what} at ${i}`);
  };
  for (const name of Object.keys(expected.values)) {
    const [[mine, time, width], [rows, longest]] = [actual.shapes[name], expected.shapes[name]];
    const [values, wanted] = [actual.values[name], expected.values[name]];
    if (name !== "x" || width === undefined) {
      close(values, wanted, name);
      continue;
    }
    assertEquals(mine, rows);
    assert(time <= longest);
    expected.values.lengths.forEach((length, i) => {
      const row = values.subarray(i * time * width, (i + 1) * time * width);
      const from = i * longest * width;
      close(row.subarray(0, length * width), wanted.subarray(from, from + length * width), name);
      assert(row.subarray(length * width).every((value) => value === 0), "padding is not zeros");
    });
  }
}

const KINDS = [
  "--model linearal",
  "--model lstmal",
  "--model lstmal --no-bidirectional --no-hand-over",
  "--model transformeral --heads 2",
  "--model linearalside --side-dim 4-4-4-4",
  "--model lstmalside --side-dim 4-4-4-4",
  "--model transformeralside --heads 2 --side-dim 4-4-4-4",
  "--model lstmalside --side-dim 4-4-4-4 --same-emb",
];

for (const args of KINDS) {
  Deno.test(`FeatureCache gives what the frozen blocks compute, on device and disk the same bits: ${args}`, () =>
    inFolder(async (folder) => {
      const { chain, set } = await made(args);
      const batches = shuffled(set);
      const text = feedOf(chain, forTraining);
      const expected = await given(chain, batches, text, 3);
      const found: Found[][] = [];
      for (const place of ["device", "disk"] as const) {
        using cache = (await FeatureCache.fill(set, optionsOf(chain, folder, { place })))!;
        assertEquals(cache.place, place);
        found.push(await given(chain, batches, cache.feed({ training: true })));
        const wide = await given(chain, batches, cache.feed({ training: true, wide: true }));
        assertEquals(wide.map(({ shapes }) => shapes), expected.map(({ shapes }) => shapes));
      }
      assertEquals(found[1], found[0]);
      found[0].forEach((each, i) => assertSame(each, expected[i]));
      const names = Object.keys(found[0][0].values);
      for (const name of ["3/tokens", "3/lengths", "3/index"]) {
        assertEquals(names.includes(name), args.includes("--side-dim"), name);
      }
      assertEquals(names.includes("3/vectors"), args.includes("--same-emb"));
      for (const name of ["h", "c"]) {
        assertEquals(names.includes(name), args.startsWith("--model lstmal"), name);
      }
    }));
}

for (const args of KINDS) {
  Deno.test(`FeatureCache of fewer blocks spares these, to the bit: ${args}`, () =>
    inFolder(async (folder) => {
      const { chain, set } = await made(args);
      const batches = shuffled(set);
      using whole = (await FeatureCache.fill(set, optionsOf(chain, folder)))!;
      const expected = await given(chain, batches, whole.feed({ training: true }));
      for (const place of ["device", "disk"] as const) {
        using below = (await FeatureCache.fill(
          set,
          optionsOf(chain, folder, { frozen: 2, place }),
        ))!;
        const ran = new Set<string>();
        using cache = await whichRun(
          chain,
          ran,
          async () => (await FeatureCache.fill(set, optionsOf(chain, folder, { below, place })))!,
        );
        assertEquals([...ran], ["block 3"]);
        assertEquals([below.frozen, cache.frozen, cache.bytes], [2, 3, whole.bytes]);
        assert(cache.pass >= below.pass);
        assertEquals(await given(chain, batches, cache.feed({ training: true })), expected);
      }
    }));
}

/** Notes the names of the blocks of a chain that run in an action. */
async function whichRun<T>(chain: Chain, ran: Set<string>, action: () => Promise<T>): Promise<T> {
  const forwards = chain.blocks.map((block) => block.forward);
  chain.blocks.forEach((block, i) => {
    block.forward = (input) => {
      ran.add(block.name);
      return forwards[i].call(block, input);
    };
  });
  try {
    return await action();
  } finally {
    chain.blocks.forEach((block, i) => block.forward = forwards[i]);
  }
}

Deno.test("FeatureCache tells its bytes and the time of a pass, and leaves neither memory nor files", () =>
  inFolder(async (folder) => {
    const { chain, set } = await made("--model lstmal");
    const words = set.set.tokens.length;
    const texts = set.labels.length;
    // Two directions of three units; the state besides, and a row of zeros in each table.
    const bytes = 4 * 6 * (words + 1 + 2 * (texts + 1));
    for (const place of ["device", "disk"] as const) {
      const cache = (await FeatureCache.fill(set, optionsOf(chain, folder, { place })))!;
      assertEquals(cache.bytes, bytes);
      assert(cache.pass > 0 && cache.seconds > 0);
      const { live } = shared.memory();
      cache[Symbol.dispose]();
      if (place === "device") assert(shared.memory().live <= live - bytes);
      assertEquals([...Deno.readDirSync(folder)], []);
    }
  }));

Deno.test("FeatureCache is on the device where it fits and in a file where not", () =>
  inFolder(async (folder) => {
    const small = play({ maxBinding: 4096 }, shared);
    const { chain, set } = await made("--model linearal", small);
    using pooled = (await FeatureCache.fill(set, optionsOf(chain, folder)))!;
    assertEquals(pooled.place, "device");
    const other = await made("--model transformeral --heads 2", small);
    using words = (await FeatureCache.fill(other.set, optionsOf(other.chain, folder)))!;
    assertEquals(words.place, "disk");
    const wanted = optionsOf(other.chain, folder, { place: "device" });
    const error = await assertRejects(() => FeatureCache.fill(other.set, wanted), KernelError);
    assert(error.message.startsWith("Cannot keep features of "), error.message);
    assert(error.message.endsWith(" holds 4096, give --feature-cache disk"), error.message);
  }));

Deno.test("FeatureCache that is stopped while it is filled leaves nothing behind", () =>
  inFolder(async (folder) => {
    const { chain, set } = await made("--model linearal");
    let done = 0;
    const cache = await FeatureCache.fill(
      set,
      optionsOf(chain, folder, {
        place: "disk",
        onProgress: (count) => done = count,
        stopped: () => done >= 32,
      }),
    );
    assertEquals(cache, null);
    assert(done >= 32 && done < 48, `${done} of ${set.labels.length}`); // a batch of 16 at most after it
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
