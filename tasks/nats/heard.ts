/**
 * What other processes say, checked: whoever reaches the server may say anything.
 *
 * @module
 */
import {
  all,
  anything,
  count,
  flag,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  optional,
  orNull,
  type Shape,
  text,
} from "../run/shape.ts";
import type { Answer } from "./session.ts";

const speaker = { protocol: number, program: text };

const session = object({
  run: text,
  start: text,
  part: count,
  parts: count,
  spec: object({ model: text, options: anything, first: count, end: count }),
  precision: oneOf("f32", "f16"),
  saveEvery: count,
  device: object({ name: text, choices: listOf(listOf(text)) }),
});

const answers: Readonly<Record<Answer["kind"], Shape>> = {
  seat: object({ session }),
  full: anything,
  refused: object({ reason: text }),
};

/** The shape of each thing that is said. */
export const SHAPES = {
  /** An {@linkcode Asking}. */
  asking: object({ ...speaker, worker: text }),
  /** An {@linkcode Offer}. */
  offer: object({ ...speaker, run: text, free: count }),
  /** An {@linkcode Answer}. */
  answer: all(
    object({ kind: oneOf(...Object.keys(answers)) }),
    (value, at) => answers[(value as Answer).kind](value, at),
  ),
  /** A {@linkcode Report}; JSON writes null for losses that are not finite. */
  report: object({
    item: count,
    losses: listOf(orNull(number)),
    begun: number,
    busy: number,
    waited: number,
    failed: optional(text),
  }),
  /** {@linkcode ItemWords}. */
  words: object({ kind: oneOf("batch", "rates", "save"), rates: optional(mapOf(number)) }),
  /** A {@linkcode Greeting}. */
  greeting: object({
    tls_required: optional(flag),
    tls_available: optional(flag),
    tls_verify: optional(flag),
    auth_required: optional(flag),
  }),
  /** What a state says besides its arrays: whether the run reads it too. */
  state: object({ isOfRun: optional(flag) }),
} as const;

/** The value that a message holds; null where it is no JSON of this shape. */
export function heard<T>(message: string, shape: Shape): T | null {
  try {
    const value: unknown = JSON.parse(message);
    return shape(value, "") === null ? value as T : null;
  } catch {
    return null;
  }
}
