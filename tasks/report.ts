/**
 * The report of a run: one HTML page with everything in it, nothing loaded from elsewhere.
 *
 * @module
 */

import type { EpochMetric, Metric, TrainMetric } from "./metrics.ts";
import { REPORT_STYLE } from "./report_style.ts";
import type { RunResult } from "./result.ts";
import { barChart, escapeText, lineChart, type Series } from "./svg.ts";
import { heatMap } from "./svg_matrix.ts";
import { count, duration, percent } from "./table.ts";

/** A file of the data set. */
export interface DataFile {
  /** Its name. */
  readonly name: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Its SHA-256 as hexadecimal digits. */
  readonly sha256: string;
}

/** What a run folder holds, as plain data. */
export interface ReportInput {
  /** Options by name, from `config.json`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Time of the start, ISO 8601. */
  readonly created: string;
  /** Facts of `environment.json`: program, system, adapter. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** Files of `data.json`. */
  readonly data: readonly DataFile[];
  /** Lines of `metrics.jsonl`. */
  readonly metrics: readonly Metric[];
  /** `result.json`, where the run has ended. */
  readonly result?: RunResult;
}

/** The page. */
export function reportPage(input: ReportInput): string {
  const { dataset = "", model = "", mode = "al" } = input.options;
  const title = `${dataset} · ${model}${mode === "bp" ? " by backpropagation" : ""}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p class="lead">${escapeText(lead(input))}</p>
${tiles(input)}
<div class="cards">
${sections(input).filter((section) => section !== "").join("\n")}
</div>
</main>
</body>
</html>
`;
}

function lead({ created, environment, options }: ReportInput): string {
  const layers = options["num-layer"];
  const facts = [
    created.replace("T", " ").replace(/\.\d+Z$/, " UTC"),
    layers === undefined ? "" : `${layers} ${layers === 1 ? "block" : "blocks"}`,
    options.seed === undefined ? "" : `seed ${options.seed}`,
    String(environment.adapter ?? ""),
  ];
  return facts.filter((fact) => fact !== "").join(" · ");
}

function tiles({ result, metrics }: ReportInput): string {
  const facts: [string, string][] = [];
  if (result !== undefined) {
    facts.push(["Test accuracy, all blocks", percent(result.test.full)]);
    facts.push(["Test accuracy, best depth", percent(result.test.best)]);
    facts.push(["Chosen epoch", String(result.epoch)]);
    facts.push(["Training", duration(result.seconds)]);
    facts.push(["Speed", `${count(result.samplesPerSecond)} texts/s`]);
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
  const { metrics, result } = input;
  const steps = metrics.filter((metric) => metric.kind === "train");
  const epochs = metrics.filter((metric) => metric.kind === "epoch");
  const back = input.options.mode === "bp";
  return [
    accuracySection(epochs, result?.epoch),
    result === undefined ? "" : depthSection(result),
    lossSection(back ? "Loss" : "Associated loss", steps, "associated", "block", back),
    back ? "" : lossSection("Reconstruction loss", steps, "reconstruction", "block", false),
    result === undefined ? "" : confusionSection(result),
    rateSection(epochs),
    section(
      "Options",
      "Everything the run was given or took by default.",
      pairs(input.options),
      true,
    ),
    section("Environment", "Program, system and device.", pairs(input.environment)),
    dataSection(input.data),
  ];
}

function section(title: string, about: string, body: string, wide = false): string {
  return `<section${wide ? ' class="wide"' : ""}><h2>${escapeText(title)}</h2>` +
    `<p class="about">${escapeText(about)}</p>${body}</section>`;
}

function confusionSection({ classes, test }: RunResult): string {
  if (test.confusion.length === 0) return "";
  const about = `${count(test.rows)} test texts after all blocks. Blue: right; orange: taken for ` +
    "another class, by their part of the true class.";
  const map = heatMap({ classes, matrix: test.confusion });
  return section("Confusion matrix", about, map, classes.length > 8);
}

function accuracySection(epochs: readonly EpochMetric[], chosen?: number): string {
  const title = "Validation accuracy";
  const series = perIndex(
    epochs,
    (epoch) => epoch.validation,
    (epoch) => epoch.epoch,
    "after block",
  );
  if (series.length === 0) {
    return section(title, "Of each depth, by epoch.", empty("No epoch has ended"));
  }
  const chart = lineChart({
    title,
    xName: "epoch",
    series,
    values: "percent",
    mark: chosen === undefined ? undefined : { x: chosen, name: "chosen" },
  });
  return section(title, "Of each depth, by epoch; the test rows take no part in it.", chart);
}

function depthSection({ validation, test }: RunResult): string {
  const groups = test.depths.map((value, index) => ({
    name: `${index + 1} ${index === 0 ? "block" : "blocks"}`,
    values: [value, validation[index] ?? NaN],
  }));
  const chart = barChart({ title: "Accuracy by depth", names: ["test", "validation"], groups });
  return section("Accuracy by depth", "Of the chosen epoch, when so many blocks are used.", chart);
}

function lossSection(
  title: string,
  steps: readonly TrainMetric[],
  kind: "associated" | "reconstruction",
  name: string,
  single: boolean,
): string {
  const series = perIndex(steps, (line) => line[kind], (line) => line.step, name);
  if (series.length === 0) return section(title, "By step.", empty("No step was logged"));
  const named = single ? series.map((line) => ({ ...line, name: "all blocks" })) : series;
  const about = single ? "By step." : "Of each block, by step; no gradient passes between blocks.";
  return section(
    title,
    about,
    lineChart({ title, xName: "step", series: named, values: "number" }),
  );
}

function rateSection(epochs: readonly EpochMetric[]): string {
  const series = perIndex(epochs, (epoch) => epoch.rates, (epoch) => epoch.epoch, "block");
  if (series.length === 0) return "";
  const title = "Learning rates";
  return section(
    title,
    "Of each block, by epoch.",
    lineChart({ title, xName: "epoch", series, values: "number" }),
  );
}

function perIndex<T>(
  lines: readonly T[],
  values: (line: T) => readonly number[],
  x: (line: T) => number,
  name: string,
): Series[] {
  const width = lines.reduce((most, line) => Math.max(most, values(line).length), 0);
  return Array.from({ length: width }, (_, index) => ({
    name: `${name} ${index + 1}`,
    points: lines.map((line) => [x(line), values(line)[index] ?? NaN] as const),
  }));
}

function empty(text: string): string {
  return `<p class="note">${escapeText(text)}</p>`;
}

function pairs(values: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(values).map(([name, value]) => {
    const text = typeof value === "object" && !Array.isArray(value)
      ? JSON.stringify(value)
      : Array.isArray(value)
      ? value.join(", ")
      : String(value);
    return `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(text)}</td></tr>`;
  });
  if (rows.length === 0) return empty("Nothing was recorded");
  return `<div class="columns"><table><tbody>${rows.join("")}</tbody></table></div>`;
}

function dataSection(files: readonly DataFile[]): string {
  if (files.length === 0) return "";
  const rows = files.map(({ name, bytes, sha256 }) =>
    `<tr><td class="name">${escapeText(name)}</td><td class="number">${count(bytes)}</td>` +
    `<td><code>${escapeText(sha256)}</code></td></tr>`
  );
  return section(
    "Data",
    "The files that were read.",
    '<table><thead><tr><th scope="col">file</th><th scope="col">bytes</th><th scope="col">SHA-256</th></tr>' +
      `</thead><tbody>${rows.join("")}</tbody></table>`,
  );
}
