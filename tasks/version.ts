/** The program's version. @module */
import config from "../deno.json" with { type: "json" };

/** Version of the package, as in `deno.json`. */
export const version: string = config.version;
