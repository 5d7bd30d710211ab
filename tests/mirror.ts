/**
 * Tells which tests do not stand where what they test stands.
 *
 * @module
 */

/** The last part of a path, without what follows its first dot. */
const stemOf = (path: string) => path.split("/").at(-1)!.split(".")[0];

/**
 * The tests without a counterpart. That of `tests/a/b_edges_test.ts` is the file or folder `a/b`, `a/b_edges`
 * or `a` itself, or what tests share in `tests/a`.
 *
 * @param paths Files of the project, from its root.
 */
export function strayTests(paths: Iterable<string>): string[] {
  const tests: string[] = [];
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    if (path.endsWith("_test.ts")) {
      tests.push(path);
      continue;
    }
    const parts = path.split("/");
    parts.forEach((part, i) => {
      const folder = parts.slice(0, i).join("/");
      const known = children.get(folder) ?? new Set();
      children.set(folder, known.add(stemOf(part)));
    });
  }
  return tests.filter((path) => {
    const beside = path.slice(0, path.lastIndexOf("/"));
    const folder = beside.split("/").slice(1).join("/");
    const tested = children.get(folder) ?? [];
    const names = [...tested, ...children.get(beside) ?? [], stemOf(folder)];
    return !names.some((name) => stemOf(path).startsWith(`${name}_`));
  });
}
