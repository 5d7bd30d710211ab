import { assert, assertEquals } from "@std/assert";
import { modalityOf } from "../../../tasks/modalities.ts";
import { completeOptions } from "../../../tasks/options/options.ts";
import { TrainingDisplay } from "../../../tasks/training/display.ts";

Deno.test("TrainingDisplay tells in whole per cents for which block the others wait, and how busy workers are", () => {
  const written: string[] = [];
  let now = 0;
  const target = {
    write: (text: string) => void written.push(text),
    columns: () => 200,
    now: () => now += 1000,
  };
  const options = completeOptions("train", new Map());
  using display = new TrainingDisplay(target, options, "train", modalityOf(options));
  display.stage([{ first: 1, end: 3 }], 0, 0);
  display.remark("a worker is \x1b here");
  assertEquals(written, ["a worker is \\u001b here\n"]);
  const times = { batches: 9, ticks: 8, milliseconds: 10, busy: [], first: [] };
  display.pipeline({ ...times, spans: [1.87, 10] });
  display.busy([0.333, 1]);
  display.step(1, 4, 1);
  const line = written.slice(1).join("");
  assert(line.includes("pace block 3, others wait 81 %"), line);
  assert(line.includes("busy 33 100 %"), line);
  display.pipeline({ ...times, spans: [1, 10], parts: [[0, 1], [1, 3]] });
  display.step(2, 4, 1);
  assert(written.at(-1)!.includes("pace blocks 2 to 3, others wait 90 %"), written.at(-1));
});
