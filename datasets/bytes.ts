import { fromStream } from "./stream.ts";

/** Bytes read in order, in pieces of any size. */
export type Chunks = AsyncIterable<Uint8Array>;

/** Data to read: a text, a file that a page was given (a `Blob`), a stream, or chunks of bytes. */
export type Content =
  | string
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

const PIECE = 65_536;

/** The bytes of any content; a text is encoded as UTF-8. */
export function chunksOf(content: Content): Chunks {
  if (typeof content === "string") return pieces(new TextEncoder().encode(content));
  if ("stream" in content) return fromStream(content.stream());
  return "getReader" in content ? fromStream(content) : content;
}

/** The name of a table in errors: that of a `File`, else "the table". */
export function nameOf(content: Content): string {
  const isNamed = typeof content === "object" && "name" in content;
  return isNamed && typeof content.name === "string" ? content.name : "the table";
}

/** Cuts bytes into chunks of at most 64 KiB. */
export async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** Gathers all chunks into one array. */
export async function gather(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0] : concat(parts);
}

/** All bytes one after the other, in an array of their own. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Takes exact numbers of bytes from chunks of any size. */
export class ByteReader {
  /** Bytes taken so far. */
  offset = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk = new Uint8Array(0) as Uint8Array;

  /** @param chunks Where the bytes come from. */
  constructor(chunks: Chunks) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** Up to `length` bytes, fewer only at the end; they may be a view of a chunk. */
  async take(length: number): Promise<Uint8Array> {
    if (this.#chunk.length < length) await this.#fill(length);
    return this.#cut(length);
  }

  /** The next bytes that are there, at most `length`; none only at the end. */
  async some(length: number): Promise<Uint8Array> {
    if (this.#chunk.length === 0) await this.#fill(1);
    return this.#cut(length);
  }

  /** Up to `length` bytes if they were read already, else null; saves the wait of {@linkcode take}. */
  takeNow(length: number): Uint8Array | null {
    return this.#chunk.length < length ? null : this.#cut(length);
  }

  /** Exactly the next `length` bytes in pieces, fewer only at the end. */
  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.#chunk.length === 0) await this.#fill(1);
      const piece = this.#cut(left);
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  }

  /** The bytes before the next `stop`, which is taken too; null where there is none within `limit`. */
  async until(stop: number, limit: number): Promise<Uint8Array | null> {
    let at = this.#chunk.indexOf(stop);
    while (at < 0 && this.#chunk.length < limit) {
      const before = this.#chunk.length;
      await this.#fill(before + 1);
      if (this.#chunk.length === before) return null;
      at = this.#chunk.indexOf(stop, before);
    }
    if (at < 0 || at >= limit) return null;
    return this.#cut(at + 1).subarray(0, at);
  }

  /** Reads the rest and drops it, so that checks at its end are made. */
  async drain(): Promise<void> {
    this.offset += this.#chunk.length;
    this.#chunk = new Uint8Array(0);
    for (let step = await this.#source.next(); !step.done; step = await this.#source.next()) {
      this.offset += step.value.length;
    }
  }

  /** Ends the source early. */
  async cancel(): Promise<void> {
    await this.#source.return?.();
  }

  #cut(length: number): Uint8Array {
    const piece = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(piece.length);
    this.offset += piece.length;
    return piece;
  }

  async #fill(length: number): Promise<void> {
    const parts = [this.#chunk];
    let have = this.#chunk.length;
    while (have < length) {
      const step = await this.#source.next();
      if (step.done) break;
      parts.push(step.value);
      have += step.value.length;
    }
    if (parts.length > 1) this.#chunk = concat(parts);
  }
}
