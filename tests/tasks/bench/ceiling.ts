/**
 * What two threads could gain at most on this machine: nets of equal blocks in a pipeline on two threads, and in
 * sequence in two processes of one thread each, which share nothing but the machine.
 *
 * `deno run -A tests/tasks/bench/ceiling.ts lstmal-4-64-16 transformeral-8-64-64` measures nets by model, blocks,
 * width and mini-batch: the time below which a tenth of the runs is, since neighbours only add to it. With
 * `DENO_V8_FLAGS=--experimental-wasm-revectorize` vectors are those of `./al`.
 *
 * @module
 */
import { openCpu, tune } from "../../../engine/mod.ts";
import { type BlockSchedule } from "../../../tasks/loop/block_schedule.ts";
import { Net, pipelinesNamed } from "../../../tasks/bench/pipeline.ts";

const RUNS = 25;

/** A net on so many threads, ready to be timed. */
async function netOf(name: string, threads: number, schedule: BlockSchedule): Promise<Net> {
  const device = await openCpu({ threads });
  await tune(device);
  const net = new Net(device, pipelinesNamed(`pipeline-${name}`)[0], { mode: "al", schedule });
  await net.begin();
  return net;
}

/** Another process that times a net in sequence on one thread, whenever it is asked. */
class Neighbour {
  readonly #process: Deno.ChildProcess;
  readonly #answers: ReadableStreamDefaultReader<string>;
  readonly #questions: WritableStreamDefaultWriter<Uint8Array>;

  constructor(name: string) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", import.meta.url, "--neighbour", name],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#answers = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#questions = this.#process.stdin.getWriter();
  }

  /** Milliseconds of a mini-batch. */
  async time(): Promise<number> {
    await this.#questions.write(Uint8Array.of(10));
    return Number((await this.#answers.read()).value);
  }

  async end(): Promise<void> {
    await this.#questions.close();
    await this.#process.status;
  }
}

async function answer(name: string): Promise<void> {
  const net = await netOf(name, 1, "sequential");
  for await (const _ of Deno.stdin.readable) {
    await net.time();
    console.log(net.times.at(-1));
  }
}

async function measure(name: string): Promise<void> {
  const neighbours = [new Neighbour(name), new Neighbour(name)];
  const one = await netOf(name, 1, "sequential");
  const kinds = [one, await netOf(name, 2, "sequential"), await netOf(name, 2, "pipeline")];
  const alone: number[] = [], both: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const net of kinds) await net.time();
    alone.push(await neighbours[0].time());
    const [a, b] = await Promise.all(neighbours.map((neighbour) => neighbour.time()));
    both.push(1 / (1 / a + 1 / b));
  }
  for (const neighbour of neighbours) await neighbour.end();
  const tenth = (times: readonly number[]) => times.toSorted((a, b) => a - b)[RUNS / 10 | 0];
  const [single, ...two] = kinds.map(({ times }) => tenth(times));
  const [sequential, pipeline] = two.map((time) => single / time);
  const ceiling = tenth(alone) / tenth(both);
  console.log(
    `${name}: ${single.toFixed(2)} ms on one thread; on two ${sequential.toFixed(2)} times in ` +
      `sequence, ${pipeline.toFixed(2)} in a pipeline; two processes ${ceiling.toFixed(2)}`,
  );
}

if (import.meta.main) {
  const [first, ...rest] = Deno.args;
  if (first === "--neighbour") await answer(rest[0]);
  else for (const name of Deno.args) await measure(name);
  Deno.exit();
}
