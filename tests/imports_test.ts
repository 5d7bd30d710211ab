import { assert, assertEquals } from "@std/assert";
import { checkSources } from "./imports.ts";
import { projectSources, source } from "./source.ts";

const check = (files: Record<string, string>) => checkSources(new Map(Object.entries(files)));

Deno.test("the project's imports go downward, without circles, and its folders keep to their globals", async () => {
  assertEquals(checkSources(await projectSources()), []);
});

Deno.test("the rules are read from the sources that there are", async () => {
  const files = await projectSources();
  for (const folder of ["engine/", "models/", "datasets/", "tasks/", "tests/"]) {
    assertEquals(files.keys().some((path) => path.startsWith(folder)), true, folder);
  }
});

Deno.test("checkSources() accepts what stands below", () => {
  assertEquals(
    check({
      "engine/ops/tanh.ts": `import code from "../../shaders/tanh.wgsl" with { type: "text" };`,
      "engine/device/cpu/hire.ts": `navigator.hardwareConcurrency;`,
      "models/al.ts": `import type { Tensor } from "../engine/mod.ts";`,
      "datasets/files/zip.ts": `import { Inflate } from "fflate";\nDeno.open("a.zip");`,
      "datasets/files/text/a.ts":
        `import { b } from "../../text/b.ts";\nimport { c } from "../c.ts";`,
      "datasets/text/b.ts": `for (const a of [...b.keys()].filter(Boolean)) c(a);`,
      "tasks/cli.ts": `import { parseArgs } from "@std/cli/parse-args";\nDeno.exit(0);`,
      "mod.ts": `export * from "./engine/mod.ts";\nawait import("./tasks/cli.ts");`,
    }),
    [],
  );
});

const planted: ReadonlyArray<readonly [name: string, path: string, text: string, breach: string]> =
  [
    [
      "an import upward",
      "engine/x.ts",
      `import { a } from "../models/a.ts";`,
      "engine/x.ts: may not import models/a.ts",
    ],
    [
      "a type imported upward",
      "engine/x.ts",
      `import type {\n  A,\n} from "../tasks/a.ts";`,
      "engine/x.ts: may not import tasks/a.ts",
    ],
    [
      "a re-export upward",
      "models/x.ts",
      `export * from "../datasets/a.ts";`,
      "models/x.ts: may not import datasets/a.ts",
    ],
    [
      "a dynamic import upward",
      "datasets/x.ts",
      `const a = await import("../engine/mod.ts");`,
      "datasets/x.ts: may not import engine/mod.ts",
    ],
    [
      "a type named by import()",
      "datasets/x.ts",
      `let a: import("../engine/mod.ts").Tensor;`,
      "datasets/x.ts: may not import engine/mod.ts",
    ],
    [
      "an import of effects",
      "models/x.ts",
      `import "../tasks/a.ts";`,
      "models/x.ts: may not import tasks/a.ts",
    ],
    [
      "a floor above, inside engine/",
      "engine/nn/x.ts",
      `import { a } from "../local/a.ts";`,
      "engine/nn/x.ts: may not import engine/local/a.ts, which stands above it",
    ],
    [
      "a floor above, inside tasks/",
      "tasks/run/x.ts",
      `import { a } from "../model/a.ts";`,
      "tasks/run/x.ts: may not import tasks/model/a.ts, which stands above it",
    ],
    [
      "a command imported by what it stands on",
      "tasks/training/x.ts",
      `import { a } from "../train.ts";`,
      "tasks/training/x.ts: may not import tasks/train.ts, which stands above it",
    ],
    [
      "texts known to what all kinds of data share",
      "datasets/split.ts",
      `import type { Examples } from "./text/examples.ts";`,
      "datasets/split.ts: may not import datasets/text/examples.ts, which stands above it",
    ],
    [
      "texts known to archives and downloads",
      "datasets/files/zip.ts",
      `import type { Examples } from "../text/examples.ts";`,
      "datasets/files/zip.ts: may not import datasets/text/examples.ts, which stands above it",
    ],
    [
      "files known to data in memory",
      "datasets/text/x.ts",
      `import type { Progress } from "../files/ledger.ts";`,
      "datasets/text/x.ts: may not import datasets/files/ledger.ts, which needs files or the network",
    ],
    [
      "files in the entry that browsers load",
      "datasets/mod.ts",
      `export * from "./files/cache.ts";`,
      "datasets/mod.ts: may not import datasets/files/cache.ts, which needs files or the network",
    ],
    [
      "a module of Node in data in memory",
      "datasets/text/x.ts",
      `import { createHash } from "node:crypto";`,
      "datasets/text/x.ts: may not import the package node:crypto",
    ],
    [
      "a file opened by data in memory",
      "datasets/x.ts",
      `await Deno.open("a");`,
      "datasets/x.ts:1: datasets asks for no permission, but here is Deno",
    ],
    [
      "a stream made as young browsers make it",
      "datasets/x.ts",
      `ReadableStream.from(a);`,
      "datasets/x.ts:1: datasets runs in Node 20 and Safari 17 too, but here is ReadableStream.from",
    ],
    [
      "an iterator filtered as young browsers filter it",
      "datasets/x.ts",
      `a.keys().filter(Boolean);`,
      "datasets/x.ts:1: datasets runs in Node 20 and Safari 17 too, but here is .keys().filter",
    ],
    [
      "a package",
      "engine/x.ts",
      `import { parseArgs } from "@std/cli";`,
      "engine/x.ts: may not import the package @std/cli",
    ],
    [
      "Deno in the engine",
      "engine/x.ts",
      `/* Deno */\nconst a = Deno.cwd();`,
      "engine/x.ts:2: engine asks for no permission, but here is Deno",
    ],
    [
      "Deno inside a template",
      "engine/x.ts",
      "const a = `Deno ${Deno.cwd()}`;",
      "engine/x.ts:1: engine asks for no permission, but here is Deno",
    ],
    [
      "fetch in the models",
      "models/x.ts",
      `await fetch("https://a.org");`,
      "models/x.ts:1: models does not use the network, but here is fetch(",
    ],
    [
      "printing",
      "models/x.ts",
      `console.log(1);`,
      "models/x.ts:1: models does not print, but here is console",
    ],
    [
      "an environment",
      "engine/x.ts",
      `const a = process.env;`,
      "engine/x.ts:1: engine runs in a browser too, but here is process.",
    ],
    [
      "WebGPU outside its file",
      "engine/tensor.ts",
      `let buffer: GPUBuffer;`,
      "engine/tensor.ts:1: engine leaves WebGPU to engine/device/webgpu, but here is GPUBuffer",
    ],
    [
      "navigator in a task",
      "tasks/x.ts",
      `navigator.gpu;`,
      "tasks/x.ts:1: tasks leaves WebGPU to engine/device/webgpu, but here is navigator",
    ],
    [
      "navigator in another file of the processors' device",
      "engine/device/cpu/backend.ts",
      `navigator.hardwareConcurrency;`,
      "engine/device/cpu/backend.ts:1: engine leaves WebGPU to engine/device/webgpu, but here is navigator",
    ],
    [
      "a random number without a seed",
      "datasets/x.ts",
      `Math.random();`,
      "datasets/x.ts:1: datasets takes randomness as an argument, but here is Math.random",
    ],
  ];

