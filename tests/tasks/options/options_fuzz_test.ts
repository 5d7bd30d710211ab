import { assert, assertEquals, assertThrows } from "@std/assert";
import { allowedValues, OptionError } from "../../../tasks/options/value.ts";
import type { OptionSpec } from "../../../tasks/options/spec.ts";
import { OPTION_NAMES, type OptionName, SPECS } from "../../../tasks/options/table.ts";
import { parseOptions } from "../../../tasks/options/options.ts";
import { numbers } from "../support.ts";

/** Text that no number, switch, choice or list is. */
const GIBBERISH = ["", " ", "nan", "0x1", "1,5", "1e", "--1", "１", "yes", "\0", "[1]", "null"];

function refusal(name: OptionName, value: string): string {
  const [command] = SPECS[name].commands;
  return assertThrows(() => parseOptions([command, `--${name}=${value}`]), OptionError).message;
}

/** Values that an option refuses, whatever the others are. */
function wrongValues(spec: OptionSpec): string[] {
  switch (spec.type) {
    case "integer":
    case "number": {
      const beyond = [spec.min - 1, spec.max * 2 + 1, -1e300, 1e300].map(String);
      const broken = spec.type === "integer" ? ["1.5", "1e-3"] : [];
      return [...GIBBERISH, ...beyond, ...broken, "Infinity", "1 2"];
    }
    case "flag":
      return [...GIBBERISH, "1", "TRUE"];
    case "choice":
      return [
        ...GIBBERISH,
        ...(spec.anyCase ? [] : [spec.choices[0].toUpperCase()]),
        `${spec.choices[0]} `,
      ];
    case "name or path":
      return ["", " ", "quantum", "AG_NEWS"];
    case "list":
      return spec.items
        ? ["", ",", "1,,2", "a", "1,x", `1,${spec.items.max + 1}`, `${spec.items.min - 1}`]
        : ["", " ", ",", "a,,b", "a, ,b"];
    case "path":
      return ["", " ", "a\0b"];
    case "string":
      return [""];
  }
}

Deno.test("every option refuses what it cannot take, by its name and with what it takes", () => {
  for (const name of OPTION_NAMES) {
    const spec = SPECS[name];
    for (const value of wrongValues(spec)) {
      const message = refusal(name, value);
      const where = `--${name}=${JSON.stringify(value)}: ${message}`;
      assert(
        message.startsWith(`Cannot read --${name}`) || message.includes(`of --${name}`),
        where,
      );
      assert(!message.includes("\0") && !message.includes("\n"), where);
      assert(/, (give|did you mean) /.test(message), where);
      if (value.trim() === "" || spec.type === "path") continue;
      if (spec.type === "integer" || spec.type === "number") {
        const [least, most] = allowedValues(spec).match(/between (\S+) and (\S+)$/)!.slice(1);
        assert(message.endsWith(`give one between ${least} and ${most}`), where);
      } else if (spec.type === "choice" || spec.type === "name or path") {
        assert(message.includes(allowedValues(spec)), where);
      }
    }
  }
});

Deno.test("every number takes both ends of its range and nothing next to them", () => {
  for (const name of OPTION_NAMES) {
    const spec = SPECS[name];
    if (spec.type !== "integer" && spec.type !== "number") continue;
    const step = spec.type === "integer" ? 1 : Math.max(1e-9, Math.abs(spec.max) * 1e-6);
    const [command] = spec.commands;
    for (const value of [spec.min, spec.max]) {
      try {
        parseOptions([command, `--${name}=${value}`]);
      } catch (error) {
        // It may stand ill beside another option's default, but by itself it is taken.
        assert(error instanceof OptionError && !error.message.includes("give one between"), name);
      }
    }
    refusal(name, String(spec.min - step));
    refusal(name, String(spec.max + step));
  }
});

Deno.test("every option of a configuration file refuses values of another type, by name and file", () => {
  const values = [null, true, 1, 1.5, "x", [], [1], ["a"], [null], [["a"]], {}, { a: 1 }];
  for (const name of OPTION_NAMES) {
    const spec = SPECS[name];
    if (name === "config") continue;
    const [command] = spec.commands;
    const isFit = (value: unknown) => {
      if (spec.type === "list") return typeof value === "string" || Array.isArray(value);
      if (spec.type === "flag") return typeof value === "boolean";
      const isNumber = spec.type === "integer" || spec.type === "number";
      return isNumber ? typeof value === "number" : typeof value === "string";
    };
    for (const value of values.filter((value) => !isFit(value))) {
      const text = JSON.stringify({ [name]: value });
      const words = [command, "--config", "c.json"];
      const { message } = assertThrows(() => parseOptions(words, () => text), OptionError);
      const start = `Cannot read "${name}": ${JSON.stringify(value)} in c.json: it is a`;
      assert(message.startsWith(value === null ? start.replace(/a$/, "null") : start), message);
      assert(message.endsWith(`, give ${allowedValues(spec)}`), message);
    }
  }
});

Deno.test("lists of numbers take numbers or texts of a configuration file", () => {
  const read = (thresholds: unknown) => {
    const parsed = parseOptions(["adapt", "--config", "c"], () => JSON.stringify({ thresholds }));
    return "options" in parsed && "thresholds" in parsed.options && parsed.options.thresholds;
  };
  assertEquals(read([0.5, "0.75"]), ["0.5", "0.75"]);
  assertEquals(read("0.5, 0.75"), ["0.5", "0.75"]);
  assertEquals(
    assertThrows(() => read([0.5, 2]), OptionError).message,
    'Cannot read "2" of "thresholds": [0.5,2] in c: it is too large, give one between 0 and 1',
  );
});

Deno.test("random command lines are read or refused in one line, and nothing else happens", () => {
  const random = numbers(7);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const commands = ["train", "accumulate", "grow", "adapt", "eval", "predict", "summary", "bench"]
    .concat(["train_rnn", "train_rnn_lbl", "help", "version", "tarin", ""]);
  const values = [
    "1",
    "0.5",
    "true",
    "a/b",
    "a@2",
    "3-3-3",
    "auto",
    "-1",
    "--",
    "-",
    "=",
    "x=y",
    "@",
  ]
    .concat(["constructor", "__proto__", "linearalside", "news", "é", "1,2", "cost:0.5"]);
  const word = () => {
    const name = pick(OPTION_NAMES);
    return pick([
      `--${name}`,
      `--no-${name}`,
      `--${name}=${pick(values)}`,
      pick(values),
      `-${name}`,
    ]);
  };
  let taken = 0;
  for (let i = 0; i < 4000; i++) {
    const words = [pick(commands), ...Array.from({ length: Math.floor(random() * 5) }, word)];
    try {
      parseOptions(words, () => '{"lr": 0.1}');
      taken++;
    } catch (error) {
      assert(error instanceof OptionError, `${words.join(" ")}: ${error}`);
      assert(/^Cannot \w+ [^\n]+$/.test(error.message), `${words.join(" ")}: ${error.message}`);
    }
  }
  assert(taken > 100, `${taken} of 4000 were taken`);
});
