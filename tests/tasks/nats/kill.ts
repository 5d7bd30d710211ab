/**
 * Kills workers, the NATS server and the run itself again and again while they train, and starts them again: each
 * run must end with all weights, losses and results of a run of one process.
 *
 * `deno run -A tests/tasks/nats/kill.ts --workers 20 --servers 20 --runs 5 --seed 1` kills as often; the tests
 * kill one of each.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { pause } from "../../../tasks/nats/broker.ts";
import { runPath } from "../../../tasks/run/folder.ts";
import { isThere, same } from "../kill.ts";
import { csv, numbers, printed, someRows, tiny } from "../support.ts";
import { type Lasting, program, type Server, withWorkers } from "./support.ts";

const BLOCKS = 3;

const MACHINE = ["--quiet", "--device", "cpu", "--threads", "1"];

/** Who is killed: a worker, counted from 0, the server, or the run. */
export type Victim = number | "server" | "run";

/** A kill. */
export interface Kill {
  /** Who is killed. */
  readonly who: Victim;
  /** How long after the kill before, in milliseconds. */
  readonly wait: number;
}

/** The words that train on a folder's rows, in a folder of its own. */
export function training(folder: string, name: string, ...options: readonly string[]): string[] {
  const place = ["--dataset", `${folder}/rows.csv`, "--run-dir", `${folder}/${name}`];
  const model = options.includes("--model") ? [] : ["--model", "lstmal"];
  const net = [...model, "--num-layer", `${BLOCKS}`, "--dropout", "0.3", "--save-every", "7"];
  return ["train", ...place, ...tiny, ...net, ...MACHINE, ...options];
}

/** Writes the rows of a folder. */
export function writeRows(folder: string): Promise<void> {
  return Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(120)));
}

/** Trains a run in one process, for others to be compared with. */
export async function trainWhole(folder: string, ...options: readonly string[]): Promise<string> {
  await writeRows(folder);
  await printed(...training(folder, "whole", ...options));
  return `${folder}/whole`;
}

/** A run that is begun, and goes on where it was killed. */
class Run {
  readonly #path: string;
  readonly #words: readonly string[];
  readonly #spread: readonly string[];
  #child!: Deno.ChildProcess;
  #output!: Promise<Deno.CommandOutput>;

  constructor(path: string, words: readonly string[], url: string) {
    this.#path = path;
    this.#words = words;
    this.#spread = ["--blocks-on", url, "--worker-save", "5"];
  }

  /** Whether it has ended. */
  isOver = false;

  /** Begins it, or goes on where there is a checkpoint. */
  async start(): Promise<void> {
    const words = await isThere(runPath(this.#path, "last"))
      ? ["train", "--resume", this.#path, ...MACHINE]
      : this.#words;
    this.#child = program([...words, ...this.#spread], "piped");
    this.isOver = false;
    this.#output = this.#child.output().then((output) => {
      this.isOver = true;
      return output;
    });
  }

  /** Kills it, and starts it again. */
  async restart(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#output;
    await this.start();
  }

  /** Waits for its end, which must be a good one. */
  async end(): Promise<void> {
    const { code, stderr } = await this.#output;
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  }
}

/**
 * Trains by workers that are killed, as are the server and the run; gives back how many kills came before the end.
 *
 * @param path Folder of the run.
 * @param words The words that begin it.
 */
export async function trainKilled(
  server: Server,
  workers: readonly Lasting[],
  { path, words, kills }: {
    readonly path: string;
    readonly words: readonly string[];
    readonly kills: readonly Kill[];
  },
): Promise<number> {
  const run = new Run(path, words, server.url);
  await run.start();
  let killed = 0;
  for (const { who, wait } of kills) {
    await pause(wait);
    if (run.isOver) break;
    killed++;
    await (who === "run" ? run : who === "server" ? server.process : workers[who]).restart();
  }
  await run.end();
  return killed;
}

/** The kills that are still to be done, by kind. */
type Left = Record<"workers" | "servers" | "runs", number>;

const kindOf = (who: Victim) => who === "server" ? "servers" : who === "run" ? "runs" : "workers";

/** Some kills at random, of those that are left. */
function draw(left: Readonly<Left>, random: () => number): Kill[] {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const kinds = (["workers", "servers", "runs"] as const).filter((kind) => left[kind] > 0);
  return Array.from({ length: 2 + Math.floor(random() * 4) }, (): Kill => {
    const kind = pick(kinds);
    const worker = Math.floor(random() * BLOCKS);
    const who = kind === "servers" ? "server" : kind === "runs" ? "run" : worker;
    return { who, wait: 100 + Math.floor(random() * 3000) };
  });
}

async function main(): Promise<void> {
  const { seed, ...counts } = parseArgs(Deno.args, {
    string: ["workers", "servers", "runs", "seed"],
    default: { workers: "20", servers: "20", runs: "5", seed: "1" },
  });
  const random = numbers(Number(seed));
  const left: Left = {
    workers: Number(counts.workers),
    servers: Number(counts.servers),
    runs: Number(counts.runs),
  };
  const done: Left = { workers: 0, servers: 0, runs: 0 };
  const epochs = ["--epoch", "10"];
  await withWorkers(BLOCKS, async (folder, server, workers) => {
    const whole = await trainWhole(folder, ...epochs);
    for (let number = 1; Math.max(...Object.values(left)) > 0; number++) {
      const path = `${folder}/run${number}`;
      const kills = draw(left, random);
      const words = training(folder, `run${number}`, ...epochs);
      const killed = await trainKilled(server, workers, { path, words, kills });
      await same(path, whole);
      for (const { who } of kills.slice(0, killed)) {
        left[kindOf(who)]--;
        done[kindOf(who)]++;
      }
      const text = kills.slice(0, killed).map(({ who, wait }) => `${wait} ms ${who}`).join(", ");
      console.log(`run ${number}, killed ${text || "nobody"}: the same to the bit`);
      await Deno.remove(path, { recursive: true });
    }
  });
  console.log(
    `${done.workers} kills of workers, ${done.servers} of the server, ${done.runs} of the run`,
  );
}

if (import.meta.main) await main();
