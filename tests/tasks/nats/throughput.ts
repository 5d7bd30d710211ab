/**
 * How fast a run learns in one process, and with a worker for each block beside a server on this machine.
 *
 * `deno run -A tests/tasks/nats/throughput.ts --model lstmal --width 64 --batch 64 --blocks 3` prints the
 * median of the texts a second that the runs wrote, of `--rounds` runs of each kind in turn.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { runPath } from "../../../tasks/run/folder.ts";
import { readMetrics } from "../../../tasks/run/metrics.ts";
import { inFolder, printed } from "../support.ts";
import { startServer, startWorker } from "./support.ts";

const given = parseArgs(Deno.args, {
  string: ["model", "width", "batch", "blocks", "rounds", "limit"],
  default: { model: "lstmal", width: "64", batch: "64", blocks: "3", rounds: "3", limit: "1000" },
});

/** The middle of some numbers. */
const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1];

/** Examples a second of a run, without its first readings. */
function speedOf(run: string): number {
  const speeds = readMetrics(runPath(run, "metrics")).flatMap((metric) =>
    metric.kind === "train" ? [metric.samplesPerSecond] : []
  );
  return median(speeds.slice(2));
}

await inFolder(async (folder) => {
  const { model, width, batch, blocks, limit } = given;
  await using server = await startServer(folder, "-js");
  const workers = Array.from({ length: Number(blocks) }, () => startWorker(server.url));
  const net = ["--model", model, "--emb-dim", width, "--l1-dim", width, "--num-layer", blocks];
  const data = ["--limit", limit, "--batch-train", batch, "--log-every", "5", "--epoch", "2"];
  const common = ["train", ...net, ...data, "--quiet"];
  const machine = (threads: number) => ["--device", "cpu", "--threads", `${threads}`];
  const kinds: Record<string, string[]> = {
    "one process, 1 thread": machine(1),
    "one process, 2 threads": machine(2),
    [`${blocks} workers of 1 thread`]: [...machine(1), "--blocks-on", server.url],
    [`${blocks} workers, f16`]: [...machine(1), "--blocks-on", server.url, "--wire", "f16"],
  };
  const speeds: Record<string, number[]> = {};
  for (let round = 0; round < Number(given.rounds); round++) {
    for (const [kind, options] of Object.entries(kinds)) {
      const run = `${folder}/run`;
      await printed(...common, ...options, "--run-dir", run);
      (speeds[kind] ??= []).push(speedOf(run));
      await Deno.remove(run, { recursive: true });
    }
  }
  for (const worker of workers) await worker.kill();
  console.log(`${model}, width ${width}, batch ${batch}, ${blocks} blocks:`);
  for (const [kind, all] of Object.entries(speeds)) {
    const text = all.map((x) => x.toFixed(0)).join(" ");
    console.log(`${kind.padEnd(24)} ${median(all).toFixed(0).padStart(7)} texts/s  (${text})`);
  }
});
