/**
 * Sections of the report on blocks that learned at the same time.
 *
 * @module
 */
import { idealSpeedUp, type PipelineFile, speedUp } from "../run/pipeline.ts";
import { partChart } from "../svg/bars.ts";
import { note } from "../svg/frame.ts";
import { spanChart } from "../svg/spans.ts";
import { count, percent } from "../terminal/figures.ts";
import { section } from "./parts.ts";

/** How long each block worked and waited, and the first ticks. */
export function pipelineSections(file: PipelineFile): string[] {
  const { spans, ticks, milliseconds, batches, first, frozen } = file;
  const names = spans.map((_, i) => `block ${frozen + i + 1}`);
  const rows = spans.map((span, i) => ({
    name: names[i],
    parts: [span, Math.max(0, milliseconds - span)],
    value: percent(span / milliseconds),
  }));
  const gain = speedUp(file);
  const tick = milliseconds / ticks;
  const ideal = idealSpeedUp(batches, spans.length);
  const speed = note(
    `In ${count(ticks)} ticks the blocks took ${
      tick.toFixed(2)
    } ms a mini-batch for work that takes ` +
      `one thread ${(gain * tick).toFixed(2)} ms: ${
        gain.toFixed(2)
      } times as fast. With a processor ` +
      `for each block and blocks that take equally long, ${count(batches)} mini-batches would be ` +
      `learned ${ideal.toFixed(2)} times as fast as by one (N S / (N + S - 1)).`,
  );
  const worked = partChart({
    title: "Time by block",
    rowName: "",
    names: ["at work", "waiting"],
    rows,
  });
  return [
    section({
      title: "Blocks at the same time",
      about:
        "Each block learns from another mini-batch. A tick is over when its slowest block is; " +
        "until then the others wait, also for a thread where there are fewer threads than blocks.",
      body: worked + speed,
    }),
    section({
      title: "The first ticks",
      about: "Which block worked when, coloured by mini-batch: each climbs by one block a tick. " +
        "Only ticks in which all blocks had work are shown, one right after another.",
      body: spanChart({
        title: "Blocks against time",
        rows: names,
        spans: first.map(({ block, batch, start, end }) => (
          { row: block, colour: batch, name: String(batch + 1), start, end }
        )),
        time: "milliseconds",
      }),
      wide: true,
    }),
  ];
}
