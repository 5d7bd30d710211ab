import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { checkedName, readGdu, writeGdu } from "../../../tasks/settling/gdu_file.ts";
import { gduText } from "../../../tasks/settling/text.ts";
import { inFolder } from "../support.ts";

const at = (error: number) => ({ error, cosine: 0.5 });
const total = { plus: at(Infinity), minus: at(0.25), symmetric: at(0) };
const check = {
  synapse: "net/layer 1",
  parameter: "net/layer 1.weight",
  steps: [total],
  total,
  gain: 0.75,
  traces: [{ element: 0, estimates: [1], gradients: [2] }],
};
const file = {
  checkpoint: "best",
  rows: 3,
  free: 5,
  nudged: 1,
  nudge: 0.1,
  parameters: [check],
} as const;

Deno.test("gdu.json is read as it was written, infinite errors too", () =>
  inFolder(async (folder) => {
    assertEquals(await readGdu(folder), null);
    await writeGdu(folder, file);
    assertEquals(await readGdu(folder), file);
    await Deno.writeTextFile(`${folder}/gdu.json`, JSON.stringify({ ...file, rows: -1 }));
    await assertRejects(() => readGdu(folder), DataError, "rows is no whole number, write it anew");
  }));

Deno.test("gduText() has a line for each parameter", () => {
  assertEquals(checkedName(check), "layer 1 weight");
  const text = gduText("RUN", file);
  assertStringIncludes(text, "RUN on 3 test rows, 5 free and 1 nudged steps, nudged by 0.1:");
  assertStringIncludes(text, "layer 1 weight        -   2.5e-1  0.0e+0    0.5000");
});
