/**
 * The limits of kernels. Limits marked WGSL are the sizes up to which WGSL guarantees that programs
 * are accepted. Most others keep the stack and the time of the compiler, and the memory of a
 * thread, small for every kernel.
 */
export const limits = {
  /** Members of a structure (WGSL). */
  members: 1023,
  /** Parameters of a function (WGSL). */
  parameters: 255,
  /** Case selectors of a `switch`, `default` included (WGSL). */
  selectors: 1023,
  /** Nesting depth of braces in a function (WGSL). */
  braces: 127,
  /** Nesting depth of arrays and structures (WGSL). */
  composites: 15,
  /** Bytes of the variables of a function, and bytes of one value (WGSL). */
  functionBytes: 8192,
  /** Bytes of private variables (WGSL). */
  privateBytes: 8192,
  /** Bytes of workgroup variables. */
  workgroupBytes: 65536,
  /** Invocations of a workgroup. */
  invocations: 1024,
  /** Bytes that each binding has at least, as `compile.ts` says. */
  bindingBytes: 256,
  /** Bytes of a type in memory, and so of a binding. */
  typeBytes: 2 ** 30,
  /** Bytes of all arrays of an invocation whose index is not always constant. */
  arrayBytes: 65536,
  /** Local variables of a WebAssembly function; the emitter makes many of them. */
  locals: 50_000,
  /** Bytes of a WebAssembly function. */
  codeBytes: 7_654_321,
  /** Operators in a row, as in `a + b + c`. */
  operators: 512,
  /** Nesting depth of expressions, types, statements, calls and names. */
  levels: 300,
  /** Expressions and statements, counted once for each call of the function that they are in. */
  steps: 2 ** 18,
} as const;
