/**
 * Reads the imports and names of the project's sources and tells which ones the house rules forbid.
 *
 * @module
 */

import { type Source, source } from "./source.ts";

/** What a file of a folder may import: folders of the project, and other packages. */
interface Rule {
  readonly folders: readonly string[];
  readonly packages: readonly RegExp[];
}

const std = (name: string) => new RegExp(`^@std/${name}(/|$)`);
const below = ["shaders", "engine", "models", "datasets"];

const rules: Readonly<Record<string, Rule>> = {
  engine: { folders: ["shaders", "engine"], packages: [] },
  models: { folders: ["engine", "models"], packages: [] },
  datasets: { folders: ["datasets"], packages: [std("csv")] },
  "datasets/files/": {
    folders: ["datasets"],
    packages: [/^(fflate|jpeg-js|pngjs)$/, /^node:(buffer|crypto|zlib)$/],
  },
  tasks: { folders: [...below, "tasks", "deno.json"], packages: [std("cli"), /^node:/] },
  // Loaded by those alone who spread a run over processes.
  "tasks/nats/": {
    folders: [...below, "tasks"],
    packages: [/^@nats-io\/(jetstream|transport-node)$/, /^node:(net|zlib)$/],
  },
  // The libraries we measure ourselves against.
  "tasks/bench/peers": { folders: [...below, "tasks"], packages: [/^npm:/, /^@tensorflow\//] },
  "mod.ts": { folders: [...below, "tasks"], packages: [] },
  tests: {
    folders: [...below, "tasks", "tests", "mod.ts"],
    packages: [
      /^@std\//,
      /^fflate$/,
      /^(npm|node):/,
      /^@nats-io\/jetstream$/,
      /^@associated\/learning(\/|$)/,
    ],
  },
};

/**
 * Floors inside a folder: a file imports from its own or from lower ones; of two starts that fit a path
 * the longer one counts. The unnamed files of engine/ and datasets/ are the ground; those of tasks/ are
 * the commands, which stand on top.
 */
const floors: Readonly<Record<string, ReadonlyArray<readonly string[]>>> = {
  engine: [
    ["engine/device/"],
    ["engine/tensor/"],
    ["engine/ops/"],
    ["engine/gradients.ts"],
    ["engine/nn/", "engine/optim/"],
    ["engine/local/"],
    ["engine/mod.ts"],
  ],
  datasets: [
    ["datasets/table/"],
    ["datasets/files/"],
    ["datasets/text/", "datasets/pair/", "datasets/image/", "datasets/numbers/", "datasets/mod.ts"],
    [
      "datasets/files/text/",
      "datasets/files/pair/",
      "datasets/files/image/",
      "datasets/files/numbers/",
    ],
    ["datasets/files/mod.ts"],
  ],
  tasks: [
    ["tasks/loop/", "tasks/encoding.ts", "tasks/labels.ts", "tasks/parts.ts"],
    ["tasks/terminal/", "tasks/version.ts"],
    ["tasks/options/", "tasks/svg/"],
    ["tasks/modality.ts", "tasks/net_options.ts", "tasks/run/"],
    ["tasks/encoding_file.ts"],
    ["tasks/text/", "tasks/pair/", "tasks/image/", "tasks/numbers/"],
    ["tasks/classifier/", "tasks/modalities.ts"],
    ["tasks/model/", "tasks/features/"],
    ["tasks/answers/", "tasks/adaptive/", "tasks/settling/"],
    ["tasks/report/"],
    ["tasks/nats/"],
    ["tasks/training/"],
  ],
};

/** Data in memory: no file of it may import one that needs files or the network. */
const inMemory = /^datasets\/(?!files\/)/;
const pure =
  /^(engine|models|datasets\/(?!files\/)|tasks\/(loop|classifier)\/|tasks\/(encoding|labels|parts|text\/(encoding|encoding_json|labelled|labelled_rows)|image\/(encoding|labelled)|numbers\/(encoding|labelled)|library)\.ts$|mod\.ts$)/;
/** What Node 20 or Safari 17 lack of the language and of what browsers have, besides chains on iterators. */
const newer = [
  /\.(?:keys|values|entries)\(\s*\)\s*\??\.\s*\w+/,
  /\.matchAll\([^()]*\)\s*\??\.\s*\w+/,
  /\bIterator\s*\.\s*\w+/,
  /\bArray\s*\.\s*fromAsync\b/,
  /\bReadableStream\s*\.\s*from\b/,
  /\bPromise\s*\.\s*(?:withResolvers|try)\b/,
  /\b(?:Object|Map)\s*\.\s*groupBy\b/,
  /\b(?:URL\s*\.\s*parse|AbortSignal\s*\.\s*any|RegExp\s*\.\s*escape|Error\s*\.\s*isError)\b/,
  /\bMath\s*\.\s*(?:f16round|sumPrecise)\b/,
  /\bFloat16Array\b/,
  /\.\s*(?:(?:set)?[fF]rom|to)(?:Hex|Base64)\b/,
  /\.\s*(?:union|intersection|difference|symmetricDifference|is(?:Subset|Superset|Disjoint)\w+)\s*\(/,
  /\.\s*(?:transfer|transferToFixedLength|getOrInsert(?:Computed)?)\s*\(/,
  /\busing\s+[\w$]+\s*=/,
  /\bSymbol\s*\.\s*(?:dispose|asyncDispose)\b/,
];
const forbidden: ReadonlyArray<{ in: RegExp; but?: RegExp; name: RegExp; why: string }> = [
  { in: pure, name: /(?<![\w$.#])Deno\b|globalThis\.Deno\b/, why: "asks for no permission" },
  { in: pure, name: /(?<![\w$.#])fetch\s*\(|globalThis\.fetch\b/, why: "does not use the network" },
  { in: pure, name: /(?<![\w$.#])console\b|globalThis\.console\b/, why: "does not print" },
  { in: pure, name: /(?<![\w$.#])process\s*\./, why: "runs in a browser too" },
  {
    in: pure,
    // As a program it hands over to the command line.
    but: /^mod\.ts$/,
    name: /\bimport\s*\((?!\s*"\d+")/,
    why: "imports only what can be read here",
  },
  ...newer.map((name) => ({ in: pure, name, why: "runs in Node 20 and Safari 17 too" })),
  { in: /^(?!tests\/)/, name: /\bMath\s*\.\s*random\b/, why: "takes randomness as an argument" },
  {
    in: /^(?!tests\/|tasks\/bench\/peers\/)/,
    but: /^engine\/device\/webgpu(\.ts$|\/)/,
    name: /(?<![\w$#])GPU[A-Z]\w*/,
    why: "leaves WebGPU to engine/device/webgpu",
  },
  {
    in: /^(?!tests\/|tasks\/bench\/peers\/)/,
    // It asks how many threads the machine runs at the same time.
    but: /^engine\/device\/(webgpu(\.ts$|\/)|cpu\/hire\.ts$)/,
    name: /\bnavigator\b/,
    why: "leaves WebGPU to engine/device/webgpu",
  },
];

/** The files an import of `path` leads to or the package it names, `null` for what cannot be read. */
function resolve(path: string, specifier: string): { file?: string; name?: string } {
  if (!specifier.startsWith(".")) return { name: specifier };
  return { file: new URL(specifier, `file:///${path}`).pathname.slice(1) };
}

/** The folder of the top level a path lies in; the file's own name at the top level. */
const folderOf = (path: string) => path.split("/")[0];

function floorOf(path: string): number {
  const folder = folderOf(path);
  const own = floors[folder] ?? [];
  const starts = own.flat().filter((start) => path.startsWith(start));
  if (!starts.length) return folder === "tasks" ? own.length : -1;
  const longest = starts.reduce((a, b) => b.length > a.length ? b : a);
  return own.findIndex((floor) => floor.includes(longest));
}

function checkImport(path: string, specifier: string): string | null {
  const rule = rules[Object.keys(rules).findLast((start) => path.startsWith(start)) ?? ""];
  if (!rule) return `${path}: lies in no folder that the rules name`;
  const { file, name } = resolve(path, specifier);
  if (name !== undefined) {
    const allowed = rule.packages.some((pattern) => pattern.test(name));
    return allowed ? null : `${path}: may not import the package ${name}`;
  }
  const folder = folderOf(file!);
  if (!rule.folders.includes(folder)) return `${path}: may not import ${file}`;
  if (inMemory.test(path) && file!.startsWith("datasets/files/")) {
    return `${path}: may not import ${file}, which needs files or the network`;
  }
  if (folderOf(path) === folder && floorOf(file!) > floorOf(path)) {
    return `${path}: may not import ${file}, which stands above it`;
  }
  return null;
}

function checkNames(path: string, { code }: Source): string[] {
  return forbidden
    .filter((rule) => rule.in.test(path) && !rule.but?.test(path))
    .flatMap((rule) => {
      const found = rule.name.exec(code);
      if (!found) return [];
      const line = code.slice(0, found.index).split("\n").length;
      return [`${path}:${line}: ${folderOf(path)} ${rule.why}, but here is ${found[0]}`];
    });
}

/** The circles among the files, each told once, as `a -> b -> a`. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const trail: string[] = [];
  const found: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return found;
}

/** The files that are loaded or checked with one of them, and that need files or the network. */
export function impureBelow(files: ReadonlyMap<string, string>, entry: string): string[] {
  const found = new Set([entry]);
  for (const path of found) {
    for (const specifier of source(files.get(path) ?? "").imports) {
      const { file } = resolve(path, specifier);
      if (file) found.add(file);
    }
  }
  return [...found].filter((path) => !pure.test(path) && !path.startsWith("shaders/"));
}

/** Every breach of the house rules in the sources, given as text by path from the project's root. */
export function checkSources(files: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [path, text] of files) {
    const read = source(text);
    const specifiers = read.imports;
    for (const specifier of specifiers) {
      const breach = checkImport(path, specifier);
      if (breach) breaches.push(breach);
    }
    breaches.push(...checkNames(path, read));
    // Types may refer to each other (a tensor has a tape, a tape has tensors): they are gone at run time.
    const values = specifiers.filter((specifier) => !read.types.has(specifier));
    graph.set(path, values.flatMap((specifier) => resolve(path, specifier).file ?? []));
  }
  return [...breaches, ...circles(graph).map((circle) => `Circular import: ${circle}`)];
}
