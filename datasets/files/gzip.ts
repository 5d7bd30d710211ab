import { createGunzip, type Gunzip } from "node:zlib";
import type { Chunks } from "../bytes.ts";
import { DataError } from "../error.ts";

const FLOOR = 64 * 1024 * 1024;
const RATIO = 200;

/**
 * Counts the bytes that an archive unpacks to, and refuses an archive that is out of all proportion: more
 * than 64 MiB, and more than 200 times its packed bytes (texts have 3 to 10 times).
 */
export class Allowance {
  readonly #name: string;
  #unpacked = 0;

  /** @param name Name of the archive in errors. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Notes that `bytes` more came out when `packed` bytes had gone in.
   *
   * @throws {DataError} when the proportion is out of reason.
   */
  spend(bytes: number, packed: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked <= FLOOR || this.#unpacked <= RATIO * packed) return;
    throw new DataError(
      `Cannot unpack ${this.#name}: ${packed} bytes of it already unpack to ${this.#unpacked}, ` +
        `more than ${RATIO} times, fetch it again from a source you trust`,
    );
  }
}

/**
 * Unpacks gzip data of one member or several, as `cat a.gz b.gz`, bgzip and pigz write them; CRC-32 and length
 * of each are checked. Zeros may follow.
 *
 * @throws {DataError} when it is no gzip data, damaged, cut off, followed by something else, or out of
 *   proportion.
 */
export async function* gunzip(chunks: Chunks, name: string): AsyncGenerator<Uint8Array> {
  const state = { packed: 0 };
  const unpacker = createGunzip({ chunkSize: 1 << 18 });
  // Every fault comes out of the loop below; without a listener one that comes later would end the process.
  unpacker.on("error", () => {});
  const feeding = feed(unpacker, chunks, state).catch((cause) => void unpacker.destroy(cause));
  const allowance = new Allowance(name);
  try {
    for await (const chunk of unpacker) {
      allowance.spend(chunk.length, state.packed);
      // A plain array, as a Buffer of Node has methods of other meanings.
      yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  } catch (cause) {
    throw cause instanceof DataError ? cause : damaged(name, state.packed, cause as Error);
  } finally {
    unpacker.destroy();
    await feeding;
  }
}

/** Writes chunks as fast as they are taken, and stops where nobody takes them any more. */
async function feed(into: Gunzip, chunks: Chunks, state: { packed: number }): Promise<void> {
  for await (const chunk of chunks) {
    if (into.destroyed) return;
    state.packed += chunk.length;
    if (into.write(chunk)) continue;
    await new Promise<void>((done) => {
      const go = () => {
        into.off("drain", go).off("close", go);
        done();
      };
      into.on("drain", go).on("close", go);
    });
  }
  into.end();
}

function damaged(name: string, packed: number, cause: Error): DataError {
  const fault = /incorrect header/.test(cause.message)
    ? "it is no gzip data, or something else follows its gzip data"
    : "its gzip data is damaged or cut off";
  return new DataError(`Cannot unpack ${name}: ${fault} near byte ${packed}, fetch it again`, {
    cause,
  });
}
