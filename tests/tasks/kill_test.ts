/** One run that is killed at several calls; `kill.ts` kills as many as one likes. */
import { assertEquals } from "@std/assert";
import { type Kill, killAndCompare, trainWhole } from "./kill.ts";
import { inFolder } from "./support.ts";

Deno.test("a run killed at a rename, a write and a sync, with a process number that repeats, ends as if it were not", () =>
  inFolder(async (folder) => {
    const whole = await trainWhole(folder);
    const kills: Kill[] = [["write", 1], ["rename", 3], ["renamed", 5], ["sync", 9], ["write", 16]];
    assertEquals(await killAndCompare(folder, "run", whole, kills), kills.length);
  }));
