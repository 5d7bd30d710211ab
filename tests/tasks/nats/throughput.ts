/**
 * What a mini-batch costs in one process, and with a worker for each block beside a server on this machine.
 *
 * `deno run -A tests/tasks/nats/throughput.ts --model lstmal --width 64 --batch 64 --blocks 3` prints texts a
 * second (the clock, which others on the machine slow down) and the processor time of each process, which they
 * do not: both as the difference between runs of three epochs and of one, so that starting and compiling do
 * not count. Validation counts, in the process of the run. Processor times are read from /proc (Linux).
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { printed } from "../support.ts";
import { withWorkers } from "./support.ts";

const given = parseArgs(Deno.args, {
  string: ["model", "width", "batch", "blocks", "limit"],
  default: { model: "lstmal", width: "64", batch: "64", blocks: "3", limit: "960" },
});

/** Processor time of a process so far, in milliseconds; a tick of Linux is 10. */
function processorTime(pid: number): number {
  const [, rest] = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ");
  const [user, system] = rest.split(" ").slice(11, 13).map(Number);
  return 10 * (user + system);
}

/** Milliseconds of the clock, and of the processor in some processes. */
async function timed(pids: readonly number[], action: () => Promise<unknown>): Promise<number[]> {
  const now = () => [performance.now(), ...pids.map(processorTime)];
  const before = now();
  await action();
  return now().map((time, i) => time - before[i]);
}

const { model, width, batch, blocks, limit } = given;
await withWorkers(Number(blocks), async (folder, server, workers) => {
  const net = ["--model", model, "--emb-dim", width, "--l1-dim", width, "--num-layer", blocks];
  const data = ["--limit", limit, "--batch-train", batch];
  const own = ["train", ...net, ...data, "--quiet", "--device", "cpu", "--threads", "1"];
  const pids = [Deno.pid, ...workers.map(({ pid }) => pid), server.process.pid];
  const train = (epochs: number, options: readonly string[]) =>
    timed(
      pids,
      () => printed(...own, "--epoch", `${epochs}`, ...options, "--run-dir", `${folder}/${epochs}`),
    );
  console.log(`${model}, width ${width}, batch ${batch}, ${blocks} blocks; milliseconds a batch`);
  const kinds = { "one process": [], "workers": ["--blocks-on", server.url] };
  await train(2, kinds.workers); // workers keep what they have compiled
  for (const [kind, options] of Object.entries(kinds)) {
    const [one, three] = [await train(1, options), await train(3, options)];
    const batches = 2 * Math.ceil(0.9 * Number(limit) / Number(batch));
    const [clock, run, ...others] = three.map((time, i) => (time - one[i]) / batches);
    const each = others.slice(0, -1).map((time) => time.toFixed(1)).join(" ");
    console.log(
      `${kind.padEnd(12)} clock ${clock.toFixed(1)}, run ${run.toFixed(1)}, workers ${each}, ` +
        `server ${others.at(-1)!.toFixed(1)}`,
    );
    for (const epochs of [1, 2, 3]) {
      await Deno.remove(`${folder}/${epochs}`, { recursive: true }).catch(() => {});
    }
  }
});
