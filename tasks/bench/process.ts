/**
 * Programs that the benchmark runs in processes of their own, and folders for their output.
 *
 * @module
 */

/** The file of this program. */
const PROGRAM = new URL("../../mod.ts", import.meta.url).href;

/** How a program ended. */
export interface Ended {
  /** Whether it ended with success. */
  readonly success: boolean;
  /** Its standard output. */
  readonly out: string;
  /** Its standard error, or that it is not installed. */
  readonly error: string;
}

/** How a program is started. */
export interface Surroundings {
  /** The folder that it runs in. */
  readonly cwd?: URL;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. */
export async function output(
  [program, ...args]: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      ...surroundings,
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { success, out: decoder.decode(stdout), error: decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, out: "", error: `${program} is not installed` };
  }
}

/**
 * Runs one of our own commands to its end, in a process of its own.
 *
 * @throws {Error} when it fails
 */
export async function runCommand(...args: readonly string[]): Promise<void> {
  const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", PROGRAM, ...args];
  const { success, error } = await output(command);
  if (!success) throw new Error(`Cannot time a run of ${args[0]}: ${error.trim()}`);
}

/** A folder that is gone when it is disposed of. */
export class TemporaryFolder implements AsyncDisposable {
  /** Its path. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** A new one. */
  static async make(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await Deno.makeTempDir({ prefix: "associated-learning-" }));
  }

  /** Removes it with all that is in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
