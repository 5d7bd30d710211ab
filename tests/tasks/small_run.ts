/** A run for the commands that use one. */
import { assert } from "@std/assert";
import { csv, printed, someRows, tiny } from "./support.ts";

/** The rows that it learns from. */
export const rows = someRows(60);

/** Trains a run of `linearal` in a folder and gives the options that name it. */
export async function trainedRun(folder: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  const run = ["--run-dir", `${folder}/run`];
  await Deno.writeTextFile(file, csv(rows));
  const data = ["--dataset", file, "--model", "linearal", "--epoch", "2", "--lr", "0.02"];
  await printed("train", ...data, ...run, ...tiny, "--quiet", ...args);
  return run;
}

/** The JSON objects that a command prints, one a line. */
export function objects(out: string): Record<string, unknown>[] {
  assert(out.endsWith("\n"));
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}
