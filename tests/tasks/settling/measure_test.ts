/** How the states of a model come to rest. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { modalityOf } from "../../../tasks/modalities.ts";
import { readSettling } from "../../../tasks/settling/file.ts";
import { writeSettling } from "../../../tasks/settling/measure.ts";
import { writeSettlingData } from "../settling_data.ts";
import { inFolder, shared, tinySettling, trainOptions } from "../support.ts";

for (const mode of ["ep", "bp"]) {
  Deno.test(`writeSettling() watches the free phase of a net for ${mode}`, () =>
    inFolder(async (folder) => {
      await writeSettlingData(folder);
      const own = ["--model", "ep_text", "--mode", mode, ...tinySettling];
      const sizes = trainOptions("--dataset", `${folder}/rows.csv`, ...own);
      const options = { ...sizes, freeSteps: 40 };
      const { build, test } = await modalityOf(options).prepare(options, () => {});
      const learner = build(shared);
      const file = (await writeSettling(folder, learner, test, options))!;
      assertEquals([file.rows, file.residuals.length, file.phi.length], [20, 40, 40]);
      assert(file.residuals[39] < 1e-3 * file.residuals[0], `${file.residuals}`);
      assert(file.residuals[file.needed! - 1] <= file.tolerance);
      assert(file.residuals[file.needed! - 2] > file.tolerance);
      assertEquals(await readSettling(folder), file);
      const short = { ...options, freeSteps: 2 };
      assertEquals((await writeSettling(folder, learner, test, short))!.needed, null);
    }));
}

Deno.test("writeSettling() leaves models of blocks alone, and a damaged file is refused", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const options = trainOptions("--dataset", `${folder}/rows.csv`, "--model", "linearal");
    const { build, test } = await modalityOf(options).prepare(options, () => {});
    assertEquals(await writeSettling(folder, build(shared), test, options), null);
    assertEquals(await readSettling(folder), null);
    const damaged = { rows: 1, residuals: [1], phi: [], tolerance: 1, needed: null };
    await Deno.writeTextFile(`${folder}/settling.json`, JSON.stringify(damaged));
    await assertRejects(() => readSettling(folder), DataError, "has lists of different lengths");
  }));
