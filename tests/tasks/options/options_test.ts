import { assert, assertEquals, assertThrows } from "@std/assert";
import { activationNames } from "../../../engine/mod.ts";
import { CONFIG_FORMAT, CONFIG_VERSION, configValues } from "../../../tasks/options/config.ts";
import { helpText } from "../../../tasks/options/help.ts";
import { COMMANDS } from "../../../tasks/options/spec.ts";
import { OPTIONS } from "../../../tasks/options/table.ts";
import { type Parsed, parseOptions } from "../../../tasks/options/options.ts";
import { IMAGE_SET_NAMES, TEXT_SET_NAMES } from "../../../tasks/options/sets.ts";
import { listed, OptionError } from "../../../tasks/options/value.ts";
import { PRESETS, presetValues } from "../../../tasks/options/presets.ts";
import { resumeOptions } from "../../../tasks/training/resume.ts";

function train(line: string, files: Record<string, string> = {}): Parsed<"train"> {
  const parsed = parseOptions(line.split(" ").filter((word) => word !== ""), (path) => {
    if (path in files) return files[path];
    throw new Deno.errors.NotFound(path);
  });
  assert(parsed.command === "train");
  return parsed;
}

function refuses(line: string, message: string, files: Record<string, string> = {}): void {
  const error = assertThrows(() => train(line, files), OptionError);
  assertEquals(error.message, message);
}

Deno.test("parseOptions() fills every option of train with its default when none is given", () => {
  const { options, given } = train("");
  assertEquals(given.size, 0);
  assertEquals(options.dataset, "news");
  assertEquals(options.model, "lstmal");
  assertEquals(options.detachTarget, true);
  assertEquals(options.testData, undefined);
  assertEquals("json" in options, false);
});

Deno.test("parseOptions() reads both ways of giving a value, switches, lists and negations", () => {
  const { options, given } = train(
    "train --dataset a.csv --lr=3e-4 --batch-train 32 --offline --no-bidirectional --text-column title,text",
  );
  assertEquals(options.lr, 3e-4);
  assertEquals(options.batchTrain, 32);
  assertEquals(options.offline, true);
  assertEquals(options.bidirectional, false);
  assertEquals(options.textColumn, ["title", "text"]);
  assertEquals(given.size, 6);
});

Deno.test("parseOptions() keeps a text that begins with a dash or has an equals sign or a newline", () => {
  const parsed = parseOptions(["predict", "--text=--a=b\nc"]);
  assert(parsed.command === "predict");
  assertEquals(parsed.options.text, "--a=b\nc");
  const dash = parseOptions(["predict", "--text", "-5 degrees"]);
  assert(dash.command === "predict");
  assertEquals(dash.options.text, "-5 degrees");
});

Deno.test("parseOptions() takes every activation that the engine has by its name", () => {
  for (const name of activationNames) {
    const { options } = train(`--model linearal --activation ${name} --forward-activation ${name}`);
    assertEquals([options.activation, options.forwardActivation], [name, name]);
  }
});

Deno.test("parseOptions() gives each command its own options", () => {
  const parsed = parseOptions(["eval", "--run-dir", "runs/a", "--json", "--depth", "2"]);
  assert(parsed.command === "eval");
  assertEquals(parsed.options.runDir, "runs/a");
  assertEquals(parsed.options.json, true);
  assertEquals(parsed.options.depth, 2);
  assertEquals("lr" in parsed.options, false);
});

Deno.test("parseOptions() finds requests for help and for the version", () => {
  assertEquals(parseOptions(["--help"]), { command: "help", topic: undefined });
  assertEquals(parseOptions(["help", "eval"]), { command: "help", topic: "eval" });
  assertEquals(parseOptions(["eval", "--epohc", "-h"]), { command: "help", topic: "eval" });
  assertEquals(parseOptions(["--version"]), { command: "version" });
});

Deno.test("parseOptions() refuses a misspelt option or command with the nearest name", () => {
  const end = "there is no such option, did you mean";
  refuses("--epohc 3", `Cannot read option --epohc: ${end} --epoch?`);
  refuses("--batch_train=3", `Cannot read option --batch_train: ${end} --batch-train?`);
  refuses("-lr 3", `Cannot read option -lr: ${end} --lr?`);
  refuses("--no-ofline", `Cannot read option --no-ofline: ${end} --no-offline?`);
  refuses("trian", 'Cannot run "trian": there is no such command, did you mean train?');
  refuses(
    "--constructor=1",
    "Cannot read option --constructor: there is no such option, ./al help train lists them",
  );
  refuses(
    "--__proto__.x=1",
    "Cannot read option --__proto__.x: there is no such option, ./al help train lists them",
  );
});

