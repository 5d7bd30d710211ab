/**
 * Measures what blocks gain that step at the same time: nets of equal blocks, trained one block after another
 * and in a pipeline, and the same nets by backpropagation.
 *
 * @module
 */
import { Neighbour, timeOf } from "./neighbour.ts";
import { Net, type PipelineCase, type Way } from "./pipeline_net.ts";
import type { Ours } from "./devices.ts";

/** Times of a step of a net of equal blocks: of the runs of a kind the time below which a tenth of them is. */
export interface PipelineLine extends PipelineCase {
  /** The kind of line. */
  readonly kind: "pipeline";
  /** Name of our device. */
  readonly device: string;
  /** Its threads; 1 where it has none of its own. */
  readonly threads: number;
  /** Milliseconds a mini-batch, one block after another. */
  readonly sequential: number;
  /** The same in a pipeline that is filled. */
  readonly pipeline: number;
  /** The same by backpropagation. */
  readonly backprop: number;
  /**
   * The same, one block after another, of as many processes of one thread as the device has threads, all of them
   * together; null where there would be one.
   */
  readonly processes: number | null;
  /** Milliseconds that threads worked on a mini-batch in that run of the pipeline, summed over threads; null where nothing tells. */
  readonly busy: number | null;
  /** The times of each run. */
  readonly runs: Readonly<
    Record<"sequential" | "pipeline" | "backprop" | "processes", readonly number[]>
  >;
}

const WAYS: readonly Way[] = [
  { mode: "al", schedule: "sequential" },
  { mode: "al", schedule: "pipeline" },
  { mode: "bp", schedule: "sequential" },
];
/** Runs of each kind for one of the repeats that are asked for: runs are short. */
const RUNS = 6;
/** Milliseconds after which a net has no further runs, but for the fewest of each kind. */
const ENOUGH = 15_000, FEWEST = 3;

/** The cases: from small kernels to large ones. */
export const pipelineCases: readonly PipelineCase[] =
  (["linearal", "lstmal", "transformeral"] as const).flatMap((model) =>
    [4, 8].flatMap((blocks) =>
      [64, 300].flatMap((width) => [16, 64, 256].map((batch) => ({ model, blocks, batch, width })))
    )
  );

/** The name of a case, as `pipeline-lstmal-4-64-16`: model, blocks, width, batch. */
export function pipelineName({ model, blocks, width, batch }: PipelineCase): string {
  return `pipeline-${model}-${blocks}-${width}-${batch}`;
}

/** The cases of a name, or whose names begin with its words: `pipeline-lstmal` is all of that model. */
export function pipelinesNamed(name: string): readonly PipelineCase[] {
  return pipelineCases.filter((one) => `${pipelineName(one)}-`.startsWith(`${name}-`));
}

/** What is measured of a device: its nets, and as many processes as it has threads. */
interface Measured {
  readonly ours: Ours;
  readonly nets: readonly Net[];
  readonly neighbours: readonly Neighbour[];
  /** Milliseconds of a mini-batch of these processes, one for each run. */
  readonly times: number[];
}

/**
 * Measures a case on each device. Kinds of runs and devices take turns, so that what disturbs the machine
 * disturbs all.
 */
export async function* pipelines(
  devices: readonly Ours[],
  one: PipelineCase,
  repeats: number,
): AsyncGenerator<PipelineLine> {
  const all = devices.map((ours) => measured(ours, one));
  for (const { nets, neighbours } of all) {
    for (const net of nets) await net.begin();
    for (const neighbour of neighbours) await neighbour.time(); // begins there, too
  }
  const end = performance.now() + ENOUGH;
  for (let run = 0; run < RUNS * repeats; run++) {
    if (run >= FEWEST && performance.now() > end) break;
    for (const { nets, neighbours, times } of all) {
      for (const net of nets) await net.time();
      if (neighbours.length) times.push(await timeOf(neighbours));
    }
  }
  for (const each of all) yield lineOf(one, each);
  for (const { nets, neighbours } of all) {
    for (const net of nets) net.release();
    for (const neighbour of neighbours) await neighbour.end();
  }
}

function measured(ours: Ours, one: PipelineCase): Measured {
  const { threads = 1 } = ours.device.traits;
  return {
    ours,
    nets: WAYS.map((way) => new Net(ours.device, one, way)),
    neighbours: Array.from({ length: threads > 1 ? threads : 0 }, () => new Neighbour(one)),
    times: [],
  };
}

function lineOf(
  one: PipelineCase,
  { ours: { name, device }, nets, times }: Measured,
): PipelineLine {
  const [sequential, pipeline, backprop] = nets.map(({ times }) => times);
  return {
    kind: "pipeline",
    ...one,
    device: name,
    threads: device.traits.threads ?? 1,
    sequential: tenth(sequential),
    pipeline: tenth(pipeline),
    backprop: tenth(backprop),
    processes: times.length ? tenth(times) : null,
    busy: nets[1].busy[pipeline.indexOf(tenth(pipeline))] ?? null,
    runs: { sequential, pipeline, backprop, processes: times },
  };
}

/** The time below which a tenth of the times is: what disturbs a machine only adds to them. */
function tenth(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)];
}