for (const [name, path, text, breach] of planted) {
  Deno.test(`checkSources() finds ${name}`, () => assertEquals(check({ [path]: text }), [breach]));
}

const newer: readonly string[] = [
  "map.keys().filter(f)",
  "list.entries()\n  .map(f)",
  "map.values()?.toArray()",
  "text.matchAll(pattern).map(f)",
  "Iterator.from(list)",
  "Array.fromAsync(stream)",
  "ReadableStream.from(list)",
  "Promise.withResolvers()",
  "Promise.try(f)",
  "Object.groupBy(list, f)",
  "Map.groupBy(list, f)",
  "URL.parse(text)",
  "AbortSignal.any(signals)",
  "RegExp.escape(text)",
  "Error.isError(error)",
  "Math.f16round(x)",
  "new Float16Array(2)",
  "bytes.toHex()",
  "Uint8Array.fromBase64(text)",
  "bytes.setFromHex(text)",
  "set.union(other)",
  "set.isSubsetOf(other)",
  "buffer.transfer(8)",
  "map.getOrInsert(key, 1)",
  "{ using file = open(); }",
  "await using file = open()",
  "Symbol.asyncDispose",
];

for (const text of newer) {
  Deno.test(`checkSources() finds what Node 20 or Safari 17 lack: ${text.replace(/\s+/g, " ")}`, () => {
    const [breach, ...more] = check({ "models/x.ts": `${text};` });
    assert(breach.startsWith("models/x.ts:1: models runs in Node 20 and Safari 17 too"), breach);
    assertEquals(more, []);
  });
}

Deno.test("checkSources() lets through what Node 20 and Safari 17 have", () => {
  const text = `
    for (const [i, x] of list.entries()) Object.entries(x).map(f);
    [...map.keys()].filter(f); Array.from(text.matchAll(a), f); list.with(0, 1).toSorted();
    Array.from(list); place.at(-1); list.findLast(f); intersection(a, b); const using = 1;`;
  assertEquals(check({ "engine/x.ts": text }), []);
});

Deno.test("checkSources() finds a circle of values, and lets types refer to each other", () => {
  assertEquals(
    check({
      "engine/a.ts": `import { b } from "./b.ts";`,
      "engine/b.ts": `import { type C, c } from "./c.ts";`,
      "engine/c.ts": `import { a } from "./a.ts";`,
      "engine/d.ts": `import { a } from "./a.ts";\nimport type { E } from "./e.ts";`,
      "engine/e.ts": `import { d } from "./d.ts";`,
    }),
    ["Circular import: engine/a.ts -> engine/b.ts -> engine/c.ts -> engine/a.ts"],
  );
});

Deno.test("source() leaves out comments, strings, templates and regular expressions", () => {
  const { code, imports } = source(
    'a("x // y"); // c\n/* d\n */ const r = /["`/]/; `e ${f(`g ${"h"}`)} i`; j = k / l / m; import "n";',
  );
  assertEquals(code, 'a("0");  \n\n const r = "1"; f("2"); j = k / l / m; import "3";');
  assertEquals(imports, ["n"]);
});