Deno.test("parseOptions() refuses malformed values with the allowed range", () => {
  const lr = "give one between 1e-8 and 10";
  refuses("--lr abc", `Cannot read --lr "abc": it is not a number, ${lr}`);
  refuses("--lr NaN", `Cannot read --lr "NaN": it is not a number, ${lr}`);
  refuses("--lr -3", `Cannot read --lr "-3": it is too small, ${lr}`);
  refuses("--lr 1e999", `Cannot read --lr "1e999": it is too large, ${lr}`);
  const epoch = "it is not a whole number, give one between 1 and 100000";
  refuses("--epoch 1.5", `Cannot read --epoch "1.5": ${epoch}`);
  refuses("--epoch 0x10", `Cannot read --epoch "0x10": ${epoch}`);
  refuses(
    "--model lstm",
    'Cannot read --model "lstm": there is no such choice, did you mean lstmal? ' +
      `(${listed(OPTIONS.model.choices)})`,
  );
  refuses(
    "--offline=maybe",
    'Cannot read --offline "maybe": it is a switch, give true or false',
  );
  refuses(
    "--text-column a,,b",
    'Cannot read --text-column "a,,b": one of its names is empty, give names with one comma between two',
  );
});

Deno.test("parseOptions() refuses missing, repeated, foreign and stray arguments", () => {
  refuses("--epoch", "Cannot read --epoch: it has no value, give one between 1 and 100000");
  refuses("--epoch --lr 1", "Cannot read --epoch: it has no value, give one between 1 and 100000");
  refuses("--lr=", "Cannot read --lr: it has no value, give one between 1e-8 and 10");
  refuses("--lr 1 --lr 2", "Cannot read --lr: it is given 2 times, give it once");
  refuses("--offline --no-offline", "Cannot read --offline: it is given 2 times, give it once");
  refuses("--no-lr", "Cannot read --no-lr: --lr is no switch, leave it out instead");
  refuses(
    "--json",
    "Cannot read --json: train does not take it, it belongs to adapt, eval, predict, gducheck, " +
      "summary, compare, bench",
  );
  refuses(
    "--epoch 3 runs",
    'Cannot read "runs": it follows no option of train, ./al help train lists them',
  );
  refuses("-- x", 'Cannot read "--": it follows no option of train, ./al help train lists them');
});

Deno.test("parseOptions() takes a device by its name, and threads for the processors alone", () => {
  assertEquals([train("").options.device, train("").options.threads], ["auto", undefined]);
  for (const device of ["cpu", "auto"]) {
    const { options } = train(`--device ${device} --threads 3`);
    assertEquals([options.device, options.threads], [device, 3]);
  }
  for (const device of ["gpu", "software"]) {
    const message = `Cannot read --threads 3 with --device ${device}: its driver decides on ` +
      "threads, leave --threads out or give --device cpu";
    refuses(`--device ${device} --threads 3`, message);
    refuses(`--config c.json --device ${device}`, message, { "c.json": '{"threads": 3}' });
  }
  refuses(
    "--device cup",
    'Cannot read --device "cup": there is no such choice, did you mean cpu? (auto, gpu, cpu or software)',
  );
  const threads = "give one between 1 and 64";
  refuses("--threads 0", `Cannot read --threads "0": it is too small, ${threads}`);
  refuses("--threads 65", `Cannot read --threads "65": it is too large, ${threads}`);
  refuses(
    "--thread 2",
    "Cannot read option --thread: there is no such option, did you mean --threads?",
  );
});

Deno.test("parseOptions() takes a data set by name or as a path and suggests the nearest name", () => {
  assertEquals(train("--dataset ./rows.csv").options.dataset, "./rows.csv");
  const error = assertThrows(() => train("--dataset agnews"), OptionError);
  assert(error.message.includes("did you mean ag_news?"), error.message);
});

Deno.test("parseOptions() puts the command line before the configuration file before the preset", () => {
  const own = { lr: 0.5, epoch: 7, dataset: "a.csv", "text-column": ["a", "b"], offline: true };
  const files = { "c.json": JSON.stringify(own) };
  const { options, given } = train("--config c.json --preset thesis --lr 0.25", files);
  assertEquals(options.lr, 0.25);
  assertEquals(options.epoch, 7);
  assertEquals(options.textColumn, ["a", "b"]);
  assertEquals(options.offline, true);
  assertEquals(options.numLayer, 5);
  assertEquals(options.decoder, "sigmoid");
  assert(given.has("epoch") && !given.has("num-layer"));
});

