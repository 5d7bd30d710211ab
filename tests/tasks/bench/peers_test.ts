import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Case,
  cases,
  findCase,
  peerOptions,
  peers,
  runPeer,
} from "../../../tasks/bench/peers/mod.ts";
import { isImageTraining } from "../../../tasks/bench/image_models.ts";
import { measure, median } from "../../../tasks/bench/peers/measure.ts";

/** Products of a linear chain: bridges, encoders and decoders of all blocks, then the maps f. */
function chainProducts({ batch, width, label, classes, blocks }: Case["sizes"]): number {
  const first = 6 * batch * width * label + 10 * batch * classes * label;
  const other = 6 * batch * width * label + 10 * batch * label * label;
  return first + (blocks - 1) * other;
}

/** Products of a convolution's results. */
function convProducts({ batch, side, inputs, outputs, window, stride }: Case["sizes"]): number {
  return 2 * batch * (side / stride) ** 2 * inputs * outputs * window ** 2;
}

/** Products of a time step: up and down between the layers, and the retrieval of four parts. */
function settlingProducts({ batch, time, width, hidden, classes }: Case["sizes"]): number {
  const dense = 4 * batch * (4 * time * width + classes) * hidden;
  return dense + 16 * batch * time ** 2 * width;
}

const flops: Partial<Record<Case["kind"], (sizes: Case["sizes"]) => number>> = {
  matmul: ({ m, k, n }) => 2 * m * k * n,
  lstm: ({ batch, time, input, hidden }) => 24 * batch * time * (input + hidden) * hidden,
  "lstm-forward": ({ batch, time, input, hidden }) => 8 * batch * time * (input + hidden) * hidden,
  attention: ({ batch, time, width }) => 12 * batch * time * time * width,
  encoder: ({ batch, time, width, hidden }) =>
    3 * batch * time * (2 * (4 * width + 2 * hidden) * width + 4 * time * width),
  conv: (sizes) => 3 * convProducts(sizes),
  "conv-forward": convProducts,
  "conv-input": convProducts,
  "conv-weight": convProducts,
  "al-linear": (sizes) =>
    chainProducts(sizes) + (sizes.blocks - 1) * 4 * sizes.batch * sizes.width ** 2,
  "al-lstm": (sizes) => {
    const { batch, time, width, blocks } = sizes;
    let products = chainProducts(sizes);
    for (let block = 1; block < blocks; block++) {
      const input = block === 1 ? width : 2 * width;
      // Forward and weights' gradients take both products, the state's gradient one.
      products += 2 * batch * time * 4 * width * (4 * (input + width) + 2 * width);
    }
    return products;
  },
  "al-transformer": (sizes) => {
    const { batch, time, width, hidden, blocks } = sizes;
    // Nothing flows back into a block's input: the maps to queries, keys and values take no third part.
    const weights = 3 * (4 * width + 2 * hidden) * width - 3 * width ** 2;
    const products = batch * time * (2 * weights + 12 * time * width);
    return chainProducts(sizes) + (blocks - 1) * products;
  },
  relax: settlingProducts,
  equilibrium: (sizes) => {
    const { batch, time, width, hidden, classes, free, nudged } = sizes;
    // Two states for each weight between layers, one product for each projection and one for its gradient.
    const gradients = 4 * batch * (4 * time * width + classes) * hidden;
    const projections = 16 * batch * time * width ** 2;
    return (free + 2 * nudged) * settlingProducts(sizes) + gradients + projections;
  },
};

const bytes: Partial<Record<Case["kind"], (sizes: Case["sizes"]) => number>> = {
  embedding: ({ rows, width, batch, time }) => 28 * rows * width + 8 * batch * time * width,
  "embedding-sparse": ({ width, batch, time }) => 36 * batch * time * width,
  adam: ({ size }) => 28 * size,
  add: ({ size }) => 12 * size,
  tanh: ({ size }) => 8 * size,
  softmax: ({ rows, columns }) => 8 * rows * columns,
  "layer-norm": ({ rows, columns }) => 8 * (rows + 1) * columns,
  // Images and their weights are read, results written; then images, weights and gradients.
  "batch-norm": ({ batch, side, channels }) => 20 * batch * side ** 2 * channels,
  "max-pool": ({ batch, side, channels }) => 10 * batch * side ** 2 * channels,
  images: ({ batch, side, channels }) => 5 * batch * side ** 2 * channels,
};

