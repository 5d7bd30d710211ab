/** What the report says of a model that settles. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { writeGduPictures } from "../../../tasks/report/gdu_picture.ts";
import { reportPage } from "../../../tasks/report/page.ts";
import type { GduFile } from "../../../tasks/settling/gdu_file.ts";
import { inFolder } from "../support.ts";
import { cellsOf, checkNesting, input, sectionOf } from "./support.ts";

const at = (error: number, cosine: number) => ({ error, cosine });
const total = { plus: at(0.2, 0.9), minus: at(Infinity, 0), symmetric: at(0.01, 0.9999) };
const gdu: GduFile = {
  checkpoint: "best",
  rows: 20,
  free: 60,
  nudged: 2,
  nudge: 0.01,
  parameters: ["net/projection 1.weight", "net/layer 1.bias"].map((parameter) => ({
    synapse: parameter.split(".")[0],
    parameter,
    steps: [total, total],
    total,
    gain: 0.25,
    traces: [{ element: 0, estimates: [-1, -2], gradients: [-1.1, -2.1] }],
  })),
};
const settling = {
  rows: 20,
  residuals: [0.5, 0.01, 1e-4],
  phi: [1, 2, 2.5],
  tolerance: 1e-3,
  needed: 3,
};

Deno.test("reportPage() shows how states settle, and updates beside gradients", () => {
  const page = reportPage(input({ settling, gdu, options: { mode: "ep", model: "ep_text" } }));
  checkNesting(page);
  assertStringIncludes(page, "After 3 of 3 steps no state changes by more than 0.001.");
  const cells = cellsOf(sectionOf(page, "Updates beside gradients"));
  assertEquals(cells[1], [
    ...["projection 1 weight", "2.0e-1", "-", "1.0e-2", "0.9000", "0.0000", "0.9999"],
  ]);
  assertStringIncludes(sectionOf(page, "What both nudges gain"), "25.00 %");
  assertStringIncludes(page, "<h2>Updates of layer 1 bias</h2>");
  assert(!/NaN|Infinity|undefined/.test(page.replaceAll(/>[^<]*</g, "><")));
  const short = reportPage(input({ settling: { ...settling, needed: null } }));
  assertStringIncludes(short, "After 3 steps states still change by more than 0.001.");
});

Deno.test("writeGduPictures() writes a file for each parameter and one of bars", () =>
  inFolder(async (folder) => {
    await writeGduPictures(folder, gdu);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["gdu-bars.svg", "gdu-layer-1-bias.svg", "gdu-projection-1-weight.svg"]);
    const picture = await Deno.readTextFile(`${folder}/gdu-layer-1-bias.svg`);
    for (const text of ["time step of the second phase", "gradient 1 -2.1", "update 1 -2"]) {
      assertStringIncludes(picture, text);
    }
  }));
