/**
 * Which options concern which models and which kinds of data.
 *
 * @module
 */
import { MODEL_NAMES, reads } from "./models.ts";
import { type AnyModel, type DataKind, type OptionSpec, UNITS } from "./spec.ts";
import { listed } from "./value.ts";

/** A model and the data that it reads. */
export interface Chosen {
  /** The model. */
  readonly model: AnyModel;
  /** What it reads. */
  readonly data: DataKind;
}

/** Whether an option concerns data of a kind. */
export function concernsData({ data }: OptionSpec, kind: DataKind): boolean {
  return data === undefined || data.includes(kind);
}

/** Why an option has no effect on a model, and what to do; null where it has one. */
export function foreign(
  { data, models }: OptionSpec,
  chosen: Chosen,
): { readonly state: string; readonly way: string } | null {
  const out = "leave it out";
  if (data && !data.includes(chosen.data)) {
    const state = `it is for ${listed(data.map((kind) => UNITS[kind]))}`;
    if (data.some((kind) => reads(chosen.model, kind))) return { state, way: out };
    const owners = MODEL_NAMES.filter((name) => data.some((kind) => reads(name, kind)))
      .filter((name) => models?.includes(name) ?? true);
    return { state, way: `${out} or give --model ${listed(owners)}` };
  }
  if (!models || models.includes(chosen.model)) return null;
  const owners = listed(models);
  return { state: `it belongs to ${owners}`, way: `${out} or give --model ${owners}` };
}

/** What an option is for, in a few words; nothing where it is for all. */
export function concernText({ data, models }: OptionSpec): string {
  return listed(models ?? data?.map((kind) => UNITS[kind]) ?? []);
}
