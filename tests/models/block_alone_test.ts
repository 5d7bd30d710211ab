/** A block that a worker builds alone from JSON is, bit for bit, the block of the whole chain. */
import { assert, assertEquals } from "@std/assert";
import { Random, rowIndex, type Signal, tensor } from "../../engine/mod.ts";
import type { BlockSpec } from "../../models/mod.ts";
import { device, onDevices, webgpu } from "../engine/device.ts";
import {
  type Answer,
  hostOf,
  hostOfFeatures,
  type Jobs,
  stateOf,
  type StepInput,
  type StepOutput,
} from "./block_alone.ts";
import { type AssociatedChain, chainOf, type Changes, options } from "./text/options.ts";

const ROWS = 5, TIME = 4, STEPS = 3, BLOCKS = 3;

/** Three blocks that drop, decay and clip, with words that enter at the second. */
const settings: Changes = {
  blocks: BLOCKS,
  labels: { width: 7, deepWidth: 6 },
  learning: { dropout: 0.2, decay: 0.01, clip: 1, labelScale: 2 },
  words: { update: "sparse", sides: [undefined, { rows: 12 }] },
  above: { heads: 2, dropout: 0.2 },
};

/** Words at random, by the names that they enter under. */
function words(random: Random, side: string, tokens: string): Record<string, Signal> {
  const lengths = Uint32Array.from({ length: ROWS }, () => 1 + random.integer(TIME));
  const ids = Uint32Array.from(
    { length: ROWS * TIME },
    (_, i) => i % TIME < lengths[Math.floor(i / TIME)] ? 1 + random.integer(11) : 0,
  );
  return {
    [`${side}${tokens}`]: tensor(device, ids, [ROWS, TIME]),
    [`${side}lengths`]: tensor(device, lengths),
    [`${side}index`]: tensor(device, rowIndex(ids, 0)),
  };
}

function batch({ entry }: AssociatedChain, seed: number) {
  const random = new Random(seed);
  const inputs = { ...words(random, "", "x"), ...words(random, "1/", "tokens") };
  const classes = Uint32Array.from({ length: ROWS }, () => random.integer(3));
  return { input: entry.features(inputs), classes: tensor(device, classes) };
}

/** Steps a chain block by block, and tells what entered and left each. */
async function trace(chain: AssociatedChain) {
  const traces: { in: StepInput; out: StepOutput }[][] = chain.blocks.map(() => []);
  for (let i = 0; i < STEPS; i++) {
    const { input, classes } = batch(chain, i);
    let from = { output: input, t: classes };
    for (const [k, block] of chain.blocks.entries()) {
      const entered = { input: await hostOfFeatures(from.output), t: await hostOf(from.t) };
      const { losses, ...next } = block.step(from.output, from.t);
      const left = {
        output: await hostOfFeatures(next.output),
        t: await hostOf(next.t),
        losses: await Promise.all(losses.map((loss) => loss.item())),
      };
      traces[k].push({ in: entered, out: left });
      from = next;
    }
  }
  return traces;
}

/** The same with the bits of numbers in place of numbers. */
function bits(value: unknown): unknown {
  if (typeof value === "number") return bits(Float32Array.of(value));
  if (value instanceof Float32Array) return new Uint32Array(value.slice().buffer);
  if (value instanceof Uint32Array || typeof value !== "object" || !value) return value;
  if (Array.isArray(value)) return value.map(bits);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bits(inner)]));
}

/** What a worker of its own answers. */
function ask(jobs: Jobs): Promise<Answer[]> {
  const url = new URL("./block_alone_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<Answer[]>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  worker.postMessage(jobs);
  return promise.finally(() => worker.terminate());
}

for (const model of ["linearal", "lstmal", "transformeral"] as const) {
  onDevices(`blocks of ${model} built alone in a worker learn as in the chain`, async () => {
    const [chain, whole] = [chainOf(model, settings), chainOf(model, settings)];
    const traces = await trace(chain);
    for (let i = 0; i < STEPS; i++) {
      const { input, classes } = batch(whole, i);
      const losses = await Promise.all(whole.step(input, classes).map((loss) => loss.item()));
      assertEquals(losses, traces.flatMap((steps) => steps[i].out.losses));
    }
    const specOf = (block: number): BlockSpec => ({
      model,
      options: options(settings),
      block,
      input: block ? chain.encoders[block - 1].out : { x: [null] },
    });
    // The highest block first: those below it do not exist yet.
    const order = [2, 1, 0];
    const answers = await ask({
      device: device === webgpu ? "webgpu" : "processors",
      jobs: order.map((k) => ({
        spec: JSON.stringify(specOf(k)),
        steps: traces[k].map((step) => step.in),
      })),
    });
    assertEquals(answers.length, BLOCKS);
    for (const [i, { steps, state }] of answers.entries()) {
      const k = order[i];
      assertEquals(bits(steps), bits(traces[k].map(({ out }) => out)));
      assertEquals(bits(state), bits(await stateOf(chain.blocks[k])));
      assertEquals(bits(state), bits(await stateOf(whole.blocks[k])));
      assert(steps.some(({ losses }) => losses[0] !== steps[0].losses[0]));
    }
  });
}
