import { assertEquals, assertThrows } from "@std/assert";
import { OptionError } from "../../../tasks/options/value.ts";
import {
  blockInputs,
  checkNewSides,
  columnsIn,
  completeSides,
  readSideColumn,
  type SideOptions,
} from "../../../tasks/options/sides.ts";
import { trainOptions } from "../support.ts";

const plain: SideOptions = { model: "linearal", numLayer: 4, maxLen: 40 };
const sided: SideOptions = { ...plain, model: "linearalside" };

/** The message that an action is refused with. */
function refused(action: () => unknown): string {
  return assertThrows(action, OptionError).message;
}

Deno.test("blockInputs() gives a plain model's text to the first block alone", () => {
  const none = undefined;
  assertEquals(blockInputs(plain), [{ from: 0, to: 40 }, none, none, none]);
  assertEquals(blockInputs({ ...plain, numLayer: 1 }), [{ from: 0, to: 40 }]);
  assertEquals(columnsIn(blockInputs(plain)), []);
});

Deno.test("blockInputs() shares a text by --side-dim, cut at --max-len", () => {
  const options = { ...sided, sideDim: "10-5-1-20" };
  const inputs = blockInputs(options);
  assertEquals(inputs, [
    { from: 0, to: 10 },
    { from: 10, to: 15 },
    { from: 15, to: 16 },
    { from: 16, to: 36 },
  ]);
  assertEquals(blockInputs({ ...options, maxLen: 12 }), [
    { from: 0, to: 10 },
    { from: 10, to: 12 },
    { from: 12, to: 12 },
    { from: 12, to: 12 },
  ]);
  assertEquals(columnsIn(blockInputs(options)), []);
});

Deno.test("blockInputs() shares --max-len evenly where a -side model is given nothing", () => {
  assertEquals(blockInputs({ ...sided, maxLen: 10 }), [
    { from: 0, to: 3 },
    { from: 3, to: 6 },
    { from: 6, to: 8 },
    { from: 8, to: 10 },
  ]);
  const words = blockInputs({ ...sided, maxLen: 65536 }).map((input) =>
    input && "to" in input ? input.to - input.from : 0
  );
  assertEquals(words, [16384, 16384, 16384, 16384]);
});

Deno.test("blockInputs() puts columns at their blocks, in plain models and in those in -side", () => {
  const side = ["title@3", "a@b@4"];
  for (const options of [plain, sided]) {
    assertEquals(blockInputs({ ...options, side }), [
      { from: 0, to: 40 },
      undefined,
      { column: "title" },
      { column: "a@b" },
    ]);
    assertEquals(columnsIn(blockInputs({ ...options, side })), ["title", "a@b"]);
  }
  assertEquals(columnsIn(blockInputs({ ...plain, side: ["title@2", "title@4"] })), ["title"]);
});

Deno.test("blockInputs() takes both kinds in a grown run, whose blocks above have no part", () => {
  const grown = { ...sided, numLayer: 5, sideDim: "10-10-10", side: ["title@5"] };
  assertEquals(blockInputs(grown), [
    { from: 0, to: 10 },
    { from: 10, to: 20 },
    { from: 20, to: 30 },
    undefined,
    { column: "title" },
  ]);
  assertEquals(
    refused(() => checkNewSides({ ...grown, side: undefined })),
    'Cannot read --side-dim "10-10-10": it has 3 parts and --num-layer is 5, give one for each block',
  );
  assertEquals(
    refused(() => blockInputs({ ...grown, side: ["title@2"] })),
    'Cannot read --side "title@2": block 2 takes words by --side-dim already, ' +
      "give each one side input",
  );
});

Deno.test("--side-dim is refused with its value, what is wrong and the range", () => {
  const range = "give one number between 1 and 65536 for each block, as 100-100-100-100";
  const states: [string, string][] = [
    ["100-x-1-1", '"x" is no whole number'],
    ["100--1-1", '"" is no whole number'],
    ["1.5-1-1-1", '"1.5" is no whole number'],
    ["1,1,1,1", '"1,1,1,1" is no whole number'],
    ["", '"" is no whole number'],
    ["0-1-1-1", "0 is out of range"],
    ["1-1-1-65537", "65537 is out of range"],
    ["1-1-1-1-1", "it has 5 parts and --num-layer is 4"],
  ];
  for (const [sideDim, state] of states) {
    assertEquals(
      refused(() => blockInputs({ ...sided, sideDim })),
      `Cannot read --side-dim "${sideDim}": ${state}, ${range}`,
    );
  }
  blockInputs({ ...sided, sideDim: "1-1-1-65536" });
  assertEquals(
    refused(() => blockInputs({ ...plain, sideDim: "10-10-10-10" })),
    'Cannot read --side-dim "10-10-10-10" with --model linearal: its blocks take no words of their ' +
      "own, give --model linearalside",
  );
});

