/** Links between the documents hold where the package is published, which has not all of the project's files. */
import { assert, assertEquals } from "@std/assert";
import { stage } from "../../tasks/publish.ts";

/** Targets of the links of a document that are no addresses. */
function localLinks(text: string): string[] {
  const code = /```[\s\S]*?```|`[^`\n]*`(?!\])/g;
  return Array.from(text.replaceAll(code, "").matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Names that headings have as targets. */
function anchors(text: string): string[] {
  return Array.from(
    text.matchAll(/^#+ (.+)$/gm),
    ([, heading]) => heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-"),
  );
}

Deno.test("every link of a published document leads to something that is published", async () => {
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  await stage(new URL("../../", import.meta.url), folder);
  const documents = ["README.md", "CHANGELOG.md"];
  for await (const { name } of Deno.readDir(new URL("docs/", folder))) {
    if (name.endsWith(".md")) documents.push(`docs/${name}`);
  }
  let count = 0;
  const dead: string[] = [];
  for (const document of documents) {
    const at = new URL(document, folder);
    for (const target of localLinks(await Deno.readTextFile(at))) {
      count++;
      const { pathname, hash } = new URL(target, at);
      const there = await Deno.stat(pathname).catch(() => null);
      const isAnchor = () => anchors(Deno.readTextFileSync(pathname)).includes(hash.slice(1));
      if (!there || (hash && !isAnchor())) dead.push(`${document}: ${target}`);
    }
  }
  await Deno.remove(folder, { recursive: true });
  assertEquals(dead, []);
  assert(count > 10, `only ${count} links were found`);
});

Deno.test("localLinks() passes over addresses and code", () => {
  const text = "[a](b.md) [c](https://d.org) `[e](f)` ![g](h.png) [`i`](j)\n```\n[k](l)\n```\n";
  assertEquals(localLinks(text), ["b.md", "h.png", "j"]);
});
