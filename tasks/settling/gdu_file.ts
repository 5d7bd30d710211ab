/**
 * `gdu.json`: the updates of a model that settles beside gradients through time.
 *
 * @module
 */
import type { Agreement, Estimates, ParameterCheck } from "../../engine/mod.ts";
import { writeJson } from "../run/atomic.ts";
import { runPath } from "../run/folder.ts";
import { readShapedIfThere } from "../run/json_object.ts";
import { count, listOf, measure, number, object, oneOf, orNull, text } from "../run/shape.ts";

/** The check of a run. */
export interface GduFile {
  /** The checkpoint that was checked. */
  readonly checkpoint: "best" | "last";
  /** Test rows. */
  readonly rows: number;
  /** T: time steps of the free phase. */
  readonly free: number;
  /** K: time steps of a nudged phase. */
  readonly nudged: number;
  /** Strength of the nudge. */
  readonly nudge: number;
  /** Each parameter. */
  readonly parameters: readonly ParameterCheck[];
}

/** Writes the file of a run; errors that are infinite are null in it. */
export function writeGdu(run: string, file: GduFile): Promise<void> {
  return writeJson(runPath(run, "gdu"), file);
}

const agreement = object({ error: orNull(measure), cosine: number });
const estimates = object({ plus: agreement, minus: agreement, symmetric: agreement });
const trace = object({ element: count, estimates: listOf(number), gradients: listOf(number) });
const shape = object({
  checkpoint: oneOf("best", "last"),
  rows: count,
  free: count,
  nudged: count,
  nudge: measure,
  parameters: listOf(object({
    synapse: text,
    parameter: text,
    steps: listOf(estimates),
    total: estimates,
    gain: measure,
    traces: listOf(trace),
  })),
});

/**
 * Reads the file of a run; null where it has none.
 *
 * @throws {DataError} when the file is no such file
 */
export async function readGdu(run: string): Promise<GduFile | null> {
  const way = `write it anew with ./al gducheck ${run}`;
  const found = await readShapedIfThere<GduFile>(runPath(run, "gdu"), { shape, way });
  return found && { ...found, parameters: found.parameters.map(restored) };
}

/** A parameter whose infinite errors are numbers again. */
function restored({ steps, total, ...rest }: ParameterCheck): ParameterCheck {
  const one = ({ error, cosine }: Agreement) => ({ error: error ?? Infinity, cosine });
  const each = ({ plus, minus, symmetric }: Estimates<Agreement>) => ({
    plus: one(plus),
    minus: one(minus),
    symmetric: one(symmetric),
  });
  return { ...rest, steps: steps.map(each), total: each(total) };
}

/** A parameter's name in its net, as `layer 1 weight`. */
export function checkedName({ parameter }: ParameterCheck): string {
  return parameter.slice(parameter.indexOf("/") + 1).replace(".", " ");
}
