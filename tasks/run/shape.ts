/**
 * Shapes of the JSON that a run folder holds: what is read is what was written, or is refused with its place.
 *
 * @module
 */

/** Says where a value has another shape, as `depths[2] is no number`; null where it has this one. */
export type Shape = (value: unknown, at: string) => string | null;

const is = (kind: string, test: (value: unknown) => boolean): Shape => (value, at) =>
  test(value) ? null : `${at || "it"} is ${value === undefined ? "missing" : `no ${kind}`}`;

/** A finite number. */
export const number = is("number", Number.isFinite);

/** A number from 0 to 1, but for rounding: a share, an accuracy, a probability. */
export const share = is(
  "number from 0 to 1",
  (value) => Number.isFinite(value) && Number(value) >= -1e-6 && Number(value) <= 1 + 1e-6,
);

/** Seconds, milliseconds or another measure, 0 or more, that is no more than centuries. */
export const measure = is(
  "number that can be measured",
  (value) => Number.isFinite(value) && Number(value) >= 0 && Number(value) < 1e15,
);

/** The number of a block, or of blocks; 0 or more. */
export const depth = is(
  "number of blocks",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 4096,
);

/** A whole number, 0 or more. */
export const count = is(
  "whole number",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** A text. */
export const text = is("text", (value) => typeof value === "string");

/** True or false. */
export const flag = is("true or false", (value) => typeof value === "boolean");

/** Anything at all. */
export const anything: Shape = () => null;

/** One of some texts. */
export function oneOf(...texts: readonly string[]): Shape {
  return is(`${texts.join(" or ")}`, (value) => texts.some((text) => text === value));
}

/** A value that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, at) => value === undefined ? null : shape(value, at);
}

/** A value or null; JSON writes null for numbers that are not finite. */
export function orNull(shape: Shape): Shape {
  return (value, at) => value === null ? null : shape(value, at);
}

/** A list of values of a shape. */
export function listOf(item: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return is("list", () => false)(value, at);
    return firstOf(value, (one, i) => item(one, `${at}[${i}]`));
  };
}

/** An object whose values, whatever their keys, have a shape. */
export function mapOf(item: Shape): Shape {
  return (value, at) => {
    if (!isObject(value)) return is("object", () => false)(value, at);
    return firstOf(Object.entries(value), ([key, one]) => item(one, within(at, key)));
  };
}

/** An object with these keys; it may have others. */
export function object(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (!isObject(value)) return is("object", () => false)(value, at);
    return firstOf(
      Object.entries(shapes),
      ([key, shape]) => shape(Object.hasOwn(value, key) ? value[key] : undefined, within(at, key)),
    );
  };
}

/** A value that has all shapes. */
export function all(...shapes: readonly Shape[]): Shape {
  return (value, at) => firstOf(shapes, (shape) => shape(value, at));
}

/** A condition on a value that has its shape already; `state` says what is wrong where it does not hold. */
export function where<T>(holds: (value: T) => boolean, state: string): Shape {
  return (value, at) => holds(value as T) ? null : `${at || "it"} ${state}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const within = (at: string, key: string) => at === "" ? key : `${at}.${key}`;

function firstOf<T>(
  items: readonly T[],
  faultOf: (item: T, i: number) => string | null,
): string | null {
  for (const [i, item] of items.entries()) {
    const fault = faultOf(item, i);
    if (fault !== null) return fault;
  }
  return null;
}
