/**
 * The engine as others get it: staged for publishing, bundled by esbuild in a way that renames, wraps and lowers
 * code, and run by other runtimes. What is not installed here is not tried.
 */
import { assertEquals } from "@std/assert";
import { stage } from "../../tasks/publish.ts";

const root = new URL("../../", import.meta.url);
const esbuild = ["run", "-A", "--no-lock", "--no-config", "npm:esbuild@0.28.1"];

/** What a command prints; null when it is not there or fails. */
async function output(command: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(command, {
      args: [...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}

const entry = `
import { matmul, openCpu, tensor } from "./engine/mod.ts";

async function main() {
  const device = await openCpu({ threads: 2 });
  const x = tensor(device, Float32Array.from({ length: 400 * 400 }, (_, i) => i % 3), [400, 400]);
  const product = await matmul(x, x).data();
  let sum = 0;
  for (const value of product) sum += value;
  console.log(device.traits.threads + " threads, " + sum);
}

main();
`;

/** Plays a runtime whose policy refuses workers. */
const refused = `
globalThis.process.getBuiltinModule = () => ({
  Worker: class {
    constructor() {
      throw new Error("Access to this API has been restricted");
    }
  },
});
await import("./bundle.mjs");
`;

/** The sum of the product, made by counting. */
function expected(): number {
  const column = new Float64Array(400), row = new Float64Array(400);
  for (let i = 0; i < 400 * 400; i++) {
    column[i % 400] += i % 3;
    row[Math.floor(i / 400)] += i % 3;
  }
  return column.reduce((sum, value, i) => sum + value * row[i], 0);
}

async function bundle(): Promise<string> {
  const folder = await Deno.makeTempDir();
  await stage(root, new URL(`file://${folder}/`));
  await Deno.writeTextFile(`${folder}/entry.ts`, entry);
  await Deno.writeTextFile(`${folder}/refused.mjs`, refused);
  const options = ["--bundle", "--format=esm", "--keep-names", "--target=es2020"];
  const out = `--outfile=${folder}/bundle.mjs`;
  const done = await output(Deno.execPath(), ...esbuild, `${folder}/entry.ts`, ...options, out);
  assertEquals(done, "");
  return folder;
}

const bundler = await output(Deno.execPath(), ...esbuild, "--version");
const node = await output("node", "--version");

/** Runtimes that a bundle is run by, without permissions where they know some. */
const runtimes = [
  { name: "Deno", command: [Deno.execPath(), "run", "--no-prompt", "--no-config"], here: true },
  { name: "Node.js", command: ["node"], here: Number(node?.slice(1).split(".")[0] ?? 0) >= 20 },
];

Deno.test({ name: "a bundle of the engine", ignore: bundler === null }, async (t) => {
  const folder = await bundle();
  await t.step("names no runtime", async () => {
    const text = await Deno.readTextFile(`${folder}/bundle.mjs`);
    assertEquals(text.match(/node:|\bDeno\s*\./g), null);
  });
  for (const { name, command: [command, ...args], here } of runtimes) {
    await t.step({
      name: `computes on two threads in ${name}`,
      ignore: !here,
      fn: async () => {
        const text = await output(command, ...args, `${folder}/bundle.mjs`);
        assertEquals(text, `2 threads, ${expected()}\n`);
      },
    });
    await t.step({
      name: `computes on one thread in ${name} where workers are refused`,
      ignore: !here,
      fn: async () => {
        const text = await output(command, ...args, `${folder}/refused.mjs`);
        assertEquals(text, `1 threads, ${expected()}\n`);
      },
    });
  }
  await Deno.remove(folder, { recursive: true });
});
