/** Makes a console.assert that does not hold an error: loaded before examples are run, which assert with it. */
console.assert = (condition?: boolean, ...what: unknown[]) => {
  if (!condition) throw new Error(`Assertion failed${what.length ? `: ${what.join(" ")}` : ""}`);
};
