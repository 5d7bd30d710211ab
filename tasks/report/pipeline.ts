/**
 * Sections of the report on blocks that learned at the same time.
 *
 * @module
 */
import { idealSpeedUp, type PipelineFile, speedUp, timedNames } from "../run/pipeline.ts";
import { partChart } from "../svg/bars.ts";
import { escapeText } from "../svg/frame.ts";
import { spanChart } from "../svg/spans.ts";
import { count, percent } from "../terminal/figures.ts";
import { section } from "./parts.ts";

/** How long blocks worked and waited, where they lie in one process and where others host them. */
const TIMES = {
  inside:
    "Each block learns from another mini-batch. It waits for what the block below hands on, " +
    "and for a thread where there are fewer threads than blocks.",
  hosted: "Each worker learns from another mini-batch. It waits for what the worker below hands " +
    "on, and until the server has what it hands on itself.",
} as const;

/** What blocks at the same time that are slower have in common. */
const SLOWER = {
  inside: " These blocks wait for each other longer than they compute.",
  hosted: " These blocks wait for messages longer than they compute: larger mini-batches, wider " +
    "blocks or fewer workers change that.",
} as const;

/** Which mini-batch was where. */
const WAY = {
  inside: "Which block worked when, coloured by mini-batch: each climbs by one block a tick. " +
    "Only ticks in which all blocks had work are shown, one right after another.",
  hosted: "Which worker computed when, by the clock of the run and coloured by mini-batch: each " +
    "climbs from worker to worker. The first ones, in which kernels are compiled, are left out.",
} as const;

/** How long each block worked and waited, and the first ticks. */
export function pipelineSections(file: PipelineFile): string[] {
  const { first, parts, frozen } = file;
  const where = parts ? "hosted" : "inside";
  const rows = timedNames(file, frozen);
  return [
    section({
      title: "Blocks at the same time",
      about: TIMES[where],
      body: timesChart(file, rows) + speedNote(file),
    }),
    section({
      title: parts ? "Some mini-batches" : "The first ticks",
      about: WAY[where],
      body: spanChart({
        title: "Blocks against time",
        rows,
        spans: first.map(({ block, batch, start, end }) => (
          { row: block, colour: batch, name: String(batch + 1), start, end }
        )),
        time: "milliseconds",
      }),
      wide: true,
    }),
  ];
}

function timesChart({ spans, milliseconds }: PipelineFile, names: readonly string[]): string {
  return partChart({
    title: "Time by block",
    rowName: "",
    names: ["at work", "waiting"],
    rows: spans.map((span, i) => ({
      name: names[i],
      parts: [span, Math.max(0, milliseconds - span)],
      value: percent(span / milliseconds),
    })),
  });
}

function speedNote(file: PipelineFile): string {
  const { spans, ticks, milliseconds, batches, parts } = file;
  const gain = speedUp(file);
  const tick = milliseconds / ticks;
  const ideal = idealSpeedUp(batches, spans.length);
  const where = parts ? "hosted" : "inside";
  const [counted, one, each] = parts
    ? ["mini-batches", "one such process", "workers"]
    : ["ticks", "one thread", "a processor for each block and blocks"];
  const remark =
    `In ${count(ticks)} ${counted} the blocks took ${
      tick.toFixed(2)
    } ms for each mini-batch, and ` +
    `${one} takes ${(gain * tick).toFixed(2)} ms for the same work: ${gain.toFixed(2)} times as ` +
    `fast. With ${each} that take equally long, ${count(batches)} mini-batches would be learned ` +
    `${ideal.toFixed(2)} times as fast as by one (N S / (N + S - 1)).`;
  return `<p class="about">${escapeText(gain < 1 ? remark + SLOWER[where] : remark)}</p>`;
}
