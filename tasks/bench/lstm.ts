/**
 * Time of an LSTM layer, forward and backward, replayed: `deno run -A tasks/bench/lstm.ts [--batch
 * 64] [--time 64] [--inputs 300] [--hidden 300] [--bidirectional] [--kernels]`; `--kernels` shows
 * the share of each kernel.
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  backward,
  type Device,
  openWebGPU,
  Parameter,
  Random,
  type Signal,
  Tape,
  tensor,
} from "../../engine/mod.ts";
import { Lstm } from "../../engine/nn/lstm.ts";
import { Place } from "../../engine/nn/module.ts";

interface Sizes {
  batch: number;
  time: number;
  inputs: number;
  hidden: number;
  bidirectional: boolean;
}

/** Floating-point operations of the products of one forward and backward pass. */
function flopsOf({ batch, time, inputs, hidden, bidirectional }: Sizes): number {
  return (bidirectional ? 2 : 1) * 6 * batch * time * 4 * hidden * (inputs + hidden);
}

/** A pass over random input, ready to be replayed. */
function pass(device: Device, sizes: Sizes): () => void {
  const { batch, time, inputs } = sizes;
  const random = new Random(1);
  const tape = new Tape("bench");
  const layer = new Lstm(new Place(device, tape, "lstm", random), sizes);
  const numbers = Float32Array.from({ length: batch * time * inputs }, () => random.normal());
  const x = new Parameter(device, tape, "x", [batch, time, inputs], numbers);
  const lengths = tensor(device, new Uint32Array(batch).fill(time));
  const recording = device.record(() => {
    backward(layer.forward(x, lengths).y);
    return [x, ...layer.parameters].map(({ gradient }) => gradient as Signal);
  });
  return () => recording.replay();
}

async function milliseconds(device: Device, step: () => void, runs: number): Promise<number[]> {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    step();
    await device.settle();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

async function main(): Promise<void> {
  const options = parseArgs(Deno.args, { boolean: ["bidirectional", "kernels"] });
  const { batch = 64, time = 64, inputs = 300, hidden = 300, bidirectional, kernels } = options;
  const sizes = { batch, time, inputs, hidden, bidirectional };
  const device = await openWebGPU({ debug: kernels ? 2 : 0 });
  const step = pass(device, sizes);
  await milliseconds(device, step, 2);
  await device.profile();
  const before = device.counters.dispatches;
  const runs = 5;
  const times = await milliseconds(device, step, runs);
  const dispatches = (device.counters.dispatches - before) / runs;
  const middle = times[runs >> 1];
  console.log(
    `${device.traits.name}: ${JSON.stringify(sizes)} ${middle.toFixed(0)} ms ` +
      `(${times[0].toFixed(0)} to ${times[runs - 1].toFixed(0)}), ` +
      `${(flopsOf(sizes) / middle / 1e6).toFixed(1)} GFLOP/s, ${dispatches} dispatches`,
  );
  for (const { name, count, milliseconds, flops } of await device.profile()) {
    console.log(
      `${name.padEnd(20)} ${String(count / runs).padStart(5)} ${
        (milliseconds / runs).toFixed(1).padStart(9)
      } ms ${(flops / milliseconds / 1e6).toFixed(1).padStart(6)} GFLOP/s`,
    );
  }
  device.destroy();
}

await main();
