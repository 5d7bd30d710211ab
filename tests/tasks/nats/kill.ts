/**
 * Kills workers and the NATS server again and again while they train, and starts them again: each run must end
 * with all weights, losses and results of a run of one process.
 *
 * `deno run -A tests/tasks/nats/kill.ts --workers 20 --servers 20 --seed 1` kills as often; the tests kill one
 * of each.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { pause } from "../../../tasks/nats/broker.ts";
import { same } from "../kill.ts";
import { csv, inFolder, numbers, printed, someRows, tiny } from "../support.ts";
import { type Lasting, program, type Server, startServer, startWorker } from "./support.ts";

const BLOCKS = 3;

const OPTIONS = "--dropout 0.3 --save-every 7 --quiet --device cpu --threads 1";

/** A kill: of which worker, counted from 0, or of the server, and how long after the one before, in milliseconds. */
export interface Kill {
  /** Who is killed. */
  readonly who: number | "server";
  /** The wait before it. */
  readonly wait: number;
}

/** The words that train on a folder's rows, in a folder of its own. */
export function training(folder: string, name: string, ...options: readonly string[]): string[] {
  const place = ["--dataset", `${folder}/rows.csv`, "--run-dir", `${folder}/${name}`];
  const model = options.includes("--model") ? [] : ["--model", "lstmal"];
  const net = [...model, "--num-layer", `${BLOCKS}`];
  return ["train", ...place, ...tiny, ...OPTIONS.split(" "), ...net, ...options];
}

/** Trains a run in one process, for others to be compared with. */
export async function trainWhole(folder: string, ...options: readonly string[]): Promise<string> {
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(120)));
  await printed(...training(folder, "whole", ...options));
  return `${folder}/whole`;
}

/** Trains by workers that are killed, as is the server; gives back how many kills came before the end. */
export async function trainKilled(
  server: Server,
  workers: readonly Lasting[],
  words: readonly string[],
  kills: readonly Kill[],
): Promise<number> {
  const child = program([...words, "--blocks-on", server.url, "--worker-save", "5"], "piped");
  let isOver = false;
  const output = child.output().finally(() => isOver = true);
  let killed = 0;
  for (const { who, wait } of kills) {
    await pause(wait);
    if (isOver) break;
    killed++;
    await (who === "server" ? server.process : workers[who]).restart();
  }
  const { code, stderr } = await output;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return killed;
}

async function main(): Promise<void> {
  const { workers, servers, seed } = parseArgs(Deno.args, {
    string: ["workers", "servers", "seed"],
    default: { workers: "20", servers: "20", seed: "1" },
  });
  const random = numbers(Number(seed));
  const left = { workers: Number(workers), servers: Number(servers) };
  const epochs = ["--epoch", "8"];
  await inFolder(async (folder) => {
    const whole = await trainWhole(folder, ...epochs);
    await using server = await startServer(folder, "-js");
    const crew = Array.from({ length: BLOCKS }, () => startWorker(server.url));
    let runs = 0;
    while (Math.max(left.workers, left.servers) > 0) {
      const name = `run${runs++}`;
      const kills = Array.from({ length: 2 + Math.floor(random() * 4) }, (): Kill => {
        const who = random() < 0.5 ? "server" : Math.floor(random() * BLOCKS);
        return { who, wait: 100 + Math.floor(random() * 2500) };
      });
      const words = training(folder, name, ...epochs);
      const killed = await trainKilled(server, crew, words, kills);
      await same(`${folder}/${name}`, whole);
      for (const { who } of kills.slice(0, killed)) {
        left[who === "server" ? "servers" : "workers"]--;
      }
      const text = kills.slice(0, killed).map(({ who, wait }) => `${wait} ms ${who}`).join(", ");
      console.log(`run ${runs}, killed ${text}: the same to the bit`);
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
    for (const worker of crew) await worker.kill();
    const count = (all: string, rest: number) => Number(all) - rest;
    console.log(
      `${runs} runs, ${count(workers, left.workers)} kills of workers and ` +
        `${count(servers, left.servers)} of the server`,
    );
  });
}

if (import.meta.main) await main();
