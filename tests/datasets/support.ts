import { assertInstanceOf } from "@std/assert";
import { concat } from "../../datasets/bytes.ts";
import { DataError } from "../../datasets/mod.ts";

/** Runs an action in a new folder, which is removed afterwards; file names in it need no path. */
export async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The message of the DataError an action ends in, with the folder (if any) left out. */
export async function refusal(folder: string, action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    assertInstanceOf(error, DataError);
    if (folder === "") return error.message;
    return error.message.replaceAll(`${folder}/`, "").replaceAll(folder, "FOLDER");
  }
  throw new Error("it was not refused");
}

/** Reads all that an iterable gives. */
export async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) { /* only the errors are of interest */ }
}

/** Chunks of the given length, so that every boundary is met. */
export async function* inChunks(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    await Promise.resolve();
    yield bytes.subarray(at, at + length);
  }
}

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Writes files, with the folders that they are in. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, typeof content === "string" ? utf8(content) : content);
  }
}

/** The folder of real data, or null where there is none. */
export function realData(): string | null {
  const folder = Deno.env.get("AL_DATA_DIR") ?? "../shared/data";
  try {
    Deno.statSync(`${folder}/ag_news/test.csv`);
    return folder;
  } catch {
    console.log(`skipped: no real data at ${folder}, set AL_DATA_DIR`);
    return null;
  }
}

/** What {@linkcode makeTar} packs. */
export interface TarFile {
  name: string;
  content?: string;
  /** Content that is no text. */
  bytes?: Uint8Array;
  type?: string;
  size?: number;
}

/** A tar archive in ustar form. */
export function makeTar(files: readonly TarFile[], { end = true } = {}): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const { name, content = "", bytes, type = "0", size } of files) {
    const body = bytes ?? utf8(content);
    const header = new Uint8Array(512);
    header.set(utf8(name).subarray(0, 100));
    header.set(utf8((size ?? body.length).toString(8).padStart(11, "0")), 124);
    header.set(utf8("        "), 148);
    header.set(utf8(type), 156);
    header.set(utf8("ustar\u000000"), 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(utf8(`${sum.toString(8).padStart(6, "0")}\u0000 `), 148);
    const padded = new Uint8Array(Math.ceil(body.length / 512) * 512);
    padded.set(body);
    blocks.push(header, padded);
  }
  if (end) blocks.push(new Uint8Array(1024));
  return concat(blocks);
}
