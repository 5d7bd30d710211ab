import { createHash } from "node:crypto";
import type { Source } from "../dataset.ts";
import { DataError } from "../error.ts";
import { type Progress, reasonOf } from "./ledger.ts";
import { Watch } from "./watch.ts";
import { writeAll } from "./write.ts";

/** A file on the network, with the facts that tell whether a copy is right. */
export interface Remote {
  /** Address. */
  readonly url: string;
  /** Its name in the cache. */
  readonly file: string;
  /** Length in bytes, where it is published. */
  readonly bytes?: number;
  /** Published MD5, lower-case hexadecimal. */
  readonly md5?: string;
  /** Published SHA-256, lower-case hexadecimal. */
  readonly sha256?: string;
}

/** Options of {@linkcode download}. */
export interface DownloadOptions {
  /** Called as bytes arrive. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the download; the bytes that have arrived stay for the next time. */
  readonly signal?: AbortSignal;
  /** How often a broken connection is taken up again before giving up; default 3. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled at each one after; default 1000. */
  readonly pause?: number;
  /** Milliseconds in which something must arrive, else the connection counts as broken; default 60,000. */
  readonly patience?: number;
}

/** A fault after which another attempt may succeed. */
class Passing extends Error {}

/** A download that is under way. */
interface Part {
  readonly remote: Remote;
  readonly path: string;
  readonly validatorPath: string;
  readonly file: Deno.FsFile;
}

/**
 * Brings a file into a folder and returns its path; does nothing where it is there already.
 *
 * Bytes that have arrived stay in `FILE.part`, and the next call asks for the rest. The file takes its name
 * only when its length and published checksum are right.
 *
 * @throws {DataError} when the server refuses, the connection keeps breaking, the checksum is wrong or the
 *   disk fails; the message says where to put a copy fetched by hand.
 *
 * @example
 * ```ts
 * import { download } from "@associated/learning/files";
 *
 * const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("text,label\n"));
 * const folder = await Deno.makeTempDir();
 * const url = `http://localhost:${server.addr.port}/a.csv`;
 * const path = await download({ url, file: "a.csv" }, folder);
 * console.assert(await Deno.readTextFile(path) === "text,label\n");
 * await server.shutdown();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function download(
  remote: Remote,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  const path = `${folder}/${remote.file}`;
  if (await sizeOf(path) !== null) return path;
  await onDisk(folder, () => Deno.mkdir(folder, { recursive: true }));
  const open = { read: true, write: true, create: true };
  const file = await onDisk(`${path}.part`, () => Deno.open(`${path}.part`, open));
  try {
    await file.lock(true);
    if (await sizeOf(path) !== null) return path;
    const part = { remote, path, validatorPath: `${path}.part.etag`, file };
    await fetchAll(part, options);
    await verify(part);
    await onDisk(path, () => file.sync());
    await onDisk(path, () => Deno.rename(`${path}.part`, path));
    await Deno.remove(part.validatorPath).catch(() => {});
    return path;
  } finally {
    file.close();
  }
}

async function fetchAll(part: Part, options: DownloadOptions): Promise<void> {
  const { attempts = 3, pause = 1000, signal } = options;
  for (let attempt = 1;; attempt++) {
    try {
      return await fetchRest(part, options);
    } catch (cause) {
      if (signal?.aborted) throw fault(part, "it was stopped", "run again to go on", cause);
      if (!(cause instanceof Passing)) throw cause;
      if (attempt >= attempts) {
        const state = `${cause.message} (${attempts} attempts)`;
        throw fault(part, state, "run again to go on where it stopped", cause.cause);
      }
      await new Promise((done) => setTimeout(done, pause * 2 ** (attempt - 1)));
    }
  }
}

async function fetchRest(part: Part, options: DownloadOptions): Promise<void> {
  const { onProgress = () => {}, patience = 60_000 } = options;
  using watch = new Watch(patience, options.signal);
  const { signal } = watch;
  const have = await resumable(part);
  const headers = new Headers({ "accept-encoding": "identity" });
  if (have > 0) headers.set("range", `bytes=${have}-`);
  const validator = have > 0 ? await readValidator(part) : null;
  if (validator) headers.set("if-range", validator);
  const response = await fetch(part.remote.url, { headers, signal }).catch((cause) => {
    throw new Passing(`the connection failed (${reasonOf(cause)})`, { cause });
  });
  const start = await startOf(response, have, part);
  const total = totalOf(response, start) ?? part.remote.bytes ?? null;
  await onDisk(part.path, () => part.file.truncate(start));
  await onDisk(part.path, () => part.file.seek(start, Deno.SeekMode.Start));
  await writeValidator(part, response);
  let done = start;
  for await (const chunk of body(response, () => progress(done, total))) {
    watch.arrived();
    checkLength(part, done + chunk.length);
    await onDisk(part.path, () => writeAll(part.file, chunk));
    done += chunk.length;
    onProgress({ activity: "download", file: part.remote.url, done, total });
  }
  if (total !== null && done < total) {
    throw new Passing(`the file ends at ${progress(done, total)}`);
  }
}

/** Refuses a file that is longer than the published one before it fills the disk. */
function checkLength(part: Part, length: number): void {
  const { bytes = Infinity } = part.remote;
  if (length <= bytes) return;
  part.file.truncateSync(0);
  const state = `the server sends more than the ${bytes} bytes of the published file`;
  throw fault(part, state, "try later");
}

