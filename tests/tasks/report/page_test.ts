import { assert, assertEquals } from "@std/assert";
import type { ShownExample, ShownExamples } from "../../../tasks/answers/examples.ts";
import { type ReportInput, reportPage } from "../../../tasks/report/page.ts";
import type { RunResult } from "../../../tasks/run/result.ts";
import {
  adaptive,
  cellsOf,
  checkNesting,
  evil,
  input,
  metrics,
  sectionOf,
  sweepRow,
} from "./support.ts";

function shownText(row: number): ShownExample {
  const answer = (depth: number, answer: string) => ({ depth, answer, probability: 0.6, loss: 1 });
  return { row, text: `${evil} ${row}`, truth: "b", depths: [answer(1, evil), answer(3, "b")] };
}

const examples: ShownExamples = {
  hardest: [shownText(7)],
  deep: [shownText(8), shownText(9)],
  early: [],
};

/** A result of blocks that learned in turn. */
function staged(): RunResult {
  const { result } = input();
  const stage = (depth: number, epochs: number) => ({
    depths: [depth],
    epoch: depth === 1 ? 2 : 3,
    validation: [0.9],
    epochs,
    seconds: 8,
    cache: depth === 1
      ? null
      : { place: "device" as const, bytes: 3 * 2 ** 20, seconds: 0.5, pass: 2 },
    saved: depth === 1 ? 0 : 3.5,
  });
  return { ...result!, accumulation: { stages: [stage(1, 2), stage(2, 2)], saved: 3.5 } };
}

Deno.test("reportPage() shows the results, curves and tables of a run", () => {
  const page = reportPage(input());
  for (
    const text of [
      "71.23 %",
      "81.23 %",
      "1 min 05 s",
      "Validation accuracy",
      "Accuracy by depth",
      "Associated loss",
      "Reconstruction loss",
      "Confusion matrix",
      "Learning rates",
      "1,234,567",
      "chosen",
    ]
  ) assert(page.includes(text), text);
  checkNesting(page);
});

