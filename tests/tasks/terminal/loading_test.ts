import { assertEquals } from "@std/assert";
import { loading, type Watcher } from "../../../tasks/terminal/loading.ts";

/** The lines that a pipe gets of some progress; `wait` lets seconds pass. */
function lines(tell: (watch: Watcher, wait: (seconds: number) => void) => void): string[] {
  let [written, now] = ["", 0];
  const target = {
    write: (text: string) => written += text,
    columns: () => undefined,
    now: () => now,
  };
  tell(loading(target), (seconds) => now += 1000 * seconds);
  return written.trimEnd().split("\n");
}

Deno.test("loading() shows files in megabytes and steps that take long in what they count, a line for each", () => {
  const shown = lines((watch, wait) => {
    for (const done of [5e6, 10e6]) {
      wait(1);
      watch({ activity: "read", file: "a/rows.csv", done, total: 10e6 });
    }
    for (const done of [50, 150, 200]) {
      watch({ step: "count words", unit: "texts", done, total: 200 });
      wait(6);
    }
    for (const done of [1, 2]) {
      watch({ step: "number words", unit: "texts", done, total: 2 });
      wait(4);
    }
    watch({ activity: "read", file: "b.csv", done: 1e6, total: 1e6 });
  });
  assertEquals(shown.map((line) => line.split("  ")[0].trim()), [
    "read rows.csv",
    "count words",
    "count words",
    "read b.csv",
  ]);
  assertEquals(shown.map((line) => / (\S+)\/s/.exec(line)?.[1]), ["MB", "texts", "texts", "MB"]);
  assertEquals(shown.map((line) => /\d+ %/.exec(line)?.[0]), ["100 %", "75 %", "100 %", "100 %"]);
});
