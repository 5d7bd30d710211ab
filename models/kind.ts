/**
 * What the catalog knows of a model.
 *
 * @module
 */
import type { NetPlan } from "./net.ts";
import type { NetOptions } from "./options.ts";

/** A kind of model, with options `O`. */
export interface ModelKind<O extends NetOptions = NetOptions> {
  /** What its blocks are, in a few words. */
  readonly title: string;
  /** The kind of data that it reads. */
  readonly modality: "text" | "image";
  /** The default options of its net; its default number of blocks stands there. */
  readonly net: Omit<NetOptions, "classes">;
  /**
   * Refuses options that are not what they may be, but for the options that every net has.
   *
   * @param act What is not done then, as `build a model`.
   * @throws {ShapeError} When there is such an option.
   */
  check(act: string, options: O): void;
  /**
   * The plan of its net.
   *
   * @throws {ShapeError} When options do not fit each other.
   */
  plan(options: O): NetPlan;
}
