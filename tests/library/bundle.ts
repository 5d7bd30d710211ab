/** The entries of the library as one file each, as pages load them: esbuild bundles a staged copy. */
import { relative } from "node:path";
import { stage } from "../../tasks/publish.ts";

const root = new URL("../../", import.meta.url);
const esbuild = ["run", "-A", "--no-lock", "--no-config", "npm:esbuild@0.28.1"];

/** A file that needs no other. */
export interface Bundle {
  /** Its text. */
  readonly code: string;
  /** The project's files that are in it. */
  readonly inputs: readonly string[];
}

/** Runs esbuild; null where it is not installed and cannot be. */
async function run(...args: readonly string[]): Promise<string | null> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...esbuild, ...args],
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout) : null;
}

/** Lets programs in a folder import the package that lies there by its name. */
async function describe(folder: string): Promise<void> {
  const { name, exports } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
  const description = { name, exports, type: "module" };
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify(description));
}

/** Where the standard library is that the project links. */
async function standard(): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  const links = new URL("links/std-csv/", root).pathname;
  const { exports } = JSON.parse(await Deno.readTextFile(`${links}deno.json`));
  const entries = Object.entries<string>(exports).filter(([entry]) => entry !== ".");
  return [
    ...entries.map(([entry, path]) => `--alias:@std/csv${entry.slice(1)}=${links}${path.slice(2)}`),
    `--alias:npm:deno-std@1.4.0=${npmCache}/registry.npmjs.org/deno-std/1.4.0`,
  ];
}

/** Whether there is an esbuild. */
export const hasBundler = (await run("--version")) !== null;

/**
 * Bundles programs that import the package by its name.
 *
 * @param programs Their texts by name.
 * @param options Further options of esbuild.
 */
export async function bundle(
  programs: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<Record<string, Bundle>> {
  const folder = await Deno.makeTempDir();
  try {
    await stage(root, new URL(`file://${folder}/`));
    await describe(folder);
    const files = Object.keys(programs).map((name) => `${folder}/${name}.program.ts`);
    for (const [name, text] of Object.entries(programs)) {
      await Deno.writeTextFile(`${folder}/${name}.program.ts`, text);
    }
    const out = [`--outdir=${folder}/out`, `--metafile=${folder}/meta.json`];
    const common = ["--bundle", "--format=esm", "--platform=browser", "--log-level=error"];
    const done = await run(...files, ...common, ...await standard(), ...out, ...options);
    if (done === null) throw new Error("esbuild cannot bundle the library");
    const { outputs } = JSON.parse(await Deno.readTextFile(`${folder}/meta.json`));
    // Names of files begin where esbuild runs, in whatever folder that is.
    const staged = `${relative(Deno.cwd(), await Deno.realPath(folder))}/`;
    const bundles: Record<string, Bundle> = {};
    for (const [path, { inputs }] of Object.entries<{ inputs: object }>(outputs)) {
      const name = path.split("/").at(-1)!.replace(".program.js", "");
      const code = await Deno.readTextFile(`${folder}/out/${name}.program.js`);
      const own = Object.keys(inputs).filter((input) => !input.endsWith(".program.ts"));
      bundles[name] = {
        code,
        inputs: own.map((input) => input.replace(staged, "")),
      };
    }
    return bundles;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The stranger's program as one file, followed by some more lines. */
export async function strangersBundle(end: string): Promise<string> {
  const text = await Deno.readTextFile(new URL("stranger.ts", import.meta.url));
  const { stranger } = await bundle({ stranger: text + end }, "--minify");
  return stranger.code;
}
