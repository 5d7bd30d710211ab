/**
 * Keeps two processes from writing one run.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { removeTemporaries, writeError } from "./atomic.ts";
import { runPath } from "./folder.ts";

/**
 * A run folder that this process alone writes, until it is disposed of.
 *
 * The lock is the system's own on `lock.json`, which ends with its process however that ends: a file
 * that a killed process left is no lock. The process's number is written in it for messages.
 */
export class RunLock implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Locks a run folder and removes what killed processes left half written in it.
   *
   * @throws {DataError} when another process holds it, or the folder cannot be written
   */
  static async take(run: string): Promise<RunLock> {
    const path = runPath(run, "lock");
    try {
      for (;;) {
        const file = await Deno.open(path, { read: true, write: true, create: true });
        if (!await file.tryLock(true)) {
          file.close();
          throw new DataError(
            `Cannot write to run ${run}: ${await owner(path)} writes to it, wait for it or end it`,
          );
        }
        if (await isCurrent(path, file)) {
          await file.truncate();
          await file.write(new TextEncoder().encode(JSON.stringify({ pid: Deno.pid }) + "\n"));
          await removeTemporaries(run);
          return new RunLock(path, file);
        }
        file.close();
      }
    } catch (error) {
      throw error instanceof DataError ? error : writeError(path, error);
    }
  }

  /** Frees the folder. */
  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.#path);
    } catch {
      // Windows removes no open file; what stays is no lock.
    }
    this.#file.close();
  }
}

/** False where the owner before removed the file between our opening and locking it. */
async function isCurrent(path: string, file: Deno.FsFile): Promise<boolean> {
  try {
    return (await Deno.stat(path)).ino === (await file.stat()).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function owner(path: string): Promise<string> {
  try {
    const { pid } = JSON.parse(await Deno.readTextFile(path));
    return Number.isSafeInteger(pid) ? `process ${pid}` : "another process";
  } catch {
    return "another process";
  }
}
