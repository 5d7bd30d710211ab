import { Inflate } from "fflate";
import { checkName, innerName, type Member } from "./archive.ts";
import { Crc32 } from "../crc.ts";
import { DataError } from "../error.ts";
import { Allowance } from "./gzip.ts";
import { openFile, reasonOf } from "./ledger.ts";

const CHUNK = 1 << 18;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly isLink: boolean;
}

/**
 * Reads the files of a zip archive by its central directory, zip64 included; folders are passed over. Lengths
 * and CRC-32 are checked as each file is read.
 *
 * @throws {DataError} for a damaged directory, names that lead outside, links, encrypted files, methods other
 *   than stored and deflate, and files whose unpacked length or CRC-32 differs from the directory.
 */
export async function* readZip(path: string): AsyncGenerator<Member> {
  const { file, size } = await openFile(path);
  const zip = new ZipFile(path, file, size);
  try {
    const entries = (await zip.entries()).filter(({ name }) => name !== "");
    const packed = entries.reduce((sum, entry) => sum + entry.packed, 0);
    if (packed > size) throw zip.fault(`its files claim ${packed} bytes of ${size}`);
    for (const entry of entries) zip.check(entry);
    for (const entry of entries) {
      if (entry.name.endsWith("/")) continue;
      const label = `${path}: ${entry.name}`;
      yield { name: entry.name, label, size: entry.size, chunks: () => zip.unpack(entry) };
    }
  } finally {
    file.close();
  }
}

class ZipFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #size: number;

  constructor(path: string, file: Deno.FsFile, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  fault(what: string): DataError {
    return new DataError(`Cannot unpack ${this.#path}: ${what}, fetch it again`);
  }

  async entries(): Promise<Entry[]> {
    const { count, offset, size } = await this.#directory();
    const view = await this.#view(offset, size);
    const entries: Entry[] = [];
    let at = 0;
    for (let i = 0; i < count; i++) {
      if (at + 46 > size || view.getUint32(at, true) !== CENTRAL) {
        throw this.fault(`its directory is damaged at byte ${offset + at}`);
      }
      const [name, extra, comment] = [28, 30, 32].map((p) => view.getUint16(at + p, true));
      const next = at + 46 + name + extra + comment;
      if (next > size) throw this.fault(`its directory is damaged at byte ${offset + at}`);
      entries.push(readEntry(view, at));
      at = next;
    }
    return entries;
  }

  check(entry: Entry): void {
    checkName(entry.name, this.#path);
    if (entry.isLink) throw this.fault(`${entry.name} is a link, only files are read`);
    if (entry.flags & 1) throw this.fault(`${entry.name} is encrypted`);
    if (entry.method !== 0 && entry.method !== 8) {
      throw this.fault(`${entry.name} is packed by method ${entry.method}, known are 0 and 8`);
    }
    if (entry.offset + entry.packed > this.#size) {
      throw this.fault(`${entry.name} lies beyond its end, it is cut off`);
    }
  }

  async *unpack(entry: Entry): AsyncGenerator<Uint8Array> {
    const allowance = new Allowance(`${this.#path}: ${entry.name}`);
    const crc = new Crc32();
    let size = 0;
    for await (const { chunk, packed } of this.#inflate(entry)) {
      crc.add(chunk);
      size += chunk.length;
      if (size > entry.size) {
        throw this.fault(`${entry.name} unpacks to more than the ${entry.size} bytes it says`);
      }
      allowance.spend(chunk.length, packed);
      yield chunk;
    }
    if (size < entry.size) {
      throw this.fault(`${entry.name} unpacks to ${size} bytes and says ${entry.size}`);
    }
    if (crc.value !== entry.crc) throw this.fault(`${entry.name} fails its CRC-32`);
  }

  async *#inflate(entry: Entry): AsyncGenerator<{ chunk: Uint8Array; packed: number }> {
    const out: Uint8Array[] = [];
    const inflate = new Inflate((chunk) => void out.push(chunk));
    let at = await this.#dataOffset(entry);
    const end = at + entry.packed;
    let packed = 0;
    do {
      const input = new Uint8Array((await this.#view(at, Math.min(CHUNK, end - at))).buffer);
      at += input.length;
      packed += input.length;
      if (entry.method === 0) out.push(input);
      else this.#push(inflate, input, at === end, entry.name);
      for (const chunk of out) yield { chunk, packed };
      out.length = 0;
    } while (packed < entry.packed);
  }

  #push(inflate: Inflate, input: Uint8Array, last: boolean, name: string): void {
    try {
      inflate.push(input as Uint8Array<ArrayBuffer>, last);
    } catch (cause) {
      throw this.fault(`the deflate data of ${name} is damaged (${reasonOf(cause)})`);
    }
  }

  async #dataOffset(entry: Entry): Promise<number> {
    const view = await this.#view(entry.offset, 30);
    if (view.getUint32(0, true) !== LOCAL) {
      throw this.fault(`${entry.name} does not start at byte ${entry.offset}`);
    }
    const start = entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    if (start + entry.packed > this.#size) throw this.fault(`${entry.name} lies beyond its end`);
    return start;
  }

  async #directory(): Promise<{ count: number; offset: number; size: number }> {
    const tail = Math.min(this.#size, 22 + 65535);
    const view = await this.#view(this.#size - tail, tail);
    let at = tail - 22;
    while (at >= 0 && view.getUint32(at, true) !== END) at--;
    if (at < 0) {
      throw this.fault("it has no zip directory at its end, it is cut off or no zip file");
    }
    const count = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const offset = view.getUint32(at + 16, true);
    const is64 = at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64;
    if (!is64) return { count, offset, size };
    const record = await this.#view(Number(view.getBigUint64(at - 12, true)), 56);
    if (record.getUint32(0, true) !== END_64) throw this.fault("its zip64 directory is damaged");
    const [count64, size64, offset64] = [32, 40, 48].map((p) =>
      Number(record.getBigUint64(p, true))
    );
    return { count: count64, offset: offset64, size: size64 };
  }

  async #view(offset: number, length: number): Promise<DataView<ArrayBuffer>> {
    if (offset + length > this.#size) throw this.fault(`it ends before byte ${offset + length}`);
    const bytes = new Uint8Array(length);
    await this.#file.seek(offset, Deno.SeekMode.Start);
    for (let have = 0; have < length;) {
      const read = await this.#file.read(bytes.subarray(have));
      if (read === null) throw this.fault(`it ends before byte ${offset + length}`);
      have += read;
    }
    return new DataView(bytes.buffer);
  }
}

function readEntry(view: DataView<ArrayBuffer>, at: number): Entry {
  const nameLength = view.getUint16(at + 28, true);
  const extraEnd = at + 46 + nameLength + view.getUint16(at + 30, true);
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true)];
  const wide = [...sizes, view.getUint32(at + 42, true)];
  for (let p = at + 46 + nameLength; p + 4 <= extraEnd; p += 4 + view.getUint16(p + 2, true)) {
    if (view.getUint16(p, true) !== 1) continue;
    let from = p + 4;
    wide.forEach((value, index) => {
      if (value !== 0xffffffff || from + 8 > extraEnd) return;
      wide[index] = Number(view.getBigUint64(from, true));
      from += 8;
    });
  }
  return {
    name: innerName(new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, nameLength))),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size: wide[0],
    packed: wide[1],
    offset: wide[2],
    isLink: (view.getUint32(at + 38, true) >>> 28) === 0xa,
  };
}
