/**
 * The shape of a position as checkpoints hold it.
 *
 * @module
 */
import { count, listOf, mapOf, number, object, oneOf, optional, orNull } from "./shape.ts";

/** Accuracies at depths; null where a number was not finite. */
const accuracies = listOf(orNull(number));

const cache = object({
  place: oneOf("device", "disk", "word table"),
  bytes: count,
  seconds: number,
  pass: number,
});

/** A stage that is over. */
export const stage = object({
  epoch: count,
  validation: accuracies,
  depths: listOf(count),
  epochs: count,
  seconds: number,
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
  seconds: number,
  best: orNull(object({ epoch: count, validation: accuracies, accuracy: orNull(number) })),
  schedules: mapOf(schedule),
  done: optional(listOf(stage)),
  cache: optional(orNull(cache)),
});
