/**
 * The help text, derived from the tables of commands and options.
 *
 * @module
 */

import { type Command, COMMAND_HELP, COMMANDS, GROUPS, type OptionSpec } from "./option_spec.ts";
import { OPTIONS } from "./option_table.ts";

const INDENT = 27;

/** Help on all commands, or on one of them with its options; `width` is the terminal's, in columns. */
export function helpText(topic?: Command, width = 80): string {
  return topic === undefined ? overview() : commandHelp(topic, Math.max(60, Math.min(width, 110)));
}

function overview(): string {
  const commands = COMMANDS.map((name) => `  ${name.padEnd(10)}${COMMAND_HELP[name]}`);
  return [
    "Associated learning: text classifiers whose blocks train without a gradient between them.",
    "",
    "./al [command] [options]",
    "",
    ...commands,
    "  help      show this, or the options of a command: ./al help train",
    "  version   show the version",
    "",
    "Examples",
    "  ./al train                                   the data set that comes with the project",
    "  ./al train --dataset ag_news --epoch 3       download AG News and train on it",
    "  ./al train --dataset rows.csv --text-column text --label-column label",
    "  ./al eval                                    test the newest run",
    '  ./al predict --text "Stocks fell on Monday"  classify a text with it',
    "",
  ].join("\n");
}

function commandHelp(command: Command, width: number): string {
  const lines = [`./al ${command} [options]: ${COMMAND_HELP[command]}`];
  const specs: [string, OptionSpec][] = Object.entries(OPTIONS);
  for (const group of GROUPS) {
    const mine = specs.filter(([, spec]) =>
      spec.group === group && (spec.commands as readonly string[]).includes(command)
    );
    if (mine.length > 0) lines.push("", group);
    for (const [name, spec] of mine) lines.push(...optionHelp(name, spec, width));
  }
  return lines.join("\n") + "\n";
}

function optionHelp(name: string, spec: OptionSpec, width: number): string[] {
  const head = `  ${spec.type === "flag" ? `--[no-]${name}` : `--${name} ${placeholder(spec)}`}`;
  const text = wrap(`${spec.help}${facts(spec)}`, width - INDENT);
  const [first, ...rest] = head.length < INDENT - 1 ? [head, ...text] : [head, "", ...text];
  const lines = [
    first.padEnd(INDENT) + rest[0],
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
  if ("min" in spec) parts.push(`${spec.min} to ${spec.max}`);
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
