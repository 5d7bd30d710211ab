import { assertEquals, assertMatch } from "@std/assert";
import { reliabilityChart } from "../../../tasks/svg/reliability.ts";

const none = { rows: 0, confidence: NaN, accuracy: NaN };

Deno.test("a reliability diagram has a bar for each bin with answers, as high as its accuracy", () => {
  const bins = [none, { rows: 3, confidence: 0.4, accuracy: 0 }, none, {
    rows: 12,
    confidence: 0.9,
    accuracy: 0.5,
  }];
  const text = reliabilityChart({ name: "after <2>", bins, unit: "texts" });
  assertEquals(text.match(/<rect class="bar/g)?.length, 2);
  assertMatch(text, /height="116\.0" fill-opacity="1\.00"/);
  assertMatch(text, /height="0\.0" fill-opacity="0\.44"/);
  assertMatch(text, /0\.75 to 1\.00: 12 texts\n50\.00 % right, 90\.00 % sure/);
  assertMatch(text, /after &lt;2&gt;/);
  assertEquals(text.includes("NaN"), false);
});
