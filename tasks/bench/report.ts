/**
 * The benchmark as text for people.
 *
 * @module
 */
import { textTable } from "../terminal/table.ts";
import { OURS } from "./compare.ts";
import type {
  CaseLine,
  CeilingLine,
  DeviceLine,
  EnvironmentLine,
  LeftOutLine,
  Line,
} from "./lines.ts";
import {
  accumulateTable,
  adaptiveTable,
  compileTable,
  dispatchTable,
  hostTable,
  memoryTable,
  packageText,
  pipelineTable,
  settlingMemoryTable,
  tokensTable,
  trainingTable,
} from "./report_ours.ts";
import { wholePercent } from "../terminal/figures.ts";
import { rateText, ratioText } from "./report_text.ts";

/** The tables of all lines of a benchmark, or of some that stand together. */
export function tablesText(lines: readonly Line[]): string {
  const of = <K extends Line["kind"]>(kind: K) =>
    lines.filter((line): line is Extract<Line, { kind: K }> => line.kind === kind);
  const cases = of("case");
  const devices = [...new Set(cases.map(({ device }) => device))];
  const parts = [
    ...of("environment").map(headText),
    deviceTable(of("device"), of("ceiling")),
    devicesTable(cases, devices),
    ...devices.map((device) => caseTable(cases.filter((line) => line.device === device), device)),
    hostTable(of("host")),
    dispatchTable(of("dispatch")),
    compileTable(of("compile")),
    trainingTable(of("training")),
    adaptiveTable(of("adaptive")),
    tokensTable(of("tokens")),
    accumulateTable(of("accumulate")),
    memoryTable(of("memory")),
    settlingMemoryTable(of("settling-memory")),
    pipelineTable(of("pipeline")),
    ...of("package").map(packageText),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function headText(line: EnvironmentLine): string {
  const processors = `${line.processors} processor${line.processors === 1 ? "" : "s"}`;
  return `Associated Learning ${line.program}, Deno ${line.deno}, ${line.system}, ${processors}, ` +
    `${line.date.slice(0, 10)}, load ${line.load.toFixed(1)}\n`;
}

/** The devices with their ceilings. */
function deviceTable(lines: readonly DeviceLine[], ceilings: readonly CeilingLine[]): string {
  if (!lines.length) return "";
  const rows = lines.map(({ name, adapter, kernels }) => {
    const limit = (unit: CeilingLine["unit"]) =>
      ceilings.find((line) => line.device === name && line.unit === unit)?.rate ?? NaN;
    const choices = Object.entries(kernels).map(([kernel, choice]) => `${kernel} ${choice}`);
    const limits = [rateText(limit("GFLOP/s")), rateText(limit("GB/s"))];
    return [name, ...limits, choices.join(", ") || "-", adapter];
  });
  const units = ["GFLOP/s of multiply-adds", "GB/s of copied memory"];
  return textTable(["device", ...units, "kernels", "name"], rows);
}

/** Our devices beside each other. */
function devicesTable(lines: readonly CaseLine[], devices: readonly string[]): string {
  const ours = lines.filter(({ engine }) => engine === OURS);
  const [first, ...others] = devices;
  if (!ours.length || !others.length) return "";
  const names = [...new Set(ours.map((line) => line.case))];
  const rows = names.map((name) => {
    const find = (device: string) =>
      ours.find((line) => line.case === name && line.device === device)?.rate ?? NaN;
    const unit = ours.find((line) => line.case === name)!.unit;
    const compared = others.flatMap((device) => [
      rateText(find(device)),
      ratioText(find(first) / find(device)),
    ]);
    return [name, unit, rateText(find(first)), ...compared];
  });
  const headings = others.flatMap((device) => [device, `${first}/${device}`]);
  return textTable(["ours", "unit", first, ...headings], rows);
}

/** One device of ours with the peers beside it. */
function caseTable(lines: readonly CaseLine[], device: string): string {
  const peers = [...new Set(lines.map(({ engine }) => engine))].filter((name) => name !== OURS);
  const rows = [...new Set(lines.map((line) => line.case))].map((name) => {
    const find = (engine: string) =>
      lines.find((line) => line.case === name && line.engine === engine);
    const ours = find(OURS);
    const compared = peers.flatMap((peer) => {
      const line = find(peer);
      return [rateText(line?.rate ?? NaN), ratioText(line?.oursIsFasterBy ?? NaN)];
    });
    return [
      name,
      rateText(ours?.milliseconds ?? NaN),
      lines.find((line) => line.case === name)!.unit,
      rateText(ours?.rate ?? NaN),
      wholePercent(ours?.share ?? NaN),
      ...compared,
    ];
  });
  const headings = peers.flatMap((peer) => [peer, `ours/${peer}`]);
  return textTable([device, "ms", "unit", OURS, "of ceiling", ...headings], rows);
}

/** The peers that were measured, and the measurements that are missing, with reasons. */
export function footText(lines: readonly Line[]): string {
  const measured = lines.filter((line): line is CaseLine => line.kind === "case");
  const peers = new Set(
    measured.filter(({ engine }) => engine !== OURS)
      .map(({ engine, version, adapter }) => `${engine}: ${version} on ${adapter}`),
  );
  const reasons = new Map<string, Set<string>>();
  for (const line of lines) {
    if (line.kind !== "left out") continue;
    const who = line.device ? `${line.engine} on ${line.device}` : line.engine;
    const key = JSON.stringify([who, line.reason]);
    const names = reasons.get(key) ?? new Set();
    reasons.set(key, line.case === null ? names : names.add(line.case));
  }
  const missing = [...reasons].map(([key, names]) => {
    const [who, reason]: LeftOutLine["reason"][] = JSON.parse(key);
    return `${who} left out${names.size ? ` of ${[...names].join(", ")}` : ""}: ${reason}`;
  });
  const text = [...peers, ...missing];
  return text.length ? text.join("\n") + "\n" : "";
}
