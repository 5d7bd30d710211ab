/**
 * Publishes a staged copy to JSR: `deno task publish`, or `deno task publish --dry-run` to only try.
 *
 * JSR takes no text imports. In the copy the text of each imported `k.wgsl` is therefore a module
 * `k.wgsl.ts`; the text of a `k.js` becomes a module `k.js.ts` beside `k.js` itself. The copy has no links
 * either: users get the standard library from JSR. A dry run keeps the links, and with them needs no JSR.
 *
 * @module
 */

/** What is copied, files and folders. */
const published = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "docs",
  "mod.ts",
  "engine",
  "models",
  "datasets",
  "tasks",
];

/** Files that serve the project itself and not its users. */
const kept = /^tasks\/(ok|publish)\.ts$/;

const textImport = /(\bfrom\s*)"([^"]+)"\s*with\s*\{\s*type:\s*"text",?\s*\}/g;

/** What {@linkcode rewriteTextImports} found. */
export interface Rewritten {
  /** The source with `./k.wgsl.ts` in place of each text import of `./k.wgsl`. */
  readonly source: string;
  /** The texts it imports, as written there. */
  readonly texts: readonly string[];
}

/**
 * Turns text imports into imports of modules.
 *
 * @throws {Error} when a text import stays that is not of the form `import text from "path" with { type: "text" }`.
 */
export function rewriteTextImports(source: string): Rewritten {
  const texts: string[] = [];
  const rewritten = source.replaceAll(textImport, (_, from, path) => {
    texts.push(path);
    return `${from}"${path}.ts"`;
  });
  if (/\btype:\s*"text"\s*,?\s*\}/.test(rewritten)) {
    throw new Error(
      'Cannot rewrite a text import: it is no static import, write import text from "path" with { type: "text" }',
    );
  }
  return { source: rewritten, texts };
}

/** A module whose default export is the text. */
export function textModule(text: string): string {
  const escaped = text.replaceAll(/\\|`|\$\{/g, "\\$&").replaceAll("\r", "\\r");
  return `const text: string = \`${escaped}\`;\nexport default text;\n`;
}

async function stageFile(root: URL, target: URL, path: string): Promise<void> {
  if (kept.test(path)) return;
  const destination = new URL(path, target);
  await Deno.mkdir(new URL(".", destination), { recursive: true });
  if (!path.endsWith(".ts")) return await Deno.copyFile(new URL(path, root), destination);
  const { source, texts } = rewriteTextImports(await Deno.readTextFile(new URL(path, root)));
  await Deno.writeTextFile(destination, source);
  for (const text of texts) {
    const from = new URL(text, new URL(path, root));
    const to = new URL(from.href.slice(root.href.length) + ".ts", target);
    await Deno.mkdir(new URL(".", to), { recursive: true });
    await Deno.writeTextFile(to, textModule(await Deno.readTextFile(from)));
  }
}

async function stageTree(root: URL, target: URL, path: string): Promise<void> {
  const { isDirectory } = await Deno.stat(new URL(path, root));
  if (!isDirectory) return await stageFile(root, target, path);
  for await (const entry of Deno.readDir(new URL(path, root))) {
    if (!entry.name.startsWith(".")) await stageTree(root, target, `${path}/${entry.name}`);
  }
}

/**
 * Copies the package from the project's folder into an empty one; both URLs end in a slash.
 *
 * @param links Whether the copy resolves the standard library through the project's `links/`, as a dry run does.
 */
export async function stage(root: URL, target: URL, links = false): Promise<void> {
  for (const path of published) await stageTree(root, target, path);
  const configuration = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const { name, version, license, exports, imports, compilerOptions } = configuration;
  const copy: Record<string, unknown> = {
    name,
    version,
    license,
    exports,
    imports,
    compilerOptions,
  };
  if (links) {
    copy.links = configuration.links.map((link: string) =>
      decodeURIComponent(new URL(link, root).pathname)
    );
  }
  await Deno.writeTextFile(new URL("deno.json", target), JSON.stringify(copy, null, 2) + "\n");
}

async function main(options: readonly string[]): Promise<number> {
  const root = new URL("../", import.meta.url);
  const folder = await Deno.makeTempDir({ prefix: "associated-learning-" });
  try {
    const target = new URL(`file://${folder}/`);
    await stage(root, target, options.includes("--dry-run"));
    const command = new Deno.Command(Deno.execPath(), {
      // The copy stands outside any repository, where everything counts as uncommitted.
      args: ["publish", "--allow-dirty", ...options],
      cwd: folder,
    });
    return (await command.spawn().status).code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
