/**
 * Speed of matrix products: `deno run -A tasks/bench/matmul.ts [--device cpu] [--threads 1]
 * [--family row] [--sizes 512x512x512,64x300x1200]`, rows x depth x columns, each plain and with either operand transposed;
 * best of a few runs, and the first run, which compiles.
 */
import { parseArgs } from "@std/cli/parse-args";
import process from "node:process";
import {
  type Device,
  matmul,
  type MatmulOptions,
  openDevice,
  type OpenOptions,
  Random,
  tensor,
} from "../../engine/mod.ts";

const usual = "256x300x1200,512x512x512,1024x1024x1024,511x513x515,64x300x1200,300x4096x1200," +
  "300x8192x300,1x300x1200,4096x300x5,64x64x64";
const layouts: readonly (readonly [name: string, options: MatmulOptions])[] = [
  ["a b", {}],
  ["a' b", { transposeA: true }],
  ["a b'", { transposeB: true }],
];

interface Speed {
  /** GFLOP/s of the best run. */
  readonly wall: number;
  /** GFLOP for each second of processor time, best run. */
  readonly processor: number;
  /** Milliseconds of the first run. */
  readonly first: number;
}

async function measure(
  device: Device,
  [rows, depth, columns]: readonly number[],
  options: MatmulOptions,
): Promise<Speed> {
  const random = new Random(1);
  const draw = (a: number, b: number, turned = false) => {
    const numbers = Float64Array.from({ length: a * b }, () => random.uniform(-1, 1));
    return tensor(device, numbers, turned ? [b, a] : [a, b]);
  };
  const a = draw(rows, depth, options.transposeA), b = draw(depth, columns, options.transposeB);
  const gigaflops = 2e-9 * rows * depth * columns;
  const repeats = Math.max(1, Math.ceil(0.3 / gigaflops));
  const run = async (times: number) => {
    const start = performance.now(), processor = process.cpuUsage();
    device.scope(() => {
      for (let n = 0; n < times; n++) matmul(a, b, options);
    });
    await device.settle();
    const { user, system } = process.cpuUsage(processor);
    return [performance.now() - start, (user + system) / 1e3];
  };
  const [first] = await run(1);
  const times: number[][] = [];
  for (let n = 0; n < 5; n++) times.push(await run(repeats));
  const [wall, processor] = [0, 1].map((i) =>
    repeats * gigaflops / (Math.min(...times.map((time) => time[i])) / 1e3)
  );
  device.release([a, b]);
  return { wall, processor, first };
}

async function main(): Promise<void> {
  const { family, sizes = usual, threads, device: wanted = "auto" } = parseArgs(Deno.args, {
    string: ["family", "sizes", "threads", "device"],
  });
  const device = await openDevice({
    device: wanted as OpenOptions["device"],
    threads: threads === undefined ? undefined : Number(threads),
    choices: family ? { matmul: family } : {},
  });
  console.log(`${device.traits.name}${family ? `, ${family}` : ""}`);
  console.log("sizes               layout   GFLOP/s  a processor-second  first run, ms");
  for (const text of sizes.split(",")) {
    for (const [name, options] of layouts) {
      const { wall, processor, first } = await measure(
        device,
        text.split("x").map(Number),
        options,
      );
      console.log(
        `${text.padEnd(19)} ${name.padEnd(6)} ${wall.toFixed(1).padStart(9)} ` +
          `${processor.toFixed(1).padStart(19)} ${first.toFixed(0).padStart(14)}`,
      );
    }
  }
  device.destroy();
}

await main();
