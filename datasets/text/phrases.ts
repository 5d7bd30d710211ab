/**
 * The text of which each text is a part.
 *
 * @param texts Texts `[n]` whose words are parted by white space.
 * @returns For each the number of the longest text, the first of equals, that has its words in a row, as a
 *   string; its own number where no other has.
 *
 * @example
 * ```ts
 * import { sourcesOf } from "@associated/learning/data";
 *
 * const texts = ["a dull plot", "a fine film with a dull plot", "fine"];
 * console.assert(sourcesOf(texts).join() === "1,1,1");
 * ```
 */
export function sourcesOf(texts: readonly string[]): string[] {
  const words = texts.map((text) => text.trim().split(/\s+/));
  const phrases = new PhraseTree(words);
  const sources: string[] = [];
  const order = [...texts.keys()].sort((a, b) => words[b].length - words[a].length || a - b);
  for (const longest of order) {
    if (sources[longest] !== undefined) continue;
    for (const i of phrases.within(words[longest])) sources[i] ??= String(longest);
  }
  return sources;
}

/** Texts as ways from a root, a word a step. */
class PhraseTree {
  readonly #words: ReadonlyMap<string, number>;
  /** The node behind a step; the key is the node before it and the word. */
  readonly #steps = new Map<number, number>();
  /** The texts that end at each node. */
  readonly #ends: number[][] = [[]];

  constructor(texts: readonly (readonly string[])[]) {
    const all = new Set(texts.flat());
    this.#words = new Map([...all].map((word, number) => [word, number]));
    for (const [i, text] of texts.entries()) {
      let node = 0;
      for (const word of text) node = this.#step(node, word) ?? this.#grow(node, word);
      this.#ends[node].push(i);
    }
  }

  /** The texts whose words stand in a row in this one. */
  *within(text: readonly string[]): Generator<number> {
    for (let from = 0; from < text.length; from++) {
      let node: number | undefined = 0;
      for (let at = from; at < text.length && node !== undefined; at++) {
        node = this.#step(node, text[at]);
        if (node !== undefined) yield* this.#ends[node];
      }
    }
  }

  #step(node: number, word: string): number | undefined {
    return this.#steps.get(this.#key(node, word));
  }

  #grow(node: number, word: string): number {
    const next = this.#ends.push([]) - 1;
    this.#steps.set(this.#key(node, word), next);
    return next;
  }

  #key(node: number, word: string): number {
    return node * this.#words.size + this.#words.get(word)!;
  }
}
