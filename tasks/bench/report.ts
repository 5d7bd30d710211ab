/**
 * The benchmark as text for people.
 *
 * @module
 */
import { textTable } from "../table.ts";
import { OURS } from "./compare.ts";
import type {
  CaseLine,
  CeilingLine,
  EnvironmentLine,
  HostLine,
  LeftOutLine,
  Line,
} from "./lines.ts";

/** All lines of a benchmark as tables. */
export function reportText(lines: readonly Line[]): string {
  const of = <K extends Line["kind"]>(kind: K) =>
    lines.filter((line): line is Extract<Line, { kind: K }> => line.kind === kind);
  const parts = [
    ...of("environment").map(headText),
    ceilingText(of("ceiling")),
    caseTable(of("case")),
    hostTable(of("host")),
    footText(lines),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function headText(line: EnvironmentLine): string {
  const processors = `${line.processors} processor${line.processors === 1 ? "" : "s"}`;
  const kernels = Object.entries(line.kernels).map(([name, choice]) => `, ${name} ${choice}`);
  return `${line.adapter}${
    line.device === "software" ? " (software)" : ""
  }, ${processors}, ${line.system}\n` +
    `Associated Learning ${line.program}, Deno ${line.deno}, ${line.date.slice(0, 10)}` +
    `${kernels.join("")}, load ${line.load.toFixed(1)}\n`;
}

function ceilingText(lines: readonly CeilingLine[]): string {
  if (!lines.length) return "";
  const rates = lines.map(({ rate, unit }) =>
    `${rateText(rate)} ${unit} ${unit === "GB/s" ? "of copied memory" : "of multiply-adds"}`
  );
  return `Ceilings of the adapter: ${rates.join(", ")}\n`;
}

function caseTable(lines: readonly CaseLine[]): string {
  const peers = [...new Set(lines.map(({ engine }) => engine))].filter((name) => name !== OURS);
  const names = [...new Set(lines.map((line) => line.case))];
  if (!names.length) return "";
  const rows = names.map((name) => {
    const find = (engine: string) =>
      lines.find((line) => line.case === name && line.engine === engine);
    const ours = find(OURS);
    const unit = lines.find((line) => line.case === name)!.unit;
    const compared = peers.flatMap((peer) => {
      const line = find(peer);
      const ratio = line?.oursIsFasterBy;
      return [line ? rateText(line.rate) : "-", ratio ? `${rateText(ratio)}×` : "-"];
    });
    return [
      name,
      ours ? rateText(ours.milliseconds) : "-",
      unit,
      ours ? rateText(ours.rate) : "-",
      ours?.share ? `${(100 * ours.share).toFixed(0)} %` : "-",
      ...compared,
    ];
  });
  const headings = peers.flatMap((peer) => [peer, `ours/${peer}`]);
  return textTable(["case", "ms", "unit", OURS, "of ceiling", ...headings], rows);
}

function hostTable(lines: readonly HostLine[]): string {
  if (!lines.length) return "";
  const rows = lines.map((line) => [
    line.case,
    line.step,
    line.dispatches,
    line.milliseconds.toFixed(2),
    line.microseconds.toFixed(1),
    rateText(line.bindGroups),
    line.allocated,
  ]);
  return textTable(
    ["host", "step", "kernels", "ms", "us a kernel", "bind groups", "bytes allocated"],
    rows,
  );
}

/** Who was measured beside us, and what is missing and why. */
function footText(lines: readonly Line[]): string {
  const measured = lines.filter((line): line is CaseLine => line.kind === "case");
  const peers = new Map(
    measured.filter(({ engine }) => engine !== OURS)
      .map(({ engine, version, adapter }) => [engine, `${engine}: ${version} on ${adapter}`]),
  );
  const reasons = new Map<string, string[]>();
  for (const line of lines) {
    if (line.kind !== "left out") continue;
    const key = JSON.stringify([line.engine, line.reason]);
    reasons.set(key, [...reasons.get(key) ?? [], ...line.case === null ? [] : [line.case]]);
  }
  const missing = [...reasons].map(([key, names]) => {
    const [engine, reason]: LeftOutLine["reason"][] = JSON.parse(key);
    return `${engine} left out${names.length ? ` of ${names.join(", ")}` : ""}: ${reason}`;
  });
  const text = [...peers.values(), ...missing];
  return text.length ? text.join("\n") + "\n" : "";
}

/** Three digits that count, as `0.123`, `12.3` or `1234`. */
function rateText(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3);
}
