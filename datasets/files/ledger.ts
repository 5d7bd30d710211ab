import { createHash } from "node:crypto";
import type { Chunks } from "../bytes.ts";
import type { Source } from "../dataset.ts";
import { DataError } from "../error.ts";

/** How far a download or a read has come. */
export interface Progress {
  /** Whether the file is downloaded or read. */
  readonly activity: "download" | "read";
  /** The file. */
  readonly file: string;
  /** Bytes so far. */
  readonly done: number;
  /** Bytes in all, or null where that is not known. */
  readonly total: number | null;
}

/** Keeps the checksums of files that are read, and tells how far reading has come. */
export class Ledger {
  /** The files read to their end so far. */
  readonly sources: Source[] = [];
  /** Called as reading goes on. */
  readonly onProgress: (progress: Progress) => void;

  /** @param onProgress Called as reading goes on. */
  constructor(onProgress: (progress: Progress) => void = () => {}) {
    this.onProgress = onProgress;
  }
}

/**
 * Opens a file for reading.
 *
 * @throws {DataError} when it is missing, a folder, or not readable.
 */
export async function openFile(path: string): Promise<{ file: Deno.FsFile; size: number }> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(path);
    const stat = await file.stat();
    if (!stat.isDirectory) return { file, size: stat.size };
  } catch (cause) {
    file?.close();
    throw new DataError(`Cannot read ${path}: ${reasonOf(cause)}, check the path`, { cause });
  }
  file.close();
  throw new DataError(`Cannot read ${path}: it is a folder, give the path of a file`);
}

/** The reason of the file system's refusal in a few words. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "no such file or folder";
  if (cause instanceof Deno.errors.PermissionDenied) return "permission denied by the system";
  if (cause instanceof Deno.errors.NotCapable) return "Deno was started without permission for it";
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n")[0].replace(/[.,]$/, "").replace(
    /^[A-Z](?=[a-z])/,
    (c) => c.toLowerCase(),
  );
}

/** Reads a file in pieces; once the end is reached, its checksum is in the ledger, where there is one. */
export async function* readBytes(path: string, ledger: Ledger | null): AsyncGenerator<Uint8Array> {
  const { file, size } = await openFile(path);
  if (!ledger) return yield* guarded(file.readable, path);
  const sha256 = createHash("sha256");
  let done = 0;
  for await (const chunk of guarded(file.readable, path)) {
    sha256.update(chunk);
    done += chunk.length;
    ledger.onProgress({ activity: "read", file: path, done, total: size });
    yield chunk;
  }
  ledger.sources.push({ file: path, bytes: done, sha256: sha256.digest("hex") });
}

async function* guarded(chunks: Chunks, path: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    while (true) {
      const step = await iterator.next().catch((cause) => {
        throw new DataError(`Cannot read ${path}: ${reasonOf(cause)}, check the disk`, { cause });
      });
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await iterator.return?.();
  }
}
