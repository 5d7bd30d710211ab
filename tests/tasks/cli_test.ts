import { assert, assertEquals } from "@std/assert";
import { KernelError, ShapeError } from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { inFlags } from "../../tasks/cli.ts";
import { isOption } from "../../tasks/options/table.ts";

Deno.test("inFlags() says an option of the library as the command line has it, behind paths of that name", () => {
  const flags = {
    cacheDir: "cache-dir",
    dataDir: "data-dir",
    labelColumn: "label-column",
    sideColumns: "side",
    testData: "test-data",
    textColumn: "text-column",
  };
  for (const [option, flag] of Object.entries(flags)) {
    const error = new DataError(`Cannot read ${option}.csv: x, leave ${option} out`, { option });
    assertEquals(inFlags(error), `Cannot read ${option}.csv: x, leave --${flag} out`);
    assert(isOption(flag), flag);
  }
});

Deno.test("inFlags() leaves messages that name no option as they are", () => {
  assertEquals(inFlags(new DataError("Cannot read dataDir: x, y")), "Cannot read dataDir: x, y");
});

Deno.test("inFlags() makes one readable line of what an error of the engine quotes from data", () => {
  const said = (message: string) => inFlags(new ShapeError(message));
  assertEquals(
    said("Cannot use \u001b[2Ja\u202e\nb\u009b: x, y"),
    "Cannot use \\u001b[2Ja\\u202e\\nb\\u009b: x, y",
  );
  assertEquals(said(`Cannot use ${"a".repeat(5000)}: x, y`).length, 1003);
});

Deno.test("inFlags() says the library's ways out as options of the command line", () => {
  const said = (message: string) => inFlags(new KernelError(message));
  assertEquals(
    said(
      "Cannot go on: x, start anew with a lower learning rate (debug level 4 names the operation)",
    ),
    "Cannot go on: x, start anew with a lower --lr (DEBUG=4 names the operation)",
  );
  assertEquals(
    said("Cannot open: x, or take the processors (openCpu())"),
    "Cannot open: x, or take the processors (--device cpu)",
  );
});
