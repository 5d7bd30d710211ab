/** What reports of tests are made of, and what is looked for in them. */
import { assert, assertEquals } from "@std/assert";
import type { AdaptiveFile, SweepRow } from "../../../tasks/adaptive/file.ts";
import type { Metric } from "../../../tasks/loop/metrics.ts";
import type { ReportInput } from "../../../tasks/report/page.ts";

/** A text that is markup, to be shown as text. */
export const evil = `"><script>alert('1')</script><img src=x onerror=y>`;

/** Metrics of some epochs. */
export function metrics(epochs: number, blocks: number, loss = 0.5): Metric[] {
  const each = (value: number) => Array.from({ length: blocks }, (_, index) => value / (index + 1));
  return Array.from({ length: epochs }, (_, index) => index + 1).flatMap((epoch): Metric[] => [
    {
      kind: "train",
      step: epoch * 10,
      epoch,
      seconds: epoch,
      samplesPerSecond: 640,
      losses: { associated: each(loss / epoch), reconstruction: each(0.1 / epoch) },
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

/** What a run holds, with values of the caller. */
export function input(values: Partial<ReportInput> = {}): ReportInput {
  return {
    naming: { unit: "texts", one: "text" },
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

/** A row of a sweep, before `adapt` has run or after. */
export function sweepRow(threshold: number, tested: boolean): SweepRow {
  const exits = [Math.round(10 * (1 - threshold)), 0, Math.round(10 * threshold)];
  const point = { accuracy: 0.6 + threshold / 10, meanDepth: 1 + 2 * threshold, exits };
  return {
    threshold,
    validation: point,
    test: tested ? { ...point, accuracy: point.accuracy - 0.05 } : null,
    cost: tested ? 0.3 + threshold : null,
  };
}

/** What `adaptive.json` holds, before `adapt` has run or after. */
export function adaptive(tested: boolean, values: Partial<AdaptiveFile> = {}): AdaptiveFile {
  return {
    checkpoint: "best",
    criterion: "max-softmax",
    depths: 3,
    exits: [1, 2, 3],
    temperatures: [0.5, 1.25, 2],
    crossEntropy: { raw: [0.9, 0.8, 0.7], scaled: [0.6, 0.5, 0.4] },
    threshold: 0.5,
    budget: tested ? "cost:0.5" : null,
    full: { validation: 0.7, test: tested ? 0.7123 : null },
    sweep: [0.1, 0.5, 0.9].map((threshold) => sweepRow(threshold, tested)),
    chosen: sweepRow(0.5, tested),
    times: tested
      ? {
        device: evil,
        rows: 10,
        batch: 4,
        full: 0.25,
        exits: [0.1, 0.2, 0.3],
        single: [0.1, 0.1, 0.1],
        measured: [{ threshold: 0.5, milliseconds: 0.125 }],
      }
      : null,
    ...values,
  };
}

/** The section with this heading. */
export function sectionOf(page: string, title: string): string {
  const found = page.match(new RegExp(`<section[^>]*><h2>${title}</h2>.*?</section>`, "s"));
  assert(found, title);
  return found[0];
}

/** The text of each cell of each row of a table. */
export function cellsOf(section: string): string[][] {
  return [...section.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
      cell.replaceAll(/<[^>]*>/g, "")
    )
  );
}

/** Fails unless every element that is opened is closed in order. */
export function checkNesting(page: string): void {
  const open: string[] = [];
  const body = page.replace(/<style>[^]*?<\/style>/, "").replace(/^<!doctype html>/, "");
  for (const [, close, name, self] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/gi)) {
    if (self === "/" || name === "meta") continue;
    if (close === "") open.push(name);
    else assertEquals(open.pop(), name);
  }
  assertEquals(open, []);
}
