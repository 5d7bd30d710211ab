import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { averaged, lineChart } from "../../../tasks/svg/lines.ts";
import { barChart, partChart } from "../../../tasks/svg/bars.ts";
import { escapeText } from "../../../tasks/svg/frame.ts";
import { intervalChart } from "../../../tasks/svg/intervals.ts";
import { heatMap } from "../../../tasks/svg/matrix.ts";
import { placeLabels, type Surroundings } from "../../../tasks/svg/labels.ts";
import { type TradeChart, tradeChart, type TradePoint } from "../../../tasks/svg/tradeoff.ts";
import {
  extent,
  linearScale,
  logScale,
  numberScale,
  shortNumber,
} from "../../../tasks/svg/scale.ts";

Deno.test("linearScale() marks round values and maps its ends to its places", () => {
  const scale = linearScale([0.13, 0.87], [0, 100]);
  assertEquals(scale.ticks.map(scale.text), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  assertAlmostEquals(scale.place(0), 0);
  assertAlmostEquals(scale.place(1), 100);
  const part = linearScale([0.9, 0.92], [300, 0], { percent: true });
  assertEquals(part.ticks.map(part.text).at(0), "90.0 %");
});

Deno.test("linearScale() takes one value, zero and none", () => {
  for (const values of [[5], [0], [], [NaN], [-2, -2]]) {
    const scale = linearScale(values, [0, 100]);
    assert(Number.isFinite(scale.place(values[0] || 0)), String(values));
    assert(scale.ticks.length >= 2 && scale.ticks.length <= 13, `${values}: ${scale.ticks}`);
  }
});

Deno.test("numberScale() is logarithmic where values differ by much and all are positive", () => {
  const log = numberScale([1, 1000], [0, 100]);
  assertAlmostEquals(log.place(10) - log.place(1), log.place(1000) - log.place(100), 1e-9);
  assert(
    ["1", "10", "100"].every((text) => log.ticks.map(log.text).includes(text)),
    `${log.ticks}`,
  );
  const linear = numberScale([0, 1000], [0, 100]);
  assertAlmostEquals(linear.place(500), 50);
  assert(logScale([1e-8, 1e8], [0, 100]).ticks.length <= 8);
});

Deno.test("extent() and shortNumber() take any number", () => {
  assertEquals(extent([3, NaN, -1, Infinity]), [-1, 3]);
  assertEquals(extent([]), [0, 1]);
  assertEquals(
    [0, 0.0123456, 1e-5, 35741, 123456789, NaN, -2.5].map(shortNumber),
    ["0", "0.01235", "1e-5", "35,741", "1.23e8", "NaN", "-2.5"],
  );
});

Deno.test("averaged() keeps few points, averages many, and lets NaN show", () => {
  assertEquals(averaged([[1, 2], [2, 4]], 2), [[1, 2], [2, 4]]);
  assertEquals(averaged([[1, 2], [2, 4], [3, 6]], 2), [[2, 3], [3, 6]]);
  assertEquals(averaged([[1, 2], [2, NaN], [3, 6]], 2), [[2, NaN], [3, 6]]);
});

Deno.test("escapeText() leaves no character that begins markup or ends an attribute", () => {
  assertEquals(
    escapeText(`<a b="c" d='e'>&\u0000`),
    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp; ",
  );
});

Deno.test("lineChart() draws one path a series, breaks it at NaN and says so", () => {
  const chart = lineChart({
    title: "Loss",
    xName: "step",
    values: "number",
    series: [
      { name: "block 1", points: [[1, 1], [2, NaN], [3, 0.5], [4, 0.25]] },
      { name: "<block 2>", points: [[1, 1], [2, 0.9], [3, 0.8], [4, 0.7]] },
    ],
  });
  const paths = [...chart.matchAll(/class="line c\d" d="(M[^"]*L[^"]*)"/g)].map((match) =>
    match[1]
  );
  assertEquals(paths.map((d) => [d.split("M").length - 1, d.split("L").length - 1]), [[2, 1], [
    1,
    3,
  ]]);
  assert(chart.includes("1 value is not finite, the first of block 1 at step 2"), chart);
  assert(chart.includes("&lt;block 2&gt; <b>0.7</b>") && !chart.includes("<block"));
  assert(!/NaN[^<\n]*"/.test(chart.replaceAll(/<title>[^<]*<\/title>/g, "")), "NaN in a place");
});

Deno.test("lineChart() draws a single point, and a note for none", () => {
  const one = lineChart({
    title: "t",
    xName: "epoch",
    values: "percent",
    series: [{ name: "a", points: [[1, 0.5]] }],
    marks: [{ x: 1, name: "chosen" }],
  });
  assert(one.includes('class="dots c0" d="M') && one.includes(">chosen<") && !one.includes("NaN"));
  const none = lineChart({
    title: "t",
    xName: "x",
    values: "number",
    series: [{ name: "a", points: [[1, NaN]] }],
  });
  assertEquals(none, '<p class="note">t: no finite values</p>');
});

Deno.test("barChart() draws bars in proportion and leaves NaN out", () => {
  const chart = barChart({
    title: "t",
    names: ["test", "validation"],
    groups: [{ name: "1 block", values: [0.5, NaN] }, { name: "2 blocks", values: [1, 0.25] }],
  });
  const widths = [...chart.matchAll(/class="bar c\d" x="92" y="\d+" width="([\d.]+)"/g)];
  const [half, full, quarter] = widths.map((match) => Number(match[1]));
  assertEquals(widths.length, 3);
  assertAlmostEquals(half / full, 0.5, 1e-6);
  assertAlmostEquals(quarter / full, 0.25, 1e-3);
});

Deno.test("partChart() cuts rows of one length into parts in proportion, and takes empty ones", () => {
  const chart = partChart({
    title: "t",
    rowName: "threshold",
    names: ["<a>", "b"],
    rows: [{ name: "0.5", parts: [3, 1], mark: true, value: "1.25" }, { name: "1", parts: [0, 0] }],
  });
  const bars = [...chart.matchAll(/class="bar (c\d)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)]
    .map(([, colour, x, width]) => [colour, Number(x), Number(width)] as const);
  assertEquals(bars.map(([colour]) => colour), ["c0", "c1"]);
  assertAlmostEquals(bars[0][2] / bars[1][2], 3, 1e-2);
  assertAlmostEquals(bars[0][1] + bars[0][2], bars[1][1], 0.11);
  assert(chart.includes("threshold 0.5\n&lt;a&gt;: 3 (75.00 %)") && !chart.includes("<a>"));
  assert(chart.includes("▸ 0.5") && chart.includes(">1.25<") && !chart.includes("NaN"));
});

/** A chart of a curve, one other point, and a full path whose name is markup. */
function trade(values: Partial<TradeChart> = {}): TradeChart {
  const points = Array.from({ length: 40 }, (_, i) => ({
    ...{ x: 0.5 + i / 40, y: 0.9 + i / 1000, name: `p${i}` },
  }));
  return {
    title: "t",
    axes: { x: "cost", y: "gain" },
    curve: { name: "adaptive", by: "threshold", points },
    chosen: points[20],
    checks: { name: "measured", points: [] },
    others: { name: "one depth", points: [{ x: 0.5, y: 0.8, name: "depth 2" }] },
    full: { x: 1.2, y: 0.95, name: "<full>" },
    ...values,
  };
}

/** Names at the points of a chart, with their places. */
function namesOf(body: string): { x: number; y: number; name: string }[] {
  return [...body.matchAll(/class="label halo" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)]
    .map(([, x, y, name]) => ({ x: Number(x), y: Number(y), name }));
}

/** Places of the marks of a kind, without those of the legend. */
function placesOf(body: string, kind: string): [number, number][] {
  const [chart] = body.split(/<\/g>(?=<g [^>]*><path class="line c0" d="M-8)/);
  return [...chart.matchAll(
    new RegExp(`translate\\(([\\d.]+) ([\\d.]+)\\)"><\\w+ class="${kind}"`, "g"),
  )]
    .map(([, x, y]) => [Number(x), Number(y)]);
}

Deno.test("tradeChart() draws the curve, other points and the full path, without names over names or marks", () => {
  const { body, width, height } = tradeChart(trade());
  const names = namesOf(body);
  for (const name of ["p20", "p0", "p39", "depth 2", "&lt;full&gt;"]) {
    assert(names.some((other) => other.name === name), name);
  }
  const wide = ({ name }: { name: string }) => 3.5 * name.replaceAll(/&\w+;/g, "x").length;
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) {
      const isApart = Math.abs(a.x - b.x) > wide(a) + wide(b) || Math.abs(a.y - b.y) > 12;
      assert(isApart, `${a.name} covers ${b.name}`);
    }
    for (const [x, y] of placesOf(body, "dot c0")) {
      const isApart = Math.abs(a.x - x) > wide(a) || Math.abs(a.y - y) > 7;
      assert(isApart, `${a.name} covers a point`);
    }
    assert(a.x - wide(a) >= 0 && a.x + wide(a) <= width && a.y <= height);
  }
  assertEquals(placesOf(body, "dot c0").length, 40);
  assertEquals(placesOf(body, "ring c7").length, 1);
  assertEquals(body.match(/r="5.5"><title>threshold p20: 92.00 %; cost: 1</g)?.length, 1);
  for (const text of ["in use: p20", ">gain<", ">cost<", "&lt;full&gt;: 95.00 %; cost: 1.2"]) {
    assert(body.includes(text), text);
  }
  assert(!body.includes("<full>") && !body.includes("measured"));
});

Deno.test("tradeChart() has a logarithmic axis where costs differ by much", () => {
  const points = [0.001, 0.01, 0.1, 1].map((x, i) => ({ x, y: 0.5 + i / 10, name: `p${i}` }));
  const curve = { name: "adaptive", by: "threshold", points };
  const none = { name: "", points: [] };
  const at = (points: TradePoint[]) => {
    const chart = trade({ curve: { ...curve, points }, others: none, full: points[0] });
    const { body } = tradeChart({ ...chart, chosen: undefined });
    return { xs: placesOf(body, "dot c0").map(([x]) => x), body };
  };
  const wide = at(points);
  assertAlmostEquals(wide.xs[1] - wide.xs[0], wide.xs[3] - wide.xs[2], 0.2);
  assert(wide.body.includes(">cost, logarithmic<"));
  const narrow = at(points.map((point) => ({ ...point, x: 1 + point.x })));
  assert(narrow.xs[1] - narrow.xs[0] < 0.1 * (narrow.xs[3] - narrow.xs[2]));
  assert(!narrow.body.includes("logarithmic"));
});

Deno.test("tradeChart() names points at one place together, and leaves out what has no place", () => {
  const same = ["0.1", "0.2", "0.3"].map((name) => ({ x: 1, y: 1, name }));
  const curve = { name: "adaptive", by: "threshold", points: same };
  const one = { name: "one depth", points: [{ x: 1, y: 1, name: "depth 1" }] };
  const checks = { name: "measured", points: [same[1]] };
  const { body } = tradeChart(
    trade({ curve, chosen: same[1], others: one, checks, full: { x: 1, y: 1, name: "full" } }),
  );
  assertEquals(namesOf(body).map(({ name }) => name).sort(), ["0.1 to 0.3", "depth 1", "full"]);
  assertEquals(placesOf(body, "dot c0").length, 1);
  assert(body.includes("threshold 0.1: 100.00 %; cost: 1\nthreshold 0.2: 100.00 %; cost: 1\n"));
  assert(body.includes("measured, threshold 0.2: 100.00 %; cost: 1"));
  const lost = { x: NaN, y: 0.5, name: "lost" };
  const points = [...trade().curve.points, lost];
  const rest = tradeChart(trade({ curve: { ...curve, points }, full: lost })).body;
  assertEquals([placesOf(rest, "dot c0").length, placesOf(rest, "bar c1").length], [40, 0]);
  assert(!rest.includes("NaN"));
  const none = { name: "", points: [] };
  const empty = tradeChart(
    trade({ curve: { ...curve, points: [] }, chosen: undefined, others: none, full: lost }),
  ).body;
  assert(empty.includes(">no finite values<") && !empty.includes("NaN"));
});

Deno.test("placeLabels() takes the first free place, rather one that covers no line, and none outside", () => {
  const around = (values: Partial<Surroundings>) => ({
    frame: { at: [50, 50], size: [100, 100] },
    ...{ marks: [], lines: [], ...values },
  } as Surroundings);
  const name = { at: [50, 50], gap: 5, text: "a" } as const;
  const y = (values: Partial<Surroundings>) => placeLabels([name], around(values))[0].at[1];
  assert(y({}) < 45);
  assert(y({ marks: [{ at: [50, 40], size: [4, 4] }] }) > 55);
  assert(y({ lines: [[[0, 39], [100, 39]]] }) > 55);
  // Lines all over are covered; marks never.
  const lines = Array.from({ length: 26 }, (_, i) => [[0, 4 * i], [100, 4 * i]] as const);
  assertEquals(placeLabels([name], around({ lines })).length, 1);
  assertEquals(placeLabels([name], around({ marks: [{ at: [50, 50], size: [90, 90] }] })), []);
  assert(placeLabels([{ ...name, at: [50, 2] }], around({}))[0].at[1] > 2);
  // Above, below and at the sides; the corners meet the sides.
  const many = Array.from({ length: 20 }, () => name);
  const placed = placeLabels(many, around({})).map(({ at }) => `${at}`);
  assertEquals([placed.length, new Set(placed).size], [4, 4]);
});

Deno.test("lineChart() marks the values of x that it has, with names above each other", () => {
  const chart = lineChart({
    title: "t",
    xName: "epoch",
    values: "number",
    series: [{ name: "a", points: [[1, 1], [2, 2], [3, 3]] }],
    marks: [{ x: 2, name: "first" }, { x: 3, name: "second" }, { x: 9, name: "gone" }],
  });
  const y = ["first", "second"].map((name) =>
    Number(chart.match(new RegExp(`y="([\\d.]+)"[^>]*>${name}<`))?.[1])
  );
  assertEquals(y[0] - y[1], 14);
  assert(!chart.includes("gone"));
});

Deno.test("heatMap() has a cell with a tooltip for each pair, and takes empty classes and names with markup", () => {
  const map = heatMap({ classes: ["<i>A</i>", "B & C"], matrix: [[9, 1], [0, 0]] });
  assertEquals(map.split('class="under"').length - 1, 4);
  assert(map.includes("true &lt;i&gt;A&lt;/i&gt;, predicted B &amp; C: 1 (10.00 %)"), map);
  assert(!map.includes("<i>") && !map.includes("NaN"));
  const many = Array.from({ length: 60 }, (_, index) => `class ${index}`);
  const single = heatMap({ classes: ["a"], matrix: [[3]] });
  assert(single.includes('fill-opacity="1.000"') && !single.includes("NaN"));
  const wide = heatMap({ classes: many, matrix: many.map(() => many.map(() => 1)) });
  assert(!wide.includes('class="cell'));
});

Deno.test("intervalChart() has a row for each setting, and leaves out intervals that are not there", () => {
  const row = { colour: 0, values: [0.7, 0.8], mean: 0.75, low: 0.1, high: 1.2, about: "mean" };
  const { body, height } = intervalChart("Accuracy", [
    { ...row, name: "one <b>" },
    { ...row, name: "two", colour: 1, values: [0.9], mean: 0.9, low: NaN, high: NaN },
  ]);
  assertEquals([...body.matchAll(/class="ring"/g)].length, 3);
  assertEquals([...body.matchAll(/class="line"/g)].length, 1);
  assertEquals([...body.matchAll(/class="dot"/g)].length, 2);
  assert(body.includes("one &lt;b&gt;") && !body.includes("NaN") && height > 60);
  const ends = /class="line" d="M([\d.]+) [\d.]+H([\d.]+)"/.exec(body)!.slice(1).map(Number);
  assert(ends[0] < ends[1] && ends[1] <= 640, `${ends}`); // shares end at 1
});
