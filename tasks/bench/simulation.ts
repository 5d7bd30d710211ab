/**
 * Simulates pipelines on as many devices as blocks: the order of work is that of the schedule that trains, the
 * time of a block's step is a figure that was measured, and nothing else is. No such machine was there.
 *
 * `deno run tasks/bench/simulation.ts 3.2 0.6 > docs/pipeline.svg` draws what blocks of 3.2 ms gain that hand
 * over in 0.6 ms, and prints the table on standard error.
 *
 * @module
 */
import { Ticks } from "../../engine/mod.ts";
import { PICTURE_STYLE } from "../report/style.ts";
import { axes, type Chart, colourClass, escapeText, FRAME, svgFile } from "../svg/frame.ts";
import { linearScale } from "../svg/scale.ts";
import { textTable } from "../terminal/table.ts";

/** Equal blocks on devices of their own. */
export interface SimulatedCase {
  /** Blocks, and devices. */
  readonly blocks: number;
  /** Mini-batches. */
  readonly batches: number;
  /** Milliseconds of a block's step on its device. */
  readonly step: number;
  /** Milliseconds in which a block hands its features and codes to the next device. */
  readonly handOver: number;
}

/** Milliseconds that all mini-batches take. */
export interface SimulatedTimes {
  /** Each mini-batch goes through all blocks before the next: no hand-over, since all are on one device. */
  readonly sequential: number;
  /** A block a device; what is handed over in a tick arrives before the next. */
  readonly pipeline: number;
}

/** Runs the schedule with a clock in place of devices. */
export function simulate({ blocks, batches, step, handOver }: SimulatedCase): SimulatedTimes {
  const ticks = new Ticks<number>(blocks);
  let pipeline = 0;
  for (let entered = 0; entered < batches || ticks.inside;) {
    const work = ticks.next(entered < batches ? entered++ : null);
    const last = blocks - 1;
    const hands = work.some((batch, block) => batch !== null && block < last);
    pipeline += step + (hands ? handOver : 0);
  }
  return { sequential: blocks * batches * step, pipeline };
}

/** Numbers of blocks. */
const DEPTHS = [1, 2, 4, 8, 16, 32, 64];
/** Mini-batches of an epoch. */
const BATCHES = 1000;

interface Curve {
  readonly name: string;
  /** Mini-batches a second by number of blocks. */
  readonly rates: readonly number[];
}

/** What so many blocks learn in a second, in sequence and in pipelines. */
function simulatedCurves(step: number, handOver: number): readonly Curve[] {
  const rates = (pick: (times: SimulatedTimes) => number, handOver: number) =>
    DEPTHS.map((blocks) =>
      1000 * BATCHES / pick(simulate({ blocks, batches: BATCHES, step, handOver }))
    );
  return [
    { name: "in a pipeline, handing over for nothing", rates: rates((t) => t.pipeline, 0) },
    { name: "in a pipeline", rates: rates((t) => t.pipeline, handOver) },
    { name: "one after another, on one device", rates: rates((t) => t.sequential, 0) },
  ];
}

function simulatedTable(step: number, handOver: number): string {
  const header = ["blocks", "one after another", "in a pipeline", "gain", "N S / (N + S - 1)"];
  const curves = simulatedCurves(step, handOver);
  return textTable(
    header,
    DEPTHS.map((blocks, i) => {
      const [, pipeline, sequential] = curves.map(({ rates }) => rates[i]);
      const ideal = BATCHES * blocks / (BATCHES + blocks - 1);
      return [
        blocks,
        `${sequential.toFixed(1)}/s`,
        `${pipeline.toFixed(1)}/s`,
        `${(pipeline / sequential).toFixed(2)}×`,
        `${ideal.toFixed(2)}×`,
      ];
    }),
  );
}

/** The curves against the number of blocks. */
export function simulatedChart(step: number, handOver: number): Chart {
  const { width, height, left, right, top, bottom } = FRAME;
  const curves = simulatedCurves(step, handOver);
  const x = linearScale([0, DEPTHS.at(-1)!], [left, width - right]);
  const y = linearScale([0, ...curves.flatMap(({ rates }) => rates)], [height - bottom, top]);
  const lines = curves.map(({ name, rates }, index) => {
    const places = rates.map((rate, i) =>
      `${x.place(DEPTHS[i]).toFixed(1)} ${y.place(rate).toFixed(1)}`
    );
    const at = y.place(rates.at(-1)!);
    return `<path class="line ${colourClass(index)}" d="M${places.join("L")}"/>` +
      `<text class="axis" x="${width - right - 6}" y="${(at - 8).toFixed(1)}" text-anchor="end">${
        escapeText(name)
      }</text>`;
  });
  return {
    title: "Simulated: mini-batches a second by number of blocks, a device for each block",
    width,
    height,
    body: axes(x, y, "blocks (simulated)", true) + lines.join(""),
  };
}

if (import.meta.main) {
  const [step, handOver] = Deno.args.map(Number);
  console.error(simulatedTable(step, handOver));
  console.log(svgFile(simulatedChart(step, handOver), PICTURE_STYLE));
}
