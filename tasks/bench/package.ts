/**
 * How large the published package is.
 *
 * @module
 */
import type { LeftOutLine, PackageLine } from "./lines.ts";
import { TemporaryFolder } from "./process.ts";

/** What stages the package; the package itself does not have it. */
const STAGING = new URL("../publish.ts", import.meta.url);
const ROOT = new URL("../../", import.meta.url);

interface Staging {
  stage(root: URL, target: URL): Promise<void>;
}

/** Stages the package as publishing does, and adds up its files. */
export async function packageSize(): Promise<PackageLine | LeftOutLine> {
  if (STAGING.protocol !== "file:") {
    const reason = "a package is made from a clone of the project only";
    return { kind: "left out", engine: "ours", case: "package", reason };
  }
  const { stage }: Staging = await import(STAGING.href);
  await using folder = await TemporaryFolder.make();
  await stage(ROOT, new URL(`file://${folder.path}/`));
  const size = { files: 0, bytes: 0, compressed: 0, processors: 0 };
  for await (const path of filesOf(folder.path)) {
    const text = await Deno.readFile(path);
    size.files++;
    size.bytes += text.length;
    size.compressed += await compressed(text);
    if (/^\/engine\/device\/cpu[./]/.test(path.slice(folder.path.length))) {
      size.processors += text.length;
    }
  }
  return { kind: "package", ...size };
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesOf(path);
    else yield path;
  }
}

async function compressed(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