Deno.test("cases hold the operations and bytes of their sizes", () => {
  // Those of image models are counted in image_models_test.ts.
  for (const one of cases.filter(({ kind }) => !isImageTraining({ kind }))) {
    assertEquals([one.flops, one.bytes], [
      flops[one.kind]?.(one.sizes) ?? 0,
      bytes[one.kind]?.(one.sizes) ?? 0,
    ], one.name);
  }
});

Deno.test("findCase() names the cases when there is none of the name", () => {
  assertEquals(findCase("matmul-512").sizes.k, 512);
  assertThrows(() => findCase("matmul-511"), RangeError, "matmul-512");
});

Deno.test("runPeer() refuses when the peer is unknown", async () => {
  const results = runPeer("numpy", ["matmul-512"])[Symbol.asyncIterator]();
  await assertRejects(() => results.next(), RangeError, peers.join(", "));
});

Deno.test("peerOptions() sets engines for processors and for WebGPU beside devices of their kind", () => {
  const beside = (kind: "gpu" | "software" | "cpu", threads = 4) =>
    Object.fromEntries(peers.map((peer) => [peer, peerOptions(peer, { kind, threads })]));
  assertEquals(beside("cpu", 1), {
    "ort": ["--threads", "1"],
    "jax-wasm": ["--wasm", "--threads", "1"],
    "tfjs-wasm": ["--wasm", "--threads", "1"],
    "jax": null,
    "tfjs": null,
    "torch": ["--device", "cpu", "--threads", "1"],
  });
  // What has no threads here is measured once, beside any number of ours.
  assertEquals(beside("cpu")["tfjs-wasm"], ["--wasm", "--threads", "1"]);
  assertEquals(beside("cpu").ort, ["--threads", "4"]);
  const { ort, jax, torch } = beside("gpu");
  assertEquals({ ort, jax, torch }, { ort: null, jax: [], torch: [] });
  assertEquals(beside("software").torch, ["--device", "cpu", "--threads", "4"]);
});

Deno.test("runPeer() leaves a case out when it is not written for the peer", async () => {
  const results = await Array.fromAsync(runPeer("tfjs", ["al-lstm"]));
  assertEquals(results, [
    { peer: "tfjs", case: "al-lstm", leftOut: "the case is not written for this peer" },
  ]);
});

Deno.test("runPeer() leaves the peer out when its Python cannot import torch", async () => {
  const before = Deno.env.get("PYTHON");
  Deno.env.set("PYTHON", "no-such-python");
  try {
    const results = await Array.fromAsync(runPeer("torch", ["matmul-512", "lstm"]));
    assertEquals(results, [
      { peer: "torch", case: null, leftOut: "no no-such-python that can import torch" },
    ]);
  } finally {
    if (before === undefined) Deno.env.delete("PYTHON");
    else Deno.env.set("PYTHON", before);
  }
});

Deno.test("measure() settles once a run and counts its steps when work is quick", async () => {
  let steps = 0, settled = 0;
  const timing = await measure({
    step: () => void steps++,
    settle: () => Promise.resolve(void settled++),
  });
  assertEquals(timing.seconds.length, 5);
  const warming = steps - 1 - 5 * timing.steps;
  assert(warming >= 2, `${warming} steps before the first that is timed`);
  assertEquals(settled, warming + 1 + 5 + 5);
});

Deno.test("measure() waits for each step of an engine that cannot enqueue", async () => {
  let running = 0, most = 0;
  await measure({
    async step(): Promise<void> {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    },
    settle: () => Promise.resolve(),
  }, 2);
  assertEquals([running, most], [0, 1]);
});

Deno.test("measure() makes as many runs as it is told", async () => {
  const idle = { step: () => {}, settle: () => Promise.resolve() };
  assertEquals((await measure(idle, 2)).seconds.length, 2);
});

Deno.test("measure() warms a single run up by two steps", async () => {
  let steps = 0;
  const timing = await measure({ step: () => void steps++, settle: () => Promise.resolve() }, 1);
  assertEquals(steps - 1 - timing.steps, 2);
});

Deno.test("median() takes the middle or the mean of the middle two", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 3]), 2.5);
});
