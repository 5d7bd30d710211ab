/**
 * Measures the time that compiling the kernels of models for processors takes.
 *
 * @module
 */
import type { CompileLine } from "./lines.ts";
import { median } from "./peers/measure.ts";
import { output } from "./process.ts";

/** Cases whose steps are compiled, one of each model. */
export const COMPILED = ["al-linear-sparse", "al-lstm-8", "transformeral"] as const;

const PROGRAM = new URL("compile_program.ts", import.meta.url).href;

type Figures = Omit<CompileLine, "kind" | "case">;

/** Compiles a case's kernels in so many processes of their own; medians. */
export async function compiling(name: string, runs: number): Promise<CompileLine> {
  const times: Figures[] = [];
  for (let run = 0; run < runs; run++) {
    times.push({ ...await ask("translate", name), ...await ask("run", name) } as Figures);
  }
  const of = (key: keyof Figures) => median(times.map((figures) => figures[key]));
  return {
    kind: "compile",
    case: name,
    kernels: of("kernels"),
    translating: of("translating"),
    accepting: of("accepting"),
    bytes: of("bytes"),
    first: of("first"),
    next: of("next"),
  };
}

async function ask(mode: "translate" | "run", name: string): Promise<Partial<Figures>> {
  const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", PROGRAM, mode, name];
  const { success, out, error } = await output(command);
  if (!success) throw new Error(`Cannot time the compiling of ${name}: ${error.trim()}`);
  return JSON.parse(out);
}
