import { assert, assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);

/** Globals that pages with WebGPU have, and the library of types does not. */
const globals = `
declare const GPUBufferUsage: Record<string, number>;
declare const GPUMapMode: Record<string, number>;
declare const GPUShaderStage: Record<string, number>;
`;

/** Checks files by the types of Node 20 and Safari 17: ES2023, and what browsers have. */
async function check(...paths: readonly string[]): Promise<{ success: boolean; errors: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const options = {
      compilerOptions: { strict: true, lib: ["es2023", "dom", "dom.iterable"] },
      imports: { "@std/csv/parse": new URL("links/std-csv/parse.ts", root).href },
    };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(options));
    await Deno.writeTextFile(`${folder}/globals.d.ts`, globals);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "-q", "--config", `${folder}/deno.json`, `${folder}/globals.d.ts`, ...paths],
      env: { NO_COLOR: "1" },
    }).output();
    return { success, errors: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("engine, models and training in memory need nothing that is newer than ES2023", async () => {
  const paths = ["engine/mod.ts", "models/mod.ts", "tasks/library.ts"];
  const entries = paths.map((path) => new URL(path, root).pathname);
  assertEquals(await check(...entries), { success: true, errors: "" });
});

Deno.test("what is newer than ES2023 is found", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `export const even = new Set([1, 2]).values().filter((x) => x % 2 === 0);\n` +
        `export const { promise } = Promise.withResolvers();\n`,
    );
    const { success, errors } = await check(file);
    assertEquals(success, false);
    for (const name of ["'filter'", "'withResolvers'"]) assert(errors.includes(name), errors);
  } finally {
    await Deno.remove(file);
  }
});
