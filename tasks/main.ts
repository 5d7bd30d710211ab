/**
 * The command line as a program: `deno run -A jsr:@associated/learning/cli train --dataset ag_news`.
 *
 * @module
 */
import { main } from "./cli.ts";

if (import.meta.main) await main(Deno.args);

export { main };
