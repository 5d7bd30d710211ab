import { assertEquals } from "@std/assert";
import { impureBelow } from "./imports.ts";
import { projectSources } from "./source.ts";

Deno.test("what a page loads with an entry of the library needs neither files nor the network", async () => {
  const files = await projectSources();
  for (const entry of ["mod.ts", "engine/mod.ts", "models/mod.ts", "datasets/mod.ts"]) {
    assertEquals(impureBelow(files, entry), [], entry);
  }
});

Deno.test("impureBelow() follows imports, those of types too", () => {
  const files = {
    "mod.ts": `export * from "./tasks/library.ts";`,
    "tasks/library.ts": `export { b } from "./loop/b.ts"; export type { C } from "./c.ts";`,
    "tasks/loop/b.ts": `import { d } from "../d.ts";`,
    "tasks/d.ts": `import { e } from "../datasets/files/e.ts";`,
  };
  assertEquals(impureBelow(new Map(Object.entries(files)), "mod.ts"), [
    "tasks/c.ts",
    "tasks/d.ts",
    "datasets/files/e.ts",
  ]);
});
