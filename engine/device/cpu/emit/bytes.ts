/** A growing sequence of bytes, with the numbers of WebAssembly's binary format. */
export class Bytes {
  #data = new Uint8Array(256);
  #length = 0;

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes so far; they change with the next ones. */
  get view(): Uint8Array {
    return this.#data.subarray(0, this.#length);
  }

  byte(value: number): this {
    if (this.#length === this.#data.length) this.#grow(1);
    this.#data[this.#length++] = value;
    return this;
  }

  all(values: ArrayLike<number>): this {
    this.#grow(values.length);
    this.#data.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  /** An unsigned integer below 2^32 as LEB128. */
  unsigned(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = rest >>> 7) this.byte(rest & 0x7f | 0x80);
    return this.byte(rest);
  }

  /** A signed safe integer as LEB128. */
  signed(value: number): this {
    let rest = value;
    // A last byte has the sign in its bit 6.
    for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) {
      this.byte(rest - 128 * Math.floor(rest / 128) | 0x80);
    }
    return this.byte(rest & 0x7f);
  }

  #grow(count: number): void {
    if (this.#length + count <= this.#data.length) return;
    const data = new Uint8Array(2 * (this.#length + count));
    data.set(this.view);
    this.#data = data;
  }
}
