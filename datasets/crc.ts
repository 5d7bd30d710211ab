/**
 * Checksums by which archives and saved classifiers tell that they are whole.
 *
 * @module
 */

/** What each value of a byte does to the checksum. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (as in zip archives) of bytes that come in pieces. */
export class Crc32 {
  #state = -1;

  /** Takes the next bytes. */
  add(bytes: Uint8Array): this {
    let state = this.#state;
    for (let i = 0; i < bytes.length; i++) state = TABLE[(state ^ bytes[i]) & 255] ^ (state >>> 8);
    this.#state = state;
    return this;
  }

  /** The checksum of all that was taken, from 0 to 2^32 - 1. */
  get value(): number {
    return (this.#state ^ -1) >>> 0;
  }
}
