import { type Chunks, gather } from "../../../bytes.ts";
import { baseName, type Member } from "../../archive.ts";
import { readCsv } from "../../../table/csv.ts";
import { DataError } from "../../../error.ts";
import { missing, type Parts } from "../../published.ts";
import { decodeText } from "../../../table/lines.ts";
import type { Examples } from "../../../text/examples.ts";

/** The form of a CSV set of Zhang, Zhao and LeCun (NeurIPS 2015). */
export interface CharCnnLayout {
  /** Name of the set. */
  readonly name: string;
  /** Columns of a row; there is no header. */
  readonly columns: readonly string[];
  /** Class names, class 1 first. */
  readonly classes: readonly string[];
}

/** Whether a path is one of `train.csv`, `test.csv` and `classes.txt`, at most one folder down. */
export function isCharCnnFile(name: string): boolean {
  return /^([^/]+\/)?(train\.csv|test\.csv|classes\.txt)$/.test(name);
}

/** Reads `train.csv` and `test.csv`: class from 1, then the texts, which are joined by a space. */
export async function readCharCnn(
  members: AsyncIterable<Member>,
  place: string,
  layout: CharCnnLayout,
): Promise<Parts<Examples>> {
  const parts = new Map<string, Examples>();
  for await (const member of members) {
    const file = baseName(member.name);
    if (file === "classes.txt") await checkClasses(member, layout);
    else parts.set(file, await readRows(member.chunks(), member.label, layout));
  }
  const train = parts.get("train.csv") ?? missing(layout.name, "train.csv", place);
  const test = parts.get("test.csv") ?? missing(layout.name, "test.csv", place);
  return { train, test, unlabelled: null };
}

async function readRows(chunks: Chunks, name: string, layout: CharCnnLayout): Promise<Examples> {
  const { columns, classes } = layout;
  const texts: string[] = [];
  const labels: number[] = [];
  for await (const { line, fields } of readCsv(decodeText(chunks, name), name)) {
    if (fields.length !== columns.length) {
      throw new DataError(
        `Cannot read ${name}: line ${line} has ${fields.length} columns and ${layout.name} ` +
          `${columns.length} (${columns.join(", ")}), correct the line`,
      );
    }
    const label = Number(fields[0]);
    if (!/^\d+$/.test(fields[0]) || label < 1 || label > classes.length) {
      throw new DataError(
        `Cannot read ${name}: line ${line} has the class ${JSON.stringify(fields[0])} and ` +
          `${layout.name} 1 to ${classes.length}, correct the line`,
      );
    }
    labels.push(label - 1);
    texts.push(fields.slice(1).join(" ").trim());
  }
  if (texts.length === 0) {
    throw new DataError(`Cannot read ${name}: it is empty, put the published file there`);
  }
  return { texts, labels: Uint32Array.from(labels) };
}

async function checkClasses(member: Member, layout: CharCnnLayout): Promise<void> {
  const text = new TextDecoder().decode(await gather(member.chunks()));
  const count = text.split("\n").filter((line) => line.trim() !== "").length;
  if (count === layout.classes.length) return;
  throw new DataError(
    `Cannot read ${member.label}: it names ${count} classes and ${layout.name} has ` +
      `${layout.classes.length}, put the published file there`,
  );
}