Deno.test("reportPage() escapes what comes from data and loads nothing from elsewhere", () => {
  const page = reportPage(input());
  assert(page.includes("&lt;script&gt;"));
  assert(!/<script|<img|<link|<iframe|javascript:|url\(|@import|https?:/i.test(page));
  assert(!/<[a-z][^>]*\s(on\w+|src|href)=/i.test(page));
  assert(page.includes(`content="default-src 'none'; style-src 'unsafe-inline'"`));
});

Deno.test("reportPage() takes one epoch, one depth, NaN losses, no metrics and no result", () => {
  const cases: Partial<ReportInput>[] = [
    { metrics: metrics(1, 1) },
    { metrics: metrics(3, 2, NaN) },
    { metrics: [] },
    { metrics: [], result: undefined, data: [], environment: {}, options: {}, created: "" },
    { options: { dataset: "news", model: "lstmal", mode: "bp" }, metrics: metrics(2, 1) },
    { adaptive: adaptive(false), examples },
    { adaptive: adaptive(true), examples },
    { adaptive: adaptive(true, { sweep: [] }), examples: { hardest: [], deep: [], early: [] } },
    { padding: { plain: 0.5, bucketed: 0.1 }, result: staged() },
  ];
  for (const values of cases) {
    const page = reportPage(input(values));
    checkNesting(page);
    const places = page.replaceAll(/>[^<]*</g, "><");
    assert(
      !/NaN|Infinity|undefined/.test(places),
      places.match(/.{30}(NaN|Infinity|undefined)/)?.[0],
    );
  }
  assert(reportPage(input({ result: undefined })).includes("not ended"));
});

Deno.test("reportPage() shows each class on the full path and at the best depth", () => {
  const { result } = input();
  const alone = cellsOf(sectionOf(reportPage(input()), "Classes"));
  assertEquals(alone[0], ["class", "texts", "precision", "recall", "F1", ""]);
  assertEquals(alone[2], ["b", "4", "66.67 %", "50.00 %", "57.14 %", ""]);
  assertEquals(alone[3][0], "mean of classes");
  const test = { ...result!.test, bestConfusion: [[6, 0], [0, 4]] };
  const both = sectionOf(reportPage(input({ result: { ...result!, test } })), "Classes");
  const perfect = ["100.00 %", "100.00 %", "100.00 %"];
  assertEquals(cellsOf(both)[2].slice(-3), perfect);
  assert(both.includes("precision at 1 block"));
});

Deno.test("reportPage() shows what leaving early saves, on validation texts until adapt has run", () => {
  const before = reportPage(input({ adaptive: adaptive(false) }));
  const depth = sectionOf(before, "Accuracy against depth");
  assert(
    depth.includes("A validation text leaves") && depth.includes("blocks of a text, on average"),
  );
  const few = cellsOf(sectionOf(before, "Thresholds"));
  assertEquals(few[0], ["threshold", "validation", "blocks"]);
  assertEquals(few.at(-1), ["full path", "70.00 %", "3.00"]);

  const page = reportPage(input({ adaptive: adaptive(true) }));
  const time = sectionOf(page, "Accuracy against time");
  assert(time.includes("A test text leaves"));
  // Three thresholds, three depths that all texts leave at, one threshold that was measured; and the
  // legend.
  for (const [mark, count] of [["dot c0", 4], ["ring c7", 4], ["line c2", 2]] as const) {
    assertEquals(time.split(`class="${mark}"`).length - 1, count, mark);
  }
  const cost = "mean time of a text, full path = 1";
  for (
    const text of [
      `threshold 0.5: 60.00 %; ${cost}: 0.8`,
      `time measured, threshold 0.5: 60.00 %; ${cost}: 0.5`,
      `depth 2: 75.00 %; ${cost}: 0.8`,
    ]
  ) assert(time.includes(text), text);
  // The result is of the best weights.
  const last = reportPage(input({ adaptive: adaptive(true, { checkpoint: "last" }) }));
  assert(!sectionOf(last, "Accuracy against time").includes("depth 2"));
  const rows = cellsOf(sectionOf(page, "Thresholds"));
  assertEquals(rows[0], [
    "threshold",
    "validation",
    "test",
    "blocks",
    "time",
    "ms a text",
    "speed-up",
  ]);
  assertEquals(rows[2], ["0.5", "65.00 %", "60.00 %", "2.00", "80.00 %", "0.125", "2"]);
  assertEquals(rows[4], ["full path", "70.00 %", "71.23 %", "3.00", "100.00 %", "0.25", "1"]);
  assertEquals(rows[1].slice(-2), ["-", "-"]);
  assert(sectionOf(page, "Thresholds").includes("Picked for the budget cost:0.5."));
  const leave = sectionOf(page, "Where texts leave");
  assert(leave.includes("threshold 0.1\n1 block: 9 (90.00 %)"), leave);
  assert(leave.includes("▸ 0.5") && !leave.includes("▸ 0.1"));
  assertEquals(cellsOf(sectionOf(page, "Temperatures"))[2], ["2 blocks", "1.25", "0.8", "0.5"]);
});

Deno.test("reportPage() puts the threshold in use among those of the sweep", () => {
  const page = reportPage(input({ adaptive: adaptive(true, { chosen: sweepRow(0.75, true) }) }));
  const rows = cellsOf(sectionOf(page, "Thresholds")).map(([name]) => name);
  assertEquals(rows, ["threshold", "0.1", "0.5", "0.75", "0.9", "full path"]);
  assertEquals(page.match(/<tr class="marked"><th scope="row">0.75/g)?.length, 1);
});

Deno.test("reportPage() shows test texts with all answers, and no section where there are none", () => {
  const page = reportPage(input({ examples }));
  const hardest = sectionOf(page, "Hardest texts");
  assert(
    hardest.includes("✗") && hardest.includes("✓ b 60.00 %") && hardest.includes("test row 8"),
  );
  assertEquals(sectionOf(page, "Texts that need depth").match(/<li>/g)?.length, 2);
  assert(!page.includes("Texts that can leave first"));
  assert(
    !page.includes("<script") && page.includes("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
  );
});

Deno.test("reportPage() shows stages, where they begin, and the padding", () => {
  const padding = { plain: 0.5, bucketed: 0.1 };
  const page = reportPage(input({ result: staged(), padding }));
  const stages = sectionOf(page, "Stages");
  assert(stages.includes("their features: 3.50 s in all"));
  const rows = cellsOf(stages);
  assertEquals(rows[1].slice(1, 6), [
    "block 1",
    "90.00 %",
    "2 of 2",
    "8.00 s",
    "none: nothing was frozen",
  ]);
  assertEquals(rows[2].slice(3), [
    "1 of 2",
    "8.00 s",
    "3.0 MiB on the device",
    "0.50 s",
    "2.00 s",
    "3.50 s",
  ]);
  const curves = sectionOf(page, "Validation accuracy");
  assert(
    curves.includes(">stage 2<") && curves.includes(">chosen<") && !curves.includes("stage 1"),
  );
  assert(sectionOf(page, "Data").includes("50.00 % are padding, and 10.00 % with"));
  assert(!reportPage(input()).includes("<h2>Stages"));
});

Deno.test("reportPage() stays small for a long run", () => {
  const page = reportPage(input({ metrics: metrics(20_000, 3) }));
  assert(page.length < 1_000_000, String(page.length));
});
