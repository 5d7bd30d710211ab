/**
 * The forward maps of a model, whichever way it was trained.
 *
 * @module
 */
import {
  Backprop,
  Chain,
  detachFeatures,
  type Encoder,
  type Features,
  type Learner,
  type Signal,
} from "../../engine/mod.ts";

/** The forward maps of a model, the one next to the words first. */
export function encodersOf(learner: Learner): readonly Encoder[] {
  if (learner instanceof Chain) return learner.blocks.map(({ parts }) => parts.f);
  return learner instanceof Backprop ? learner.parts.encoders : [];
}

/** Features of the blocks below block `i` (from 0), where nothing learns. */
export function featuresBelow(
  learner: Learner,
  i: number,
  features: Features<Signal>,
): Features<Signal> {
  if (learner instanceof Chain) {
    return learner.blocks.slice(0, i).reduce((x, block) => block.forward(x), features);
  }
  if (!(learner instanceof Backprop)) return features;
  const { encoders, tape } = learner.parts;
  return tape.pause(() => {
    const below = encoders.slice(0, i);
    return detachFeatures(below.reduce((x: Features, f) => f.forward(x, false), features));
  });
}
