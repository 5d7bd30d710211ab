/**
 * Tables of the measurements of our engine alone.
 *
 * @module
 */
import { textTable } from "../terminal/table.ts";
import type {
  AccumulateLine,
  AdaptiveLine,
  CompileLine,
  DispatchLine,
  HostLine,
  PackageLine,
  TokensLine,
  TrainingLine,
} from "./lines.ts";
import type { MemoryLine } from "./memory.ts";
import type { SettlingMemoryLine } from "./settling_memory.ts";
import type { PipelineLine } from "./pipeline.ts";
import { percent, wholePercent } from "../terminal/figures.ts";
import { mebibytesText, rateText, ratioText } from "./report_text.ts";

/** Times of training steps on the host. */
export function hostTable(lines: readonly HostLine[]): string {
  return table(
    ["host", "device", "step", "kernels", "ms", "us a kernel", "bind groups", "bytes allocated"],
    lines.map((line) => [
      line.case,
      line.device,
      line.step,
      line.dispatches,
      line.milliseconds.toFixed(2),
      line.microseconds.toFixed(1),
      rateText(line.bindGroups),
      line.allocated,
    ]),
  );
}

/** Times of kernels that do next to nothing. */
export function dispatchTable(lines: readonly DispatchLine[]): string {
  return table(
    ["replayed kernels", "workgroups", "device", "us a kernel"],
    lines.map(({ order, groups, device, microseconds }) => [
      order,
      groups,
      device,
      rateText(microseconds),
    ]),
  );
}

/** Times of compiling. */
export function compileTable(lines: readonly CompileLine[]): string {
  return table(
    ["compiling", "kernels", "ms", "ms to accept", "bytes", "first step, ms", "next step, ms"],
    lines.map((line) => [
      line.case,
      line.kernels,
      rateText(line.translating),
      rateText(line.accepting),
      line.bytes,
      rateText(line.first),
      rateText(line.next),
    ]),
  );
}

/** Times of whole runs of `train`. */
export function trainingTable(lines: readonly TrainingLine[]): string {
  return table(
    ["train", "runs", "s", "s of training", "steps", "test accuracy"],
    lines.map(({ device, runs, seconds, training, steps, accuracy }) => [
      device,
      runs.length,
      rateText(seconds),
      rateText(training),
      steps,
      percent(accuracy),
    ]),
  );
}

/** Times that texts save which leave early. */
export function adaptiveTable(lines: readonly AdaptiveLine[]): string {
  const header = ["adaptive", "device", "threshold", "blocks", "mean depth", "ms a text"];
  return table(
    [...header, "of all blocks", "faster", "test accuracy", "of all blocks"],
    lines.map((line) => [
      line.data,
      line.device,
      `${line.threshold}${line.chosen ? " (default)" : ""}`,
      line.depths,
      line.meanDepth.toFixed(2),
      rateText(line.adaptive),
      rateText(line.full),
      ratioText(line.full / line.adaptive),
      percent(line.accuracy),
      percent(line.fullAccuracy),
    ]),
  );
}

/** How many words a second training takes. */
export function tokensTable(lines: readonly TokensLine[]): string {
  return table(
    ["tokens", "device", "order of texts", "padding", "batches", "words", "words/s"],
    lines.map(({ data, device, order, padding, batches, words, rate }) => [
      data,
      device,
      order,
      wholePercent(padding),
      batches,
      words,
      rateText(rate),
    ]),
  );
}

/** Times that kept features save. */
export function accumulateTable(lines: readonly AccumulateLine[]): string {
  const header = ["accumulate", "device", "frozen", "s computed", "s kept", "faster"];
  return table(
    [...header, "s to keep", "MiB", "kept on"],
    lines.map(({ model, device, frozen, computed, kept, fill, bytes, place }) => [
      model,
      device,
      frozen,
      rateText(computed),
      rateText(kept),
      ratioText(computed / kept),
      rateText(fill),
      mebibytesText(bytes),
      place,
    ]),
  );
}

/** Memory of steps by depth. */
export function memoryTable(lines: readonly MemoryLine[]): string {
  return table(
    ["memory", "device", "batch", "MiB associated", "MiB backprop", "times as much"],
    lines.map(({ blocks, device, batch, associated, backprop }) => [
      `${blocks} blocks`,
      device,
      batch,
      mebibytesText(associated),
      mebibytesText(backprop),
      ratioText(backprop / associated),
    ]),
  );
}

/** Memory of steps of nets that settle by their time steps. */
export function settlingMemoryTable(lines: readonly SettlingMemoryLine[]): string {
  return table(
    ["memory", "device", "batch", "MiB equilibrium", "MiB through time", "times as much"],
    lines.map(({ free, device, batch, contrast, throughTime }) => [
      `T ${free}, K ${free / 2}`,
      device,
      batch,
      mebibytesText(contrast),
      mebibytesText(throughTime),
      ratioText(throughTime / contrast),
    ]),
  );
}

/** Steps of equal blocks, one after another and at the same time, beside one after another on one thread. */
export function pipelineTable(lines: readonly PipelineLine[]): string {
  const nameOf = ({ model, blocks, batch, width }: PipelineLine) =>
    `${blocks} blocks of ${model}, width ${width}, batch ${batch}`;
  const single = new Map(
    lines.filter(({ device }) => device === "cpu-1").map((line) => [nameOf(line), line]),
  );
  const header = ["pipeline", "device", "ms in sequence", "ms in a pipeline", "ms backprop"];
  const gains = ["gain in sequence", "in a pipeline", "backprop", "processes", "of them"];
  return table(
    [...header, ...gains, "work", "threads at work"],
    lines.map((line) => {
      const { device, sequential, pipeline, backprop, processes, busy, threads } = line;
      const one = single.get(nameOf(line)) ?? line;
      const gain = (time: number, before: number) => `${(before / time).toFixed(2)}×`;
      return [
        ...[nameOf(line), device, rateText(sequential), rateText(pipeline), rateText(backprop)],
        gain(sequential, one.sequential),
        gain(pipeline, one.sequential),
        gain(backprop, one.backprop),
        processes === null ? "" : gain(processes, one.sequential),
        processes === null ? "" : wholePercent(processes / pipeline),
        busy === null ? "" : gain(one.sequential, busy),
        busy === null ? "" : percent(busy / (threads * pipeline)),
      ];
    }),
  );
}

/** How large the package is. */
export function packageText({ files, bytes, compressed, processors }: PackageLine): string {
  const size = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;
  return `Package: ${files} files, ${size(bytes)}, ${size(compressed)} compressed; ` +
    `${size(processors)} of it compile and run kernels on processors\n`;
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return rows.length ? textTable(header, rows) : "";
}
