/**
 * The report of a run: one HTML page with everything in it, nothing loaded from elsewhere.
 *
 * @module
 */

import type { AdaptiveFile } from "../adaptive/file.ts";
import type { ShownExamples } from "../answers/examples.ts";
import type { Metric } from "../loop/metrics.ts";
import { accumulationSection } from "./accumulation.ts";
import { adaptiveSections } from "./adaptive.ts";
import { accuracySection, lossSections, rateSection } from "./curves.ts";
import { exampleSections } from "./examples.ts";
import { gallerySections } from "./gallery.ts";
import { htmlPage } from "./html.ts";
import { pipelineSections } from "./pipeline.ts";
import type { PipelineFile } from "../run/pipeline.ts";
import { blocks, pairs, section, table } from "./parts.ts";
import { classSection, confusionSection, depthSection } from "./results.ts";
import { scoreSections } from "./scores.ts";
import { gduSections, settlingSections } from "./settling.ts";
import type { SettlingFile } from "../settling/file.ts";
import type { GduFile } from "../settling/gdu_file.ts";
import type { Naming } from "../modality.ts";
import type { RunResult } from "../run/result.ts";
import { escapeText } from "../svg/frame.ts";
import { count, duration, percent } from "../terminal/figures.ts";

/** A file of the data set. */
export interface DataFile {
  /** Its name. */
  readonly name: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Its SHA-256 as hexadecimal digits. */
  readonly sha256: string;
}

/** The content of a run folder as plain data. */
export interface ReportInput {
  /** What its examples are called. */
  readonly naming: Naming;
  /** Options by name, from `config.json`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Time of the start, ISO 8601. */
  readonly created: string;
  /** Facts of `environment.json`: program, system, adapter. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** Files of `data.json`. */
  readonly data: readonly DataFile[];
  /** Shares of the positions of training batches that are padding; runs of earlier versions have none. */
  readonly padding?: { readonly plain: number; readonly bucketed: number };
  /** Lines of `metrics.jsonl`. */
  readonly metrics: readonly Metric[];
  /** `result.json`, where the run has ended. */
  readonly result?: RunResult;
  /** `pipeline.json`, where there is one. */
  readonly pipeline?: PipelineFile;
  /** `adaptive.json`, where there is one. */
  readonly adaptive?: AdaptiveFile;
  /** `examples.json`, where there is one. */
  readonly examples?: ShownExamples;
  /** `settling.json`, where there is one. */
  readonly settling?: SettlingFile;
  /** `gdu.json`, where there is one. */
  readonly gdu?: GduFile;
}

/** The page. */
export function reportPage(input: ReportInput): string {
  const { dataset = "", model = "", mode = "al" } = input.options;
  const title = `${dataset} · ${model}${mode === "bp" ? " by backpropagation" : ""}`;
  return htmlPage({
    title,
    lead: lead(input),
    head: tiles(input),
    sections: sections(input),
    hasPictures: input.examples?.gallery !== undefined,
  });
}

function lead({ created, environment, options }: ReportInput): string {
  const layers = options["num-layer"];
  const facts = [
    created.replace("T", " ").replace(/\.\d+Z$/, " UTC"),
    layers === undefined ? "" : blocks(Number(layers)),
    options.seed === undefined ? "" : `seed ${options.seed}`,
    String(environment.adapter ?? ""),
  ];
  return facts.filter((fact) => fact !== "").join(" · ");
}

function tiles(input: ReportInput): string {
  const { result, metrics, adaptive } = input;
  const facts: [string, string][] = [];
  if (result !== undefined) {
    facts.push(["Test accuracy, all blocks", percent(result.test.full)]);
    facts.push(["Test accuracy, best depth", percent(result.test.best)]);
    const early = adaptive?.chosen.test;
    if (early) facts.push(["Test accuracy, leaving early", percent(early.accuracy)]);
    const stopped = result.early ? `, stopped after ${result.epochs}` : "";
    facts.push(["Chosen epoch", `${result.epoch}${stopped}`]);
    facts.push(["Training", duration(result.seconds)]);
    facts.push(["Speed", `${count(result.samplesPerSecond)} ${input.naming.unit}/s`]);
  } else {
    const last = metrics.at(-1);
    facts.push(["State", "not ended"]);
    if (last !== undefined) facts.push(["Epoch", String(last.epoch)], ["Steps", count(last.step)]);
  }
  const items = facts.map(([name, value]) =>
    `<div><dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd></div>`
  );
  return `<dl class="tiles">${items.join("")}</dl>`;
}

function sections(input: ReportInput): string[] {
  const { metrics, result, adaptive, examples, naming, settling, gdu } = input;
  const steps = metrics.filter((metric) => metric.kind === "train");
  const epochs = metrics.filter((metric) => metric.kind === "epoch");
  const { mode = "al" } = input.options;
  return [
    accuracySection(epochs, result),
    result === undefined ? "" : depthSection(result),
    result === undefined ? "" : accumulationSection(result),
    ...(result && adaptive ? adaptiveSections(adaptive, naming, result) : []),
    ...lossSections(steps, mode !== "al"),
    ...(input.pipeline ? pipelineSections(input.pipeline) : []),
    result === undefined ? "" : confusionSection(result, naming),
    result === undefined ? "" : classSection(result, naming),
    ...(result ? scoreSections(result, naming) : []),
    rateSection(epochs),
    ...(settling ? settlingSections(settling) : []),
    ...(gdu ? gduSections(gdu) : []),
    ...(examples?.gallery ? gallerySections(examples.gallery) : []),
    ...(examples ? exampleSections(examples, naming) : []),
    section({
      title: "Options",
      about: "Everything the run was given or took by default.",
      body: pairs(input.options),
      wide: true,
    }),
    section({
      title: "Environment",
      about: "Program, system and device.",
      body: pairs(input.environment),
    }),
    dataSection(input),
  ];
}

function dataSection({ data, padding }: ReportInput): string {
  if (data.length === 0) return "";
  const rows = data.map(({ name, bytes, sha256 }) => [
    name,
    { number: count(bytes) },
    { markup: `<code>${escapeText(sha256)}</code>` },
  ]);
  const shares = padding &&
    ` Of the positions of training batches ${percent(padding.plain)} are padding, and ` +
      `${percent(padding.bucketed)} with texts of like length together (--bucket).`;
  return section({
    title: "Data",
    about: `The files that were read.${shares ?? ""}`,
    body: table(["file", "bytes", "SHA-256"], rows),
  });
}
