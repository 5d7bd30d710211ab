/**
 * The command line as a program: `deno run -A jsr:@associated/learning/cli train --dataset ag_news`.
 *
 * @module
 */
import { main as command } from "./cli.ts";

/** Runs a command line; that of the process where none is given. */
export async function main(args: readonly string[] = Deno.args): Promise<void> {
  await command(args);
}

if (import.meta.main) await main();
