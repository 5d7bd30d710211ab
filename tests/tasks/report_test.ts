import { assert, assertEquals } from "@std/assert";
import type { Metric } from "../../tasks/metrics.ts";
import { type ReportInput, reportPage } from "../../tasks/report.ts";

const evil = `"><script>alert('1')</script><img src=x onerror=y>`;

function metrics(epochs: number, blocks: number, loss = 0.5): Metric[] {
  const each = (value: number) => Array.from({ length: blocks }, (_, index) => value / (index + 1));
  return Array.from({ length: epochs }, (_, index) => index + 1).flatMap((epoch): Metric[] => [
    {
      kind: "train",
      step: epoch * 10,
      epoch,
      seconds: epoch,
      samplesPerSecond: 640,
      associated: each(loss / epoch),
      reconstruction: each(0.1 / epoch),
    },
    {
      kind: "epoch",
      step: epoch * 10,
      epoch,
      seconds: epoch,
      validation: each(0.9),
      rates: each(1e-3),
      best: true,
    },
  ]);
}

function input(values: Partial<ReportInput> = {}): ReportInput {
  return {
    options: { dataset: evil, model: "lstmal", mode: "al", "num-layer": 3, seed: 1 },
    created: "2026-01-31T22:05:09.000Z",
    environment: { adapter: evil, threads: 2 },
    data: [{ name: evil, bytes: 1234567, sha256: "ab".repeat(32) }],
    metrics: metrics(4, 3),
    result: {
      classes: [evil, "b"],
      epoch: 3,
      depths: [1, 2, 3],
      validation: [0.9, 0.8, 0.7],
      epochs: 4,
      steps: 40,
      test: {
        full: 0.7123,
        best: 0.8123,
        bestDepth: 1,
        depths: [0.8, 0.75, 0.7123],
        rows: 10,
        confusion: [[5, 1], [2, 2]],
      },
      seconds: 65,
      samplesPerSecond: 640,
    },
    ...values,
  };
}

/** Fails unless every element that is opened is closed in order. */
function checkNesting(page: string): void {
  const open: string[] = [];
  const body = page.replace(/<style>[^]*?<\/style>/, "").replace(/^<!doctype html>/, "");
  for (const [, close, name, self] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/gi)) {
    if (self === "/" || name === "meta") continue;
    if (close === "") open.push(name);
    else assertEquals(open.pop(), name);
  }
  assertEquals(open, []);
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

Deno.test("reportPage() stays small for a long run", () => {
  const page = reportPage(input({ metrics: metrics(20_000, 3) }));
  assert(page.length < 1_000_000, String(page.length));
});
