/** Stand-in for `jsr:@std/assert`: the same sources from npm, with their types. @module */
import * as std from "npm:deno-std@1.4.0/assert/mod.js";

// deno-lint-ignore no-explicit-any
type Constructor<T = any> = abstract new (...args: any[]) => T;
type Falsy = false | 0 | 0n | "" | null | undefined;
type ErrorConstructor<E extends Error> = abstract new (...args: never[]) => E;
interface ArrayLikeObject<T> {
  readonly length: number;
  readonly [index: number]: T;
}

/** Error of a failed assertion. */
export type AssertionError = Error;
/** Constructor of {@linkcode AssertionError}. */
export const AssertionError: new (message: string, options?: ErrorOptions) => AssertionError =
  std.AssertionError;

/** Fails unless the value is truthy. */
export const assert: (value: unknown, message?: string) => asserts value = std.assert;
/** Fails unless the value is falsy. */
export const assertFalse: (value: unknown, message?: string) => asserts value is Falsy =
  std.assertFalse;
/** Fails unless two numbers differ by less than the tolerance. */
export const assertAlmostEquals: (
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
) => void = std.assertAlmostEquals;
/** Fails unless an array holds all the expected values. */
export const assertArrayIncludes: <T>(
  actual: ArrayLikeObject<T>,
  expected: ArrayLikeObject<T>,
  message?: string,
) => void = std.assertArrayIncludes;
/** Fails unless two values are equal in depth. */
export const assertEquals: <T>(actual: T, expected: T, message?: string) => void = std.assertEquals;
/** Fails if two values are equal in depth. */
export const assertNotEquals: <T>(actual: T, expected: T, message?: string) => void =
  std.assertNotEquals;
/** Fails unless two values are the same. */
export const assertStrictEquals: <T>(
  actual: unknown,
  expected: T,
  message?: string,
) => asserts actual is T = std.assertStrictEquals;
/** Fails if two values are the same. */
export const assertNotStrictEquals: <T>(actual: T, expected: T, message?: string) => void =
  std.assertNotStrictEquals;
/** Fails on null and undefined. */
export const assertExists: <T>(
  actual: T,
  message?: string,
) => asserts actual is NonNullable<T> = std.assertExists;
/** Fails unless actual > expected. */
export const assertGreater: <T>(actual: T, expected: T, message?: string) => void =
  std.assertGreater;
/** Fails unless actual >= expected. */
export const assertGreaterOrEqual: <T>(actual: T, expected: T, message?: string) => void =
  std.assertGreaterOrEqual;
/** Fails unless actual < expected. */
export const assertLess: <T>(actual: T, expected: T, message?: string) => void = std.assertLess;
/** Fails unless actual <= expected. */
export const assertLessOrEqual: <T>(actual: T, expected: T, message?: string) => void =
  std.assertLessOrEqual;
/** Fails unless the value is an instance of the class. */
export const assertInstanceOf: <C extends Constructor>(
  actual: unknown,
  expected: C,
  message?: string,
) => asserts actual is InstanceType<C> = std.assertInstanceOf;
/** Fails if the value is an instance of the class. */
export const assertNotInstanceOf: <A, T>(
  actual: A,
  // deno-lint-ignore no-explicit-any
  unexpected: abstract new (...args: any[]) => T,
  message?: string,
) => asserts actual is Exclude<A, T> = std.assertNotInstanceOf;
/** Fails unless the value is an error of the class, with the text in its message. */
export const assertIsError: <E extends Error = Error>(
  error: unknown,
  errorClass?: ErrorConstructor<E>,
  messageMatches?: string | RegExp,
  message?: string,
) => asserts error is E = std.assertIsError;
/** Fails unless the text matches. */
export const assertMatch: (actual: string, expected: RegExp, message?: string) => void =
  std.assertMatch;
/** Fails if the text matches. */
export const assertNotMatch: (actual: string, expected: RegExp, message?: string) => void =
  std.assertNotMatch;
/** Fails unless the object holds the expected properties, in depth. */
export const assertObjectMatch: (
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  message?: string,
) => void = std.assertObjectMatch;
/** Fails unless the text holds the expected one. */
export const assertStringIncludes: (actual: string, expected: string, message?: string) => void =
  std.assertStringIncludes;

/** Signatures of {@linkcode assertThrows}. */
export interface AssertThrows {
  /** Fails unless the function throws. */
  (fn: () => unknown, message?: string): unknown;
  /** Fails unless the function throws an error of the class, with the text in its message. */
  <E extends Error = Error>(
    fn: () => unknown,
    errorClass: ErrorConstructor<E>,
    messageIncludes?: string,
    message?: string,
  ): E;
}
/** Fails unless the function throws. */
export const assertThrows: AssertThrows = std.assertThrows;

/** Signatures of {@linkcode assertRejects}. */
export interface AssertRejects {
  /** Fails unless the promise rejects. */
  (fn: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
  /** Fails unless the promise rejects with an error of the class, with the text in its message. */
  <E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    errorClass: ErrorConstructor<E>,
    messageIncludes?: string,
    message?: string,
  ): Promise<E>;
}
/** Fails unless the promise rejects. */
export const assertRejects: AssertRejects = std.assertRejects;

/** Whether two values are equal in depth. */
export const equal: (a: unknown, b: unknown) => boolean = std.equal;
/** Always fails. */
export const fail: (message?: string) => never = std.fail;
/** Fails: this is not written yet. */
export const unimplemented: (message?: string) => never = std.unimplemented;
/** Fails: this should never be reached. */
export const unreachable: (reason?: string) => never = std.unreachable;