Deno.test("a -side model without a side input is refused with what to give", () => {
  assertEquals(
    refused(() => blockInputs({ ...sided, numLayer: 1 })),
    "Cannot read --model linearalside with --num-layer 1: side inputs enter above the first block, " +
      "give --num-layer 2 or more or --model linearal",
  );
  assertEquals(
    refused(() => blockInputs({ ...sided, maxLen: 3 })),
    "Cannot read --max-len 3 with --model linearalside: its 4 blocks share the words of a text, " +
      "give 4 or more, or --side-dim",
  );
});

Deno.test("--side is refused with its entry, what is wrong and the range", () => {
  const range = "give COLUMN@BLOCK with a block between 2 and 4";
  const states: [string, string][] = [
    ...["1", "5", "x", "", "2.5", "-2"].map((block): [string, string] => [
      `title@${block}`,
      `there is no block "${block}" above the first, ${range}`,
    ]),
    ["title", `it names no block, ${range}`],
    ["@2", "it names no column, give COLUMN@BLOCK"],
  ];
  for (const [entry, state] of states) {
    assertEquals(
      refused(() => blockInputs({ ...plain, side: [entry] })),
      `Cannot read --side "${entry}": ${state}`,
    );
  }
  assertEquals(
    refused(() => blockInputs({ ...plain, numLayer: 1, side: ["title@2"] })),
    'Cannot read --side "title@2": there is no block "2" above the first, ' +
      "give more blocks with --num-layer",
  );
  assertEquals(
    refused(() => blockInputs({ ...plain, side: ["title@2", "author@2"] })),
    'Cannot read --side "author@2": block 2 takes the column title already, ' +
      "give each one side input",
  );
  assertEquals(readSideColumn("title", plain), { column: "title" });
  assertEquals(readSideColumn("a@b@3", plain), { column: "a@b", block: 3 });
});

Deno.test("completeSides() reads as many words as the blocks take, or as many as --max-len says", () => {
  const options = { ...sided, sideDim: "10-10-10-10" };
  assertEquals(completeSides({ ...options, maxLen: 7 }, []).maxLen, 40);
  assertEquals(completeSides({ ...options, maxLen: 7 }, ["max-len"]).maxLen, 7);
  assertEquals(completeSides({ ...options, maxLen: 99 }, ["max-len"]).maxLen, 99);
  const even = completeSides({ ...sided, maxLen: 10 }, []);
  assertEquals([even.sideDim, even.maxLen], ["3-3-2-2", 10]);
  assertEquals(completeSides(plain, []), plain);
  const columns = { ...sided, side: ["title@2"] };
  assertEquals(completeSides(columns, []), columns);
  const most = completeSides({ ...sided, sideDim: "65536-65536-1-1" }, []);
  assertEquals(most.maxLen, 65536);
});

Deno.test("train takes --side-dim with as many words, and keeps it in its options", () => {
  const side = ["--model", "linearalside", "--num-layer", "3"];
  const words = trainOptions(...side, "--side-dim", "100-70-30");
  assertEquals([words.sideDim, words.maxLen], ["100-70-30", 200]);
  const cut = trainOptions(...side, "--side-dim", "100-70-30", "--max-len", "150");
  assertEquals([cut.sideDim, cut.maxLen], ["100-70-30", 150]);
  const even = trainOptions(...side, "--max-len", "31");
  assertEquals([even.sideDim, even.maxLen], ["11-10-10", 31]);
  assertEquals(
    refused(() => trainOptions(...side, "--side-dim", "100-100")),
    'Cannot read --side-dim "100-100": it has 2 parts and --num-layer is 3, give one for each block',
  );
});

Deno.test("--word-tables is refused where there is no block for the words, or it has others", () => {
  assertEquals(trainOptions("--word-tables", "3").wordTables, 3);
  assertEquals(
    refused(() => trainOptions("--word-tables", "4")),
    "Cannot read --word-tables 4 with --num-layer 3: there are no more blocks, give 3 at most",
  );
  assertEquals(
    refused(() => trainOptions("--word-tables", "3", "--side", "title@3")),
    "Cannot read --word-tables 3 with --num-layer 3: a side input enters at block 3, give 2, or leave side inputs out",
  );
});
