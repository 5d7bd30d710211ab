/**
 * The help text, derived from the tables of commands and options.
 *
 * @module
 */

import { concernText } from "./concerns.ts";
import {
  type Command,
  COMMAND_HELP,
  COMMANDS,
  GROUPS,
  type OptionSpec,
  RUN_COMMANDS,
} from "./spec.ts";
import { OPTION_NAMES, SPECS } from "./table.ts";
import { plain } from "./value.ts";
import {
  isScript,
  ORIGINAL_OPTIONS,
  type OriginalOption,
  type Script,
  SCRIPTS,
} from "./original_options.ts";

const INDENT = 27;

/** Scripts whose file is called so. */
const MAIN: readonly Script[] = ["neco", "ep"];

/**
 * Help on all commands, on one command with its options, or on a script of the authors; `width` is the width
 * of the terminal in columns.
 */
export function helpText(topic?: Command | Script, width = 80): string {
  if (topic === undefined) return overview();
  const columns = Math.max(60, Math.min(width, 110));
  return isScript(topic) ? scriptHelp(topic, columns) : commandHelp(topic, columns);
}

function overview(): string {
  const commands = COMMANDS.map((name) => `  ${name.padEnd(12)}${COMMAND_HELP[name]}`);
  return [
    "Associated learning: classifiers whose blocks train without a gradient between them.",
    "",
    "./al [command] [options]",
    "",
    ...commands,
    "  help        show this, or the options of a command: ./al help train",
    "  version     show the version",
    "",
    `The authors' command lines: ${Object.keys(SCRIPTS).join(", ")} (./al help train_rnn)`,
    "",
    "Examples",
    "  ./al train                                   the data set that comes with the project",
    "  ./al train --dataset ag_news --epoch 3       download AG News and train on it",
    "  ./al train --dataset rows.csv --text-column text --label-column label",
    "  ./al train --dataset digits                  images, also with nothing to download",
    "  ./al accumulate --num-layer 4                block after block, the blocks below frozen",
    "  ./al compare --mode al,bp --seeds 5          AL and backpropagation, five runs of each",
    "  ./al eval                                    test the newest run",
    "  ./al eval runs/NAME --adaptive 0.9           let sure examples leave early",
    '  ./al predict --text "A slump, not a rally"   classify a text with it',
    "",
  ].join("\n");
}

function commandHelp(command: Command, width: number): string {
  const run = RUN_COMMANDS.has(command) ? " [RUN]" : "";
  const lines = wrap(`./al ${command}${run} [options]: ${COMMAND_HELP[command]}`, width);
  if (command === "compare") lines.push("", ...wrap(STUDY, width));
  for (const group of GROUPS) {
    const mine = OPTION_NAMES.filter((name) =>
      SPECS[name].group === group && SPECS[name].commands.includes(command)
    );
    if (mine.length > 0) lines.push("", group);
    for (const name of mine) lines.push(...optionHelp(name, SPECS[name], width));
  }
  return lines.join("\n") + "\n";
}

/** What `compare` takes beside its own options. */
const STUDY =
  "All options of train hold (./al help train); several values of one, with commas between them, make " +
  "runs of each, as in ./al compare --dataset sst2 --model lstmal,transformeral --mode al,bp --seeds 5. " +
  "The same command again goes on where it was stopped and trains no run twice. ./al compare RUN RUN... " +
  "compares runs that are there.";

function scriptHelp(script: Script, width: number): string {
  const command = SCRIPTS[script];
  const shared = command === "accumulate" ? " --epoch is shared among the blocks." : "";
  const lines = wrap(
    `./al ${script} [options]: ./al ${command} by the command line of the authors' ${
      MAIN.includes(script) ? "main.py" : `${script}.py`
    }`,
    width,
  );
  const rest = `All options of ${command} hold (./al help ${command}).${shared} Options that are ` +
    `not given have ${
      script === "ep" ? "the authors' defaults; --preset fixed takes ours." : "our defaults; " +
        "--preset thesis takes the defaults of the authors."
    }`;
  lines.push("", ...wrap(rest, width), "", "Options that only the authors have");
  for (const [name, option] of Object.entries(ORIGINAL_OPTIONS[script])) {
    lines.push(...entry(`--${name}${option.isSwitch ? "" : " VALUE"}`, meaning(option), width));
  }
  return lines.join("\n") + "\n";
}

/** The effect that an option of the authors has here. */
function meaning({ takes, why, isOurs, isIdle, about }: OriginalOption): string {
  const values = Object.entries(takes);
  if (about !== undefined) return `${about}.`;
  if (isIdle) return "Taken, which changes nothing.";
  if (values.length === 0) return `Refused: ${why}.`;
  const changing = values.filter(([, words]) => words.length > 0);
  if (changing.length === 0) {
    return `${values.map(([value]) => value).join(" or ")} only, which changes nothing.`;
  }
  const texts = changing.map(([value, words]) => `${value}: ${words.join(" ")}`);
  return `${texts.join("; ").replaceAll("=", " ")}${isOurs ? "; others as ours" : ""}.`;
}

function optionHelp(name: string, spec: OptionSpec, width: number): string[] {
  const head = spec.type === "flag" ? `--[no-]${name}` : `--${name} ${placeholder(spec)}`;
  return entry(head, `${spec.help}${facts(spec)}`, width);
}

/** A name on the left, its explanation on the right. */
function entry(head: string, explanation: string, width: number): string[] {
  const text = wrap(explanation, width - INDENT);
  const [first, ...rest] = head.length < INDENT - 3 ? [head, ...text] : [head, "", ...text];
  const lines = [
    `  ${first}`.padEnd(INDENT) + rest[0],
    ...rest.slice(1).map((t) => " ".repeat(INDENT) + t),
  ];
  return lines.map((line) => line.trimEnd());
}

function placeholder(spec: OptionSpec): string {
  if (spec.type === "integer") return "N";
  if (spec.type === "number") return "X";
  if (spec.type === "choice") return "WORD";
  return "placeholder" in spec ? spec.placeholder : "";
}

function facts(spec: OptionSpec): string {
  const parts: string[] = [];
  if (spec.type === "choice") parts.push(spec.choices.join(", "));
  if ("min" in spec) parts.push(`${plain(spec.min)} to ${plain(spec.max)}`);
  const concern = concernText(spec);
  if (concern) parts.push(`for ${concern}`);
  if (spec.type === "flag") parts.push(`default ${spec.default ? "on" : "off"}`);
  else if (spec.default !== undefined) parts.push(`default ${spec.default}`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
