/**
 * Keeps two processes from writing one run.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { removeTemporaries, writeError } from "./atomic.ts";
import { runPath } from "./folder.ts";

/**
 * Keeps a run folder for this process alone, until the lock is disposed of.
 *
 * The lock is a lock of the system on `lock.json`. It ends with its process, however the process ends, so
 * that a file left by a killed process locks nothing. The number of the process is written in the file for
 * messages.
 */
export class RunLock implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Locks a run folder, and removes files that killed processes left half written in it.
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
      // Windows removes no open file; the file that stays locks nothing.
    }
    this.#file.close();
  }
}

/** False where the owner before us removed the file after we had opened and before we had locked it. */
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
