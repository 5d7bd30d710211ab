import { assertEquals } from "@std/assert";
import { loading } from "../../../tasks/terminal/loading.ts";

/** The lines that a pipe gets of some progress; a second passes between two of them. */
function lines(tell: (watch: ReturnType<typeof loading>) => void): string[] {
  let [written, now] = ["", 0];
  tell(loading({
    write: (text) => written += text,
    columns: () => undefined,
    now: () => now += 1000,
  }));
  return written.trimEnd().split("\n");
}

Deno.test("loading() shows files in megabytes and steps in what they count, a line for each", () => {
  const shown = lines((watch) => {
    for (const done of [5e6, 10e6]) {
      watch({ activity: "read", file: "a/rows.csv", done, total: 10e6 });
    }
    for (const done of [50, 200]) watch({ step: "count words", unit: "texts", done, total: 200 });
    watch({ step: "number words", unit: "texts", done: 1, total: 3 });
    watch({ activity: "read", file: "b.csv", done: 1e6, total: 1e6 });
  });
  assertEquals(shown.map((line) => line.split("  ")[0].trim()), [
    "read rows.csv",
    "count words",
    "number words",
    "read b.csv",
  ]);
  assertEquals(shown.map((line) => / (\S+)\/s/.exec(line)?.[1]), ["MB", "texts", "texts", "MB"]);
  assertEquals(shown.map((line) => /\d+ %/.exec(line)?.[0]), ["100 %", "100 %", "33 %", "100 %"]);
});
