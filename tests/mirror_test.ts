import { assert, assertEquals } from "@std/assert";
import { strayTests } from "./mirror.ts";

async function* filesIn(folder: URL, path = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".") || name === "node_modules") continue;
    if (isDirectory) yield* filesIn(new URL(`${name}/`, folder), `${path}${name}/`);
    else yield path + name;
  }
}

Deno.test("each test stands where what it tests stands, under its name", async () => {
  const files = await Array.fromAsync(filesIn(new URL("../", import.meta.url)));
  assert(files.filter((path) => path.endsWith("_test.ts")).length > 100);
  assertEquals(strayTests(files), []);
});

Deno.test("strayTests() finds a test in another folder, under another name, and of what is gone", () => {
  const tree = ["al", "a/b.ts", "a/c/d.wgsl", "tests/a/e.ts"];
  const fit = [
    "al_test",
    "a/b_test",
    "a/b_edges_test",
    "a/c_test",
    "a/a_test",
    "a/c/d_test",
    "a/e_test",
  ];
  const strays = ["b_test", "a/d_test", "a/bc_test", "a/edges_b_test", "a/f_test", "c/d_test"];
  const paths = (names: string[]) => names.map((name) => `tests/${name}.ts`);
  assertEquals(strayTests([...tree, ...paths([...strays, ...fit])]), paths(strays));
});
