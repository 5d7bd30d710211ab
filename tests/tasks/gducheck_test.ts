/** The check of updates: figures, pictures and the report of a run. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { settlingWithout, writeSettlingData } from "./settling_data.ts";
import { objects, trainedRun } from "./small_run.ts";
import { inFolder, oneThread, printed, refusal } from "./support.ts";

interface Checked {
  readonly rows: number;
  readonly nudge: number;
  readonly free: number;
  readonly parameters: readonly {
    readonly parameter: string;
    readonly gain: number;
    readonly steps: readonly unknown[];
    readonly traces: readonly { readonly estimates: readonly number[] }[];
    readonly total: Readonly<
      Record<"plus" | "minus" | "symmetric", { readonly error: number; readonly cosine: number }>
    >;
  }[];
}

Deno.test("gducheck finds the updates of a settled net near the gradients, by both nudges nearest", () =>
  inFolder(async (folder) => {
    await writeSettlingData(folder);
    const run = `${folder}/run`;
    const data = ["--dataset", `${folder}/pairs.jsonl`, "--run-dir", run, "--epoch", "2"];
    const steps = ["--free-steps", "60", "--nudged-steps", "12", "--unit-activation", "my_sigmoid"];
    const sizes = settlingWithout("--free-steps", "--nudged-steps");
    await printed("train", ...data, "--model", "ep_pair", ...sizes, ...steps, ...oneThread);
    const [checked] = objects(
      await printed("gducheck", run, ...oneThread, "--nudge", "0.05", "--rows", "9", "--json"),
    ) as unknown as Checked[];
    assertEquals([checked.rows, checked.nudge, checked.free], [9, 0.05, 60]);
    assertEquals(checked.parameters.length, 8); // four projections, two layers with their biases
    for (const { parameter, total, steps, traces, gain } of checked.parameters) {
      const { plus, minus, symmetric } = total;
      assert(symmetric.cosine > 0.99, `${parameter}: ${symmetric.cosine}`);
      assert(symmetric.error < Math.min(plus.error, minus.error), parameter);
      assert(gain < 1, parameter);
      assertEquals([steps.length, traces[0].estimates.length], [12, 12]);
    }
    const pictures = [...Deno.readDirSync(run)].map(({ name }) => name)
      .filter((name) => name.startsWith("gdu-")).sort();
    assertEquals(pictures.length, 9);
    for (const name of ["gdu-bars.svg", "gdu-layer-1-bias.svg", "gdu-projection-4-weight.svg"]) {
      assert(pictures.includes(name), name);
      const picture = await Deno.readTextFile(`${run}/${name}`);
      assertMatch(picture, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox=/);
      assert(!/NaN|undefined/.test(picture), name);
    }
    const page = await Deno.readTextFile(`${run}/report.html`);
    for (const title of ["Updates beside gradients", "What both nudges gain", "States at rest"]) {
      assertStringIncludes(page, `<h2>${title}</h2>`);
    }
    assertMatch(
      await printed("gducheck", run, ...oneThread, "--quiet"),
      /on 16 test rows, 60 free and 12 nudged steps, nudged by 0.01:\n/,
    );
  }));

Deno.test("gducheck refuses a run of blocks", () =>
  inFolder(async (folder) => {
    const [, run] = await trainedRun(folder);
    assertMatch(
      await refusal("gducheck", run, ...oneThread),
      /^Cannot check .*: its model linearal has no states that settle, give a run of ep_text or ep_pair$/,
    );
  }));
