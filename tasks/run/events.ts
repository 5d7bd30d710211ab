/**
 * TensorBoard event files: scalars over steps.
 *
 * A file is a list of TFRecords, each a length, its masked CRC, a message and its masked CRC; the
 * message is a protocol buffer `Event`, here written by hand: wall_time = 1 (double), step = 2,
 * file_version = 3, summary = 5 with values (tag = 1, simple_value = 2), session_log = 7.
 *
 * @module
 */

import { writeError } from "./atomic.ts";

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  return crc;
});

/** CRC-32C (Castagnoli) of bytes, rotated and offset as TFRecord does. */
export function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255];
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** An event: a version or scalars at a step. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Step; 0 where not given. */
  readonly step?: number;
  /** The first event of a file says `brain.Event:2`. */
  readonly fileVersion?: string;
  /** True where a run begins anew at `step`: TensorBoard then forgets later values of the same file. */
  readonly restart?: boolean;
  /** Values by tag. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** The message of an event. */
export function encodeEvent(event: TensorBoardEvent): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x09), float64(event.wallTime)];
  if (event.step) parts.push(Uint8Array.of(0x10), varint(event.step));
  if (event.fileVersion !== undefined) parts.push(field(0x1a, text(event.fileVersion)));
  if (event.scalars) {
    const values = Object.entries(event.scalars).map(([tag, value]) =>
      field(0x0a, concatenate([field(0x0a, text(tag)), Uint8Array.of(0x15), float32(value)]))
    );
    parts.push(field(0x2a, concatenate(values)));
  }
  if (event.restart) parts.push(field(0x3a, Uint8Array.of(0x08, 0x01)));
  return concatenate(parts);
}

/** A message in its TFRecord frame. */
export function encodeRecord(message: Uint8Array): Uint8Array {
  const record = new Uint8Array(12 + message.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, maskedCrc(message), true);
  return record;
}

function field(key: number, content: Uint8Array): Uint8Array {
  return concatenate([Uint8Array.of(key), varint(content.length), content]);
}

/** Up to 2^53: seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Uint8Array.of(...bytes, value);
}

function float64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

function float32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** How to open an event file. */
export interface EventLogOptions {
  /** Step of the checkpoint that a run goes on from; left out for a new run. */
  readonly resumeStep?: number;
  /** Clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Writes scalars into a new event file of a folder; a resumed run gets one more file. */
export class EventLog implements Disposable {
  /** Path of the file. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #now: () => number;

  private constructor(path: string, file: Deno.FsFile, now: () => number) {
    this.path = path;
    this.#file = file;
    this.#now = now;
  }

  /**
   * Opens a new file in `folder`, with a name that TensorBoard looks for, and that sorts behind the names of
   * older files.
   *
   * @throws {DataError} when the file cannot be written
   */
  static open(folder: string, options: EventLogOptions = {}): EventLog {
    const now = options.now ?? Date.now;
    for (let second = Math.floor(now() / 1000);; second++) {
      const stamp = String(second).padStart(10, "0");
      const path = `${folder}/events.out.tfevents.${stamp}.al`;
      try {
        const log = new EventLog(path, Deno.openSync(path, { write: true, createNew: true }), now);
        log.#write({ wallTime: now() / 1000, fileVersion: "brain.Event:2" });
        if (options.resumeStep !== undefined) {
          log.#write({ wallTime: now() / 1000, step: options.resumeStep + 1, restart: true });
        }
        return log;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw writeError(path, error);
      }
    }
  }

  /**
   * Appends values by tag at a step.
   *
   * @throws {DataError} when the file cannot be written
   */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    this.#write({ wallTime: this.#now() / 1000, step, scalars: values });
  }

  #write(event: TensorBoardEvent): void {
    const record = encodeRecord(encodeEvent(event));
    try {
      for (let done = 0; done < record.length;) done += this.#file.writeSync(record.subarray(done));
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Syncs and closes the file. */
  [Symbol.dispose](): void {
    this.#file.syncSync();
    this.#file.close();
  }
}
