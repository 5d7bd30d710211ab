/**
 * The models that settle, by the names that the commands know them by.
 *
 * @module
 */
import type { EquilibriumOptions } from "./options.ts";

/** The name of a model that settles. */
export type EquilibriumModel = "ep_text" | "ep_pair";

/** What is known of a model that settles. */
export interface EquilibriumKind {
  /** What it is, in a few words. */
  readonly title: string;
  /** The kind of data that it reads. */
  readonly modality: "text";
  /** What an example is. */
  readonly input: EquilibriumOptions["input"];
}

/**
 * The models that settle by name; {@linkcode buildEquilibrium} builds them.
 *
 * @example
 * ```ts
 * import { equilibriumModels } from "@associated/learning";
 *
 * console.assert(equilibriumModels.ep_pair.input === "pair");
 * ```
 */
export const equilibriumModels: Readonly<Record<EquilibriumModel, EquilibriumKind>> = {
  ep_text: { title: "a net that settles, on texts", modality: "text", input: "text" },
  ep_pair: { title: "a net that settles, on pairs of texts", modality: "text", input: "pair" },
};
