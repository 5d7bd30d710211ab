import { assert, assertEquals, assertThrows } from "@std/assert";
import { rewriteTextImports, stage, textModule } from "../../tasks/publish.ts";

/** Runs the test with two empty folders and removes them. */
async function withFolders(test: (root: URL, target: URL) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const [root, target] = ["root", "target"].map((name) => new URL(`file://${folder}/${name}/`));
  await Promise.all([Deno.mkdir(root), Deno.mkdir(target)]);
  await test(root, target).finally(() => Deno.remove(folder, { recursive: true }));
}

async function write(root: URL, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(new URL(".", new URL(path, root)), { recursive: true });
    await Deno.writeTextFile(new URL(path, root), text);
  }
}

async function list(root: URL, path = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(path || ".", root))) {
    if (isDirectory) found.push(...await list(root, `${path}${name}/`));
    else found.push(path + name);
  }
  return found.sort();
}

const project = {
  "deno.json": JSON.stringify({
    name: "@a/b",
    version: "1.2.3",
    exports: "./mod.ts",
    links: ["./links/c"],
    tasks: { t: "true" },
  }),
  "README.md": "r",
  "CHANGELOG.md": "c",
  "LICENSE": "l",
  "docs/d.md": "d",
  "mod.ts":
    `export { default } from "./engine/ops/x.ts";\nexport { source, twice } from "./engine/y.ts";\n`,
  "engine/y.ts":
    `import source from "./z.js" with { type: "text" };\nimport { twice } from "./z.js";\nexport { source, twice };\n`,
  "engine/z.js": "export const twice = (x) => `${2 * x}`;\n",
  "engine/ops/x.ts":
    `import code from "../../shaders/x.wgsl" with { type: "text" };\nexport default code;\n`,
  "shaders/x.wgsl": "// y = `x` \\ ${1}\n",
  "shaders/unused.wgsl": "",
  "models/.hidden": "",
  "models/m.ts": "",
  "datasets/d.json": "{}",
  "tasks/ok.ts": "",
  "tasks/cli.ts": "",
  "tests/t.ts": "",
  "links/c/mod.ts": "",
};

Deno.test("stage() copies what users get, texts as modules, when the project is whole", () =>
  withFolders(async (root, target) => {
    await write(root, project);
    await stage(root, target);
    assertEquals(await list(target), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "datasets/d.json",
      "deno.json",
      "docs/d.md",
      "engine/ops/x.ts",
      "engine/y.ts",
      "engine/z.js",
      "engine/z.js.ts",
      "mod.ts",
      "models/m.ts",
      "shaders/x.wgsl.ts",
      "tasks/cli.ts",
    ]);
    const { default: code, source, twice } = await import(new URL("mod.ts", target).href);
    assertEquals(code, project["shaders/x.wgsl"]);
    assertEquals([source, twice(2)], [project["engine/z.js"], "4"]);
    const configuration = JSON.parse(await Deno.readTextFile(new URL("deno.json", target)));
    assertEquals(configuration, { name: "@a/b", version: "1.2.3", exports: "./mod.ts" });
  }));

Deno.test("stage() points back to the links when a dry run asks for them", () =>
  withFolders(async (root, target) => {
    await write(root, project);
    await stage(root, target, true);
    const configuration = JSON.parse(await Deno.readTextFile(new URL("deno.json", target)));
    assertEquals(configuration.links, [new URL("links/c", root).pathname]);
  }));

Deno.test("the library's files import nothing by attributes once they are staged", () =>
  withFolders(async (_, target) => {
    await stage(new URL("../../", import.meta.url), target);
    const files = (await list(target)).filter((path) => /^(engine|models|shaders)\//.test(path));
    assert(files.includes("shaders/device/inspect.wgsl.ts"));
    assert(files.includes("engine/device/cpu/thread.js.ts"));
    for (const path of files) {
      const text = await Deno.readTextFile(new URL(path, target));
      assertEquals(/"\s*with\s*\{/.exec(text)?.[0], undefined, path);
    }
  }));

Deno.test("rewriteTextImports() takes an import over several lines and leaves others alone", () => {
  const source = [
    `import a from "./a.wgsl" with {`,
    `  type: "text",`,
    `};`,
    `import b from "./b.json" with { type: "json" };`,
  ].join("\n");
  assertEquals(rewriteTextImports(source), {
    source: `import a from "./a.wgsl.ts";\nimport b from "./b.json" with { type: "json" };`,
    texts: ["./a.wgsl"],
  });
});

Deno.test("rewriteTextImports() refuses a dynamic text import", () => {
  const source = `const a = await import("./a.wgsl", { with: { type: "text" } });`;
  assertThrows(() => rewriteTextImports(source), Error, "Cannot rewrite a text import");
});

Deno.test("textModule() gives back any text when it is imported", async () => {
  const text = "`a` ${b} \\n \\` $ {c} \r\n\u2028é";
  const module = `data:text/typescript;base64,${
    btoa(String.fromCharCode(...new TextEncoder().encode(textModule(text))))
  }`;
  assertEquals((await import(module)).default, text);
});
