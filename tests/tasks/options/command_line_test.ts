import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../../../tasks/options/spec.ts";
import { type ParsedCommand, parseOptions } from "../../../tasks/options/options.ts";
import { OptionError } from "../../../tasks/options/value.ts";

const OF_A_RUN = ["grow", "adapt", "eval", "predict", "summary"] as const;

function parsed(...words: string[]): Extract<ParsedCommand, { options: object }> {
  const read = parseOptions(words);
  assert("options" in read);
  return read;
}

function refuses(words: readonly string[], message: string): void {
  assertEquals(assertThrows(() => parseOptions(words), OptionError).message, message);
}

Deno.test("parseOptions() takes a run folder by itself where a command reads a run", () => {
  for (const command of OF_A_RUN) {
    const words = ["runs/a", "./depth", "2026-10-01-news", "..", "/tmp/007", "mine", "C:\\runs\\b"];
    for (const word of words) {
      const alone = parsed(command, word);
      const named = parsed(command, "--run-dir", word);
      assertEquals([alone.command, alone.options, alone.given], [
        command,
        named.options,
        named.given,
      ]);
    }
  }
});

Deno.test("parseOptions() takes the run folder before, between and after options", () => {
  for (
    const line of ["runs/a --depth 2 --json", "--depth 2 runs/a --json", "--depth 2 --json runs/a"]
  ) {
    const { options, given } = parsed("eval", ...line.split(" "));
    assert("depth" in options && "runDir" in options && "json" in options);
    assertEquals([options.runDir, options.depth, options.json], ["runs/a", 2, true]);
    assertEquals([...given].sort(), ["depth", "json", "run-dir"]);
  }
  const { options } = parsed("eval", "--json", "true", "runs/a");
  assert("runDir" in options);
  assertEquals(options.runDir, "runs/a");
});

Deno.test("parseOptions() refuses two run folders, by themselves or with --run-dir", () => {
  for (const command of OF_A_RUN) {
    if (command !== "predict") {
      refuses(
        [command, "runs/a", "runs/b"],
        `Cannot read "runs/b": ${command} takes one run folder and "runs/a" is one, give one of them`,
      );
    }
    for (const words of [["runs/a", "--run-dir", "b"], ["--run-dir=b", "runs/a"]]) {
      refuses(
        [command, ...words],
        'Cannot read "runs/a" with --run-dir "b": both name the run folder, give one of them',
      );
    }
  }
  refuses(["eval", ""], 'Cannot read "": it has no value, give a path');
  refuses(["eval", "a\0b"], 'Cannot read "a\\u0000b": it holds a zero byte, give a path');
});

Deno.test("parseOptions() asks whether a word that is near an option or a command was meant as one", () => {
  const hints: readonly (readonly [Command, string, string])[] = [
    ["eval", "depht", "--depth, or ./depht for a run folder"],
    ["eval", "help", "./al help, or ./help for a run folder"],
    ["summary", "train", "./al train, or ./train for a run folder"],
    ["adapt", "budgte", "--budget, or ./budgte for a run folder"],
    ["predict", "Stocks fell on Monday", "--text, or ./Stocks fell on Monday for a run folder"],
    ["train", "epoch", "--epoch"],
    ["bench", "casse", "--cases"],
  ];
  for (const [command, word, hint] of hints) {
    refuses(
      [command, word],
      `Cannot read ${
        JSON.stringify(word)
      }: it follows no option of ${command}, did you mean ${hint}?`,
    );
  }
  refuses(
    ["eval", "runs/a", "-depth", "3"],
    "Cannot read option -depth: there is no such option, did you mean --depth?",
  );
});

Deno.test("parseOptions() takes a folder that is there for one, whatever command its name resembles", async () => {
  const before = Deno.cwd();
  const folder = await Deno.makeTempDir();
  try {
    Deno.chdir(folder);
    refuses(
      ["eval", "acc"],
      'Cannot read "acc": it follows no option of eval, did you mean ./al accumulate, or ./acc for a ' +
        "run folder?",
    );
    await Deno.mkdir("acc");
    const parsed = parseOptions(["eval", "acc"]);
    assertEquals("options" in parsed && "runDir" in parsed.options && parsed.options.runDir, "acc");
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parseOptions() refuses words by themselves where no run is read", () => {
  for (const command of ["train", "accumulate", "bench"]) {
    refuses(
      [command, "runs/a"],
      `Cannot read "runs/a": it follows no option of ${command}, ./al help ${command} lists them`,
    );
  }
});

Deno.test("parseOptions() knows what the authors call otherwise", () => {
  const meant = {
    "batch-size": "batch-train",
    nhead: "heads",
    "hid-dim": "l1-dim",
    act: "activation",
  };
  for (const [theirs, ours] of Object.entries(meant)) {
    refuses(
      ["train", `--${theirs}`, "3"],
      `Cannot read option --${theirs}: there is no such option, did you mean --${ours}?`,
    );
  }
  refuses(
    ["train", "--batch_size=3"],
    "Cannot read option --batch_size: there is no such option, did you mean --batch-train?",
  );
});

Deno.test("a configuration file may be UTF-16 with a mark, as shells of Windows write it", async () => {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const units = Uint16Array.from('\ufeff{"epoch": 7}', (letter) => letter.charCodeAt(0));
    const little = new Uint8Array(units.buffer);
    const big = little.map((_, i) => little[i ^ 1]);
    for (const bytes of [little, big, new TextEncoder().encode('\ufeff{"epoch": 7}')]) {
      await Deno.writeFile(file, bytes);
      const parsed = parseOptions(["train", "--config", file]);
      assert(parsed.command === "train");
      assertEquals(parsed.options.epoch, 7);
    }
  } finally {
    await Deno.remove(file);
  }
});
