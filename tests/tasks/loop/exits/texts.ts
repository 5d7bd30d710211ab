/** What a model says of a few texts. */
import type { DepthLogits } from "../../../../tasks/loop/exits/sweep.ts";

/** Logits of two classes whose first has the probabilities p. */
export const rows = (...p: number[]) =>
  Float32Array.from(p.flatMap((p) => [Math.log(p), Math.log(1 - p)]));

/** Four texts of class 0 at three depths. */
export const set: DepthLogits = {
  logits: [rows(0.9, 0.8, 0.3, 0.4), rows(0.9, 0.4, 0.9, 0.45), rows(0.6, 0.4, 0.7, 0.8)],
  labels: new Uint32Array(4),
  classes: 2,
};