/** Bytes that need not be fetched again: none where nothing tells whether the rest would fit them. */
async function resumable(part: Part): Promise<number> {
  const { size } = await part.file.stat();
  const certain = part.remote.md5 ?? part.remote.sha256 ?? await readValidator(part);
  return certain ? size : 0;
}

/** The place of the answer's bytes: behind the ones that are there, or 0 where the server sends the whole file. */
async function startOf(response: Response, have: number, part: Part): Promise<number> {
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range") ?? "";
  if (response.status === 206 && range.startsWith(`bytes ${have}-`)) return have;
  await response.body?.cancel();
  if (response.status === 206 || response.status === 416) {
    if (response.status === 416 && range === `bytes */${have}`) return have;
    await part.file.truncate(0);
    throw new Passing("the server's answer does not go on where the file stops");
  }
  const state = `the server answered ${response.status} ${response.statusText}`.trim();
  if (response.status >= 500 || response.status === 429) throw new Passing(state);
  throw fault(part, state, "try later");
}

function totalOf(response: Response, start: number): number | null {
  const range = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  if (range) return Number(range[1]);
  const length = response.headers.get("content-length");
  return length === null ? null : start + Number(length);
}

async function* body(response: Response, state: () => string): AsyncGenerator<Uint8Array> {
  if (response.status === 416 || response.body === null) return;
  const reader = response.body.getReader();
  try {
    while (true) {
      const step = await reader.read().catch((cause) => {
        throw new Passing(`the connection ended at ${state()}`, { cause });
      });
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Compares a file with the published checksum, and keeps its own checksum for later reads. */
async function verify(part: Part): Promise<void> {
  const { remote, file } = part;
  const { size } = await file.stat();
  if (remote.bytes !== undefined && size !== remote.bytes) {
    await file.truncate(0);
    const state = `it has ${size} bytes and the published file ${remote.bytes}, it was dropped`;
    throw fault(part, state, "run again");
  }
  const digests = { sha256: createHash("sha256"), md5: createHash("md5") };
  await file.seek(0, Deno.SeekMode.Start);
  const buffer = new Uint8Array(1 << 20);
  for (let n = await file.read(buffer); n !== null; n = await file.read(buffer)) {
    digests.sha256.update(buffer.subarray(0, n));
    digests.md5.update(buffer.subarray(0, n));
  }
  const sha256 = digests.sha256.digest("hex");
  const kind = remote.sha256 ? "sha256" : "md5";
  const published = remote.sha256 ?? remote.md5;
  const found = kind === "sha256" ? sha256 : digests.md5.digest("hex");
  if (published && found !== published) {
    await file.truncate(0);
    const state = `its ${kind} is ${found} and the published one ${published}, it was dropped`;
    throw fault(part, state, "run again");
  }
  await onDisk(part.path, () => Deno.writeTextFile(`${part.path}.sha256`, sha256));
}

/**
 * Compares a downloaded file with the checksum that was kept at its download.
 *
 * @throws {DataError} when the file has changed since.
 */
export async function checkPin(source: Source): Promise<void> {
  const pinned = await Deno.readTextFile(`${source.file}.sha256`).catch(() => null);
  if (pinned === null || pinned.trim() === source.sha256) return;
  throw new DataError(
    `Cannot use ${source.file}: its sha256 is ${source.sha256} and was ${pinned.trim()} ` +
      `when it was downloaded, delete it to fetch it again`,
  );
}

function fault(part: Part, state: string, way: string, cause?: unknown): DataError {
  const message =
    `Cannot download ${part.remote.url}: ${state}, ${way} or put the file at ${part.path}`;
  return new DataError(message, { cause });
}

function progress(done: number, total: number | null): string {
  return total === null ? `${done} bytes` : `${done} of ${total} bytes`;
}

async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const option = "cacheDir";
    const way = `free some space or choose another folder with ${option}`;
    throw new DataError(`Cannot write ${path}: ${reasonOf(cause)}, ${way}`, { cause, option });
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return await Deno.stat(path).then((stat) => stat.size, () => null);
}

async function readValidator(part: Part): Promise<string | null> {
  return await Deno.readTextFile(part.validatorPath).catch(() => null);
}

/** Keeps the value for If-Range: a strong ETag, else the date. */
async function writeValidator(part: Part, response: Response): Promise<void> {
  if (response.status !== 200) return;
  const etag = response.headers.get("etag");
  const strong = etag?.startsWith("W/") ? null : etag;
  const validator = strong ?? response.headers.get("last-modified");
  if (validator) await onDisk(part.path, () => Deno.writeTextFile(part.validatorPath, validator));
  else await Deno.remove(part.validatorPath).catch(() => {});
}
