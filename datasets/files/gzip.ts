import type { Chunks } from "../bytes.ts";
import { DataError } from "../error.ts";
import { fromStream, toStream } from "../stream.ts";

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
 * Unpacks one gzip member; its CRC-32 and length are checked at the end.
 *
 * @throws {DataError} when it is no gzip data, damaged, cut off, followed by more, or out of proportion.
 */
export async function* gunzip(chunks: Chunks, name: string): AsyncGenerator<Uint8Array> {
  let packed = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk as Uint8Array<ArrayBuffer>;
    }
  };
  const stream = toStream(counted()).pipeThrough(new DecompressionStream("gzip"));
  const allowance = new Allowance(name);
  try {
    for await (const chunk of fromStream(stream)) {
      allowance.spend(chunk.length, packed);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof TypeError) throw damaged(name, packed, cause);
    throw cause;
  }
}

/** The error of a fault; the runtime reports all faults by TypeErrors, which differ in their texts only. */
function damaged(name: string, packed: number, cause: TypeError): DataError {
  const fault = /header/.test(cause.message)
    ? "it is not gzip data"
    : /whole buffer|trailing/i.test(cause.message)
    ? `something follows the end of its gzip data near byte ${packed}`
    : `its gzip data is damaged or cut off near byte ${packed}`;
  return new DataError(`Cannot unpack ${name}: ${fault}, fetch it again`, { cause });
}
