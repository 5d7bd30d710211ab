/** Reads the tokens of a kernel one after another, and says what was expected instead. */
import { limits } from "../limits.ts";
import { type Token, tokenize } from "./lexer.ts";
import { refuse } from "../refuse.ts";
import type { Place } from "./syntax.ts";

/** Nested expressions, types and statements; far less than a stack holds. */
const deepest = 200;

/** A place among the tokens of a kernel. */
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

  /** The token after the next one, and after its parameters if it is a type. */
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

  /** Takes the next token if it is this one. */
  skip(text: string): boolean {
    const found = this.is(text);
    if (found) this.#index++;
    return found;
  }

  /** Takes this token; what lacks is at the end of what came before. */
  expect(text: string): Token {
    if (this.is(text)) return this.take();
    const before = text === ";" ? this.#tokens[this.#index - 1] : undefined;
    if (!before) this.expected(`\`${text}\``);
    this.refuse(`\`;\` expected after \`${before.text}\`, found ${this.#found()}`, before.at);
  }

  /** Takes a name, of `what`. */
  name(what: string): string {
    if (this.token.kind !== "name") this.expected(what);
    return this.take().text;
  }

  /** What `item` reads up to `close`, between commas; one may follow the last. */
  list<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.is(close)) {
      items.push(item());
      if (!this.is(close) && !this.skip(",")) this.expected(`\`,\` or \`${close}\``);
    }
    this.take();
    return items;
  }

  /** Refuses more of something than there may be. */
  atMost(most: number, found: number, what: string, at: Place): void {
    if (found > most) this.refuse(`at most ${most} ${what} expected, found ${found}`, at);
  }

  /** Goes into braces; those of the function itself are not counted. */
  open(): void {
    if (this.#braces++ > limits.braces) {
      this.refuse(`braces are nested more than ${limits.braces} levels deep`);
    }
  }

  /** Comes out of braces. */
  close(): void {
    this.#braces--;
  }

  /** Goes one level deeper, so that no kernel can exhaust the stack. */
  enter(): void {
    if (++this.#depth > deepest) this.refuse(`it is nested more than ${deepest} levels deep`);
  }

  /** Comes back from where it entered. */
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
