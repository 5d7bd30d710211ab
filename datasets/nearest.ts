/**
 * Finds the name that was meant by a misspelt one.
 *
 * @module
 */

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
 * (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    before = above;
    above = row;
  }
  return above[b.length];
}

/** The known name nearest to `word`, or undefined where no name is near enough. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, "");
  const typed = plain(word).slice(0, 64);
  if (typed === "") return undefined;
  let best: string | undefined;
  let bestDistance = 1 + Math.max(1, Math.floor(typed.length / 3));
  for (const name of names) {
    const target = plain(name);
    const begins = typed.length >= 3 && target.startsWith(typed);
    const distance = begins ? 0.5 : editDistance(typed, target);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}
