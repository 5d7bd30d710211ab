/**
 * What kernels may have at most: the limits that WGSL sets to what can be relied on, and some that keep
 * the stack and the time of the compiler, and the memory of a thread, small whatever it is given.
 */
export const limits = {
  /** Members of a structure (WGSL). */
  members: 1023,
  /** Parameters of a function (WGSL). */
  parameters: 255,
  /** Numbers and `default` of a `switch` (WGSL). */
  selectors: 1023,
  /** Braces in one another in a function (WGSL). */
  braces: 127,
  /** Arrays and structures in one another (WGSL). */
  composites: 15,
  /** Bytes of the variables of a function, and of a value (WGSL). */
  functionBytes: 8192,
  /** Bytes of private variables (WGSL). */
  privateBytes: 8192,
  /** Bytes of workgroup variables. */
  workgroupBytes: 65536,
  /** Invocations of a workgroup. */
  invocations: 1024,
  /** Bytes that each binding has at least, as `compile.ts` says. */
  bindingBytes: 256,
  /** Bytes of a type in memory: what a binding may span. */
  typeBytes: 2 ** 30,
  /** Bytes of all arrays of an invocation that an index is not constant for. */
  arrayBytes: 65536,
  /** Local variables of a function of WebAssembly, which the compiler makes many of. */
  locals: 50_000,
  /** Bytes of a function of WebAssembly. */
  codeBytes: 7_654_321,
  /** Operators in a row, as in `a + b + c`. */
  operators: 512,
  /** Expressions, types, statements, calls and names in one another. */
  levels: 300,
  /** Expressions and statements, counted again wherever a function is called. */
  steps: 2 ** 18,
} as const;
