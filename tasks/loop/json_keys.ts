/**
 * Finds keys that a JSON text gives twice, which `JSON.parse` passes over in silence.
 *
 * @module
 */

/** The first key that an object of a valid JSON text has twice, or undefined. */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g;
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    const [text] = match;
    if (text === "{") open.push(new Set());
    else if (text === "[") open.push(null);
    else if (text === "}" || text === "]") open.pop();
    else {
      const keys = open[open.length - 1];
      if (!keys || !/^\s*:/.test(json.slice(token.lastIndex, token.lastIndex + 40))) continue;
      const key: string = JSON.parse(text);
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
