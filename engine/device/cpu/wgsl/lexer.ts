/** Splits the text of a kernel into tokens, and distinguishes the `<` of types from comparisons. */
import { type Literal, readLiteral } from "./literal.ts";
import { refuse } from "../refuse.ts";
import type { Place } from "./syntax.ts";
import { keywords, reserved } from "./words.ts";

/** `open` and `close` are the `<` and `>` around the parameters of a type. */
export type TokenKind = "name" | "keyword" | "number" | "operator" | "open" | "close" | "end";

/** A token. The last token of a kernel has the kind `end` and no text. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: Place;
  /** The value of a `number`. */
  readonly literal?: Literal;
  /** The index of the `close` that belongs to an `open`. */
  readonly close?: number;
}

/** A token whose kind is not certain yet. */
type Draft = { -readonly [Key in keyof Token]: Token[Key] };

// Blankspace, line breaks and line-ending comments of the specification. All its line breaks end a
// comment, but only \n begins a new line in the places that messages give.
const blank =
  /(?:[ \t\n\v\f\r\u0085\u200e\u200f\u2028\u2029]+|\/\/[^\n\v\f\r\u0085\u2028\u2029]*)+/y;
const comment = /\/\*|\*\//g;
const word = /[\p{XID_Start}_]\p{XID_Continue}*/yu;
const hexadecimal = /0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)(?:[pP][+-]?\d+[fh]?)?[iu]?/y;
const decimal = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[iufh]?/y;
const tail = /\p{XID_Continue}+/yu;
const operator =
  /<<=|>>=|<=|>=|<<|>>|==|!=|&&|\|\||->|\+\+|--|[-+*/%&|^]=|[-+*/%&|^!~<>=@,;:.(){}[\]]/y;

/** Tokens that cannot be in a list of type parameters. */
const ends: ReadonlySet<string> = new Set(
  "; : { = += -= *= /= %= &= |= ^= <<= >>=".split(" "),
);

/** The tokens of a kernel. */
export function tokenize(kernel: { name: string; code: string }): readonly Token[] {
  return new Lexer(kernel).run();
}

class Lexer {
  readonly #kernel: { name: string; code: string };
  readonly #code: string;
  readonly #tokens: Draft[] = [];
  #index = 0;
  #line = 1;
  /** Where the current line begins. */
  #start = 0;
  /** Where the current line ends; searched once per line, as a kernel may be one long line. */
  #end: number;
  /** How many round and square brackets are open. */
  #depth = 0;
  /** Each `<` after a word that may still turn out to open a list of type parameters. */
  readonly #candidates: { readonly token: number; readonly depth: number }[] = [];

  constructor(kernel: { name: string; code: string }) {
    this.#kernel = kernel;
    this.#code = kernel.code;
    this.#end = this.#lineEnd(0);
  }

  run(): readonly Token[] {
    this.#skip();
    while (this.#index < this.#code.length) {
      this.#token();
      this.#skip();
    }
    this.#push("end", "");
    return this.#tokens;
  }

  #refuse(reason: string): never {
    refuse(this.#kernel, this.#line, reason, this.#index - this.#start + 1);
  }

  /** The text that a regular expression matches at the current index, `null` if it does not. */
  #match(expression: RegExp): string | null {
    expression.lastIndex = this.#index;
    return expression.test(this.#code) ? this.#code.slice(this.#index, expression.lastIndex) : null;
  }

  #push(kind: TokenKind, text: string): Draft {
    const at = { line: this.#line, column: this.#index - this.#start + 1 };
    const token = { kind, text, at };
    this.#tokens.push(token);
    this.#index += text.length;
    return token;
  }

  /** Moves to `index` and counts the lines in between. */
  #pass(index: number): void {
    while (this.#end < index) {
      this.#line++;
      this.#start = this.#end + 1;
      this.#end = this.#lineEnd(this.#start);
    }
    this.#index = index;
  }

  #lineEnd(start: number): number {
    const end = this.#code.indexOf("\n", start);
    return end < 0 ? this.#code.length : end;
  }

  #skip(): void {
    for (;;) {
      if (this.#match(blank)) this.#pass(blank.lastIndex);
      else if (this.#code.startsWith("/*", this.#index)) this.#pass(this.#commentEnd());
      else return;
    }
  }

  /** The index after the block comment that begins here; block comments can be nested. */
  #commentEnd(): number {
    let depth = 0;
    comment.lastIndex = this.#index;
    for (let match = comment.exec(this.#code); match; match = comment.exec(this.#code)) {
      depth += match[0] === "/*" ? 1 : -1;
      if (depth === 0) return comment.lastIndex;
    }
    this.#refuse("`*/` expected, the comment that begins here has no end");
  }

  #token(): void {
    const name = this.#match(word);
    if (name) return this.#word(name);
    const digits = this.#match(hexadecimal) ?? this.#match(decimal);
    if (digits) return this.#number(digits);
    this.#operator();
  }

  #word(text: string): void {
    if (text.startsWith("__")) {
      this.#refuse(`\`${text}\` cannot be a name, it begins with two \`_\``);
    }
    if (reserved.has(text)) this.#refuse(`\`${text}\` cannot be a name, WGSL reserves the word`);
    const kind = text === "_" ? "operator" : keywords.has(text) ? "keyword" : "name";
    this.#push(kind, text);
  }

  #number(text: string): void {
    tail.lastIndex = this.#index + text.length;
    if (tail.test(this.#code)) {
      this.#refuse(`\`${this.#code.slice(this.#index, tail.lastIndex)}\` is no number`);
    }
    const literal = readLiteral(text);
    if (typeof literal === "string") this.#refuse(literal);
    this.#push("number", text).literal = literal;
  }

  #operator(): void {
    const open = this.#candidates.at(-1);
    if (open?.depth === this.#depth && this.#code[this.#index] === ">") {
      this.#candidates.pop();
      this.#tokens[open.token].kind = "open";
      this.#tokens[open.token].close = this.#tokens.length;
      this.#push("close", ">");
      return;
    }
    const text = this.#match(operator);
    if (text === null) {
      const character = String.fromCodePoint(this.#code.codePointAt(this.#index)!);
      this.#refuse(`${JSON.stringify(character)} is not a character of WGSL`);
    }
    this.#track(text);
    this.#push("operator", text);
  }

  /**
   * Finds lists of type parameters as the specification does (template list discovery): by
   * brackets, and by tokens that cannot be in such a list.
   */
  #track(text: string): void {
    switch (text) {
      case "<": {
        const before = this.#tokens.at(-1)?.kind;
        if (before === "name" || before === "keyword") {
          this.#candidates.push({ token: this.#tokens.length, depth: this.#depth });
        }
        return;
      }
      case "(":
      case "[":
        this.#depth++;
        return;
      case ")":
      case "]":
        this.#drop();
        this.#depth = Math.max(0, this.#depth - 1);
        return;
      case "&&":
      case "||":
        this.#drop();
        return;
    }
    if (!ends.has(text)) return;
    this.#depth = 0;
    this.#candidates.length = 0;
  }

  /** Drops the candidates at the current depth or deeper. */
  #drop(): void {
    while ((this.#candidates.at(-1)?.depth ?? -1) >= this.#depth) this.#candidates.pop();
  }
}
