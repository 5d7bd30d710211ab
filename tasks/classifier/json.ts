/**
 * Values of JSON, before it is known what they are.
 *
 * @module
 */

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
