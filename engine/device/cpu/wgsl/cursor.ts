/** Reads the tokens of a kernel in order; refuses a kernel that lacks an expected token. */
import { limits } from "../limits.ts";
import { type Token, tokenize } from "./lexer.ts";
import { refuse } from "../refuse.ts";
import type { Place } from "./syntax.ts";

/** How deeply expressions, types and statements may be nested: the stack allows far more. */
const deepest = 200;

/** A position in the tokens of a kernel. */
export class Cursor {
  readonly #kernel: { name: string; code: string };
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #braces = 0;

  constructor(kernel: { name: string; code: string }) {
    this.#kernel = kernel;
    this.#tokens = tokenize(kernel);
  }

  /** The next token. */
  get token(): Token {
    return this.#tokens[this.#index];
  }

  /** The token after the next one; if the next one has parameters in `<>`, the token after them. */
  get following(): Token {
    const after = Math.min(this.#index + 1, this.#tokens.length - 1);
    const { close } = this.#tokens[after];
    return this.#tokens[close === undefined ? after : close + 1];
  }

  /** Whether the next token is this operator, bracket or keyword. */
  is(text: string): boolean {
    return this.token.text === text;
  }

  /** Whether there are no more tokens. */
  get ended(): boolean {
    return this.token.kind === "end";
  }

  /** Takes the next token. */
  take(): Token {
    const { token } = this;
    if (!this.ended) this.#index++;
    return token;
  }

  /** Takes the next token if it has this text; returns whether it did. */
  skip(text: string): boolean {
    const found = this.is(text);
    if (found) this.#index++;
    return found;
  }

  /**
   * Takes the next token, which must have this text. A missing `;` is reported at the token that it
   * should follow.
   */
  expect(text: string): Token {
    if (this.is(text)) return this.take();
    const before = text === ";" ? this.#tokens[this.#index - 1] : undefined;
    if (!before) this.expected(`\`${text}\``);
    this.refuse(`\`;\` expected after \`${before.text}\`, found ${this.#found()}`, before.at);
  }

  /** Takes a name; `what` says in a message which name is expected. */
  name(what: string): string {
    if (this.token.kind !== "name") this.expected(what);
    return this.take().text;
  }

  /** Reads items up to `close`, separated by commas; a comma may follow the last item. */
  list<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.is(close)) {
      items.push(item());
      if (!this.is(close) && !this.skip(",")) this.expected(`\`,\` or \`${close}\``);
    }
    this.take();
    return items;
  }

  /** Refuses the kernel if it has more than `most` of something. */
  atMost(most: number, found: number, what: string, at: Place): void {
    if (found > most) this.refuse(`at most ${most} ${what} expected, found ${found}`, at);
  }

  /** Enters a pair of braces; the braces of the function's body do not count towards the limit. */
  open(): void {
    if (this.#braces++ > limits.braces) {
      this.refuse(`braces are nested more than ${limits.braces} levels deep`);
    }
  }

  /** Leaves a pair of braces. */
  close(): void {
    this.#braces--;
  }

  /** Goes one level deeper, so that no kernel can exhaust the stack. */
  enter(): void {
    if (++this.#depth > deepest) this.refuse(`it is nested more than ${deepest} levels deep`);
  }

  /** Goes back to the level before `enter`. */
  leave(): void {
    this.#depth--;
  }

  /** Refuses the kernel because the next token is not `what`. */
  expected(what: string): never {
    this.refuse(`${what} expected, found ${this.#found()}`);
  }

  /** Refuses the kernel. */
  refuse(reason: string, at: Place = this.token.at): never {
    refuse(this.#kernel, at.line, reason, at.column);
  }

  #found(): string {
    return this.ended ? "the end of the kernel" : `\`${this.token.text}\``;
  }
}
