/**
 * The shape of a position as checkpoints hold it.
 *
 * @module
 */
import {
  count,
  depth,
  listOf,
  mapOf,
  measure,
  number,
  object,
  oneOf,
  optional,
  orNull,
  share,
} from "./shape.ts";

/** Accuracies at depths; null where a number was not finite. */
const accuracies = listOf(orNull(share));

const cache = object({
  place: oneOf("device", "disk", "word table", "none"),
  bytes: count,
  seconds: measure,
  pass: measure,
});

/** A stage that is over. */
export const stage = object({
  epoch: count,
  validation: accuracies,
  depths: listOf(depth),
  epochs: count,
  seconds: measure,
  cache: orNull(cache),
  saved: number,
});

const schedule = object({ time: count, rate: number, best: orNull(number), bad: count });

/** An epoch, whose weights a checkpoint holds. */
export const epoch = object({ epoch: count, validation: accuracies });

/** Where training was; positions of earlier versions know no stages. */
export const position = object({
  epoch: count,
  batch: count,
  step: count,
  unread: count,
  seconds: measure,
  best: orNull(object({ epoch: count, validation: accuracies, accuracy: orNull(share) })),
  schedules: mapOf(schedule),
  done: optional(listOf(stage)),
  cache: optional(orNull(cache)),
});
