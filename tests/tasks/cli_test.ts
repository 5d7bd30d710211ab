import { assert, assertEquals } from "@std/assert";
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