Deno.test("parseOptions() refuses configuration files with unknown keys, wrong types or no JSON", () => {
  const refuse = (text: string, message: string) =>
    refuses("--config c.json", message, { "c.json": text });
  refuse('{"epohc": 1}', 'Cannot read "epohc" in c.json: no such option, did you mean "epoch"?');
  refuse(
    '{"lr": "fast"}',
    'Cannot read "lr": "fast" in c.json: it is a string, give a number between 1e-8 and 10',
  );
  refuse(
    '{"epoch": 0}',
    'Cannot read "epoch": 0 in c.json: it is too small, give one between 1 and 100000',
  );
  refuse(
    "[1]",
    'Cannot read c.json: it is no JSON object, write options as {"epoch": 5, "lr": 1e-3}',
  );
  refuse(
    '{"format": "other", "options": {}}',
    'Cannot read c.json: its format is "other", give a JSON object of options',
  );
  const broken = assertThrows(() => train("--config c.json", { "c.json": "{" }), OptionError);
  assert(broken.message.startsWith("Cannot read c.json: it is not JSON ("), broken.message);
  refuses(
    "--config no.json",
    "Cannot read no.json: there is no such file, give --config a JSON file of options",
  );
});

Deno.test("parseOptions() reads back what configValues() writes of a run", () => {
  const words = "--preset iclr2022 --dataset imdb --val-data v.csv --text-column a,b --seed 9";
  const { options } = train(words);
  const run = { format: CONFIG_FORMAT, version: CONFIG_VERSION, options: configValues(options) };
  const again = train("--config c.json", { "c.json": JSON.stringify(run) });
  assertEquals({ ...again.options, config: undefined }, options);
});

Deno.test("parseOptions() takes every preset for every data set, and the faithful values", () => {
  for (const preset of Object.keys(PRESETS.text)) {
    for (const dataset of TEXT_SET_NAMES) train(`--preset ${preset} --dataset ${dataset}`);
  }
  for (const preset of Object.keys(PRESETS.image)) {
    for (const dataset of IMAGE_SET_NAMES) train(`--preset ${preset} --dataset ${dataset}`);
  }
  const imdb = train("--preset iclr2022 --dataset imdb").options;
  assertEquals([imdb.labelEmb, imdb.maxLen, imdb.detachTarget], [300, 400, false]);
  assertEquals(presetValues("thesis", "ag_news", "lstmal").lr, 1e-4);
});

Deno.test("OPTIONS has a default that its own range allows, and help, for every option", () => {
  for (const [name, spec] of Object.entries(OPTIONS)) {
    if ("min" in spec && "default" in spec) {
      assert(spec.min <= spec.default && spec.default <= spec.max, name);
    }
    if ("choices" in spec && "default" in spec) {
      assert((spec.choices as readonly string[]).includes(spec.default), name);
    }
    assert(spec.help.length > 20 && spec.help.endsWith("."), name);
  }
});

Deno.test("helpText() lists every option of a command within the width", () => {
  for (const command of COMMANDS) {
    const text = helpText(command, 80);
    for (const [name, spec] of Object.entries(OPTIONS)) {
      const takes = (spec.commands as readonly string[]).includes(command);
      const shown = new RegExp(`^  --(\\[no-\\])?${name}( |$)`, "m").test(text);
      assertEquals(shown, takes, `${command} --${name}`);
    }
    for (const line of text.split("\n")) assert(line.length <= 80, line);
  }
  for (const command of COMMANDS) assert(helpText().includes(`  ${command} `));
});

Deno.test("resumeOptions() takes the run's options and refuses to change what decides its weights", () => {
  const options = configValues(train("--preset thesis --dataset ag_news --epoch 4").options);
  const config = { format: CONFIG_FORMAT, version: 1, program: "0", created: "", options };
  const more = resumeOptions(train("--resume runs/a --epoch 9"), config, "runs/a/config.json");
  assertEquals([more.epoch, more.dataset, more.numLayer, more.resume], [9, "ag_news", 5, "runs/a"]);
  const error = assertThrows(
    () => resumeOptions(train("--resume runs/a --lr 0.1"), config, "runs/a/config.json"),
    OptionError,
  );
  assertEquals(
    error.message,
    "Cannot change --lr to 0.1 in runs/a/config.json: the run began with 0.0001, leave it out or start a new run",
  );
});

Deno.test("resumeOptions() takes another device and other threads, and forgets the old device's threads", () => {
  const options = configValues(train("--device cpu --threads 3").options);
  const config = { format: CONFIG_FORMAT, version: 1, program: "0", created: "", options };
  const resumed = (line: string) => {
    const { device, threads } = resumeOptions(train(`--resume a ${line}`), config, "a/config.json");
    return [device, threads];
  };
  assertEquals(resumed(""), ["cpu", 3]);
  assertEquals(resumed("--threads 2"), ["cpu", 2]);
  assertEquals(resumed("--device gpu"), ["gpu", undefined]);
  assertEquals(resumed("--device auto --threads 1"), ["auto", 1]);
});
