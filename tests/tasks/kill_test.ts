/** A run of each kind of data that is killed at several calls; `kill.ts` kills as many as one likes. */
import { assertEquals } from "@std/assert";
import { type Data, type Kill, killAndCompare, trainWhole } from "./kill.ts";
import { inFolder } from "./support.ts";

const KILLS: Readonly<Record<Data, readonly Kill[]>> = {
  texts: [["write", 1], ["rename", 3], ["renamed", 5], ["sync", 9], ["write", 16]],
  images: [["write", 2], ["renamed", 6], ["sync", 7]],
  settling: [["sync", 3], ["rename", 6], ["write", 11]],
  pairs: [["rename", 2], ["renamed", 5], ["write", 9]],
};

for (const [data, kills] of Object.entries(KILLS) as [Data, readonly Kill[]][]) {
  Deno.test(`a run of ${data} killed at a rename, a write and a sync, with a process number that repeats, ends as if it were not`, () =>
    inFolder(async (folder) => {
      const whole = await trainWhole(folder, data);
      assertEquals(await killAndCompare(whole, "run", kills), kills.length);
    }));
}
