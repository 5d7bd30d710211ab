/**
 * The command line of `compare`: options of `train` of which some have several values, or the folders of runs.
 *
 * @module
 */
import { partsOfWord, readCommandLine, unknownOption } from "./command_line.ts";
import { isOption, type OptionName, SPECS } from "./table.ts";
import { OptionError, type OptionValue, quote } from "./value.ts";

/** The words of `compare`, sorted. */
export interface StudyWords {
  /** What its own options give. */
  readonly own: ReadonlyMap<OptionName, OptionValue>;
  /** Words of `train` that all runs have. */
  readonly fixed: readonly string[];
  /** Options of `train` with their values, each of which makes runs of its own. */
  readonly axes: readonly Axis[];
  /** Folders of runs that are there. */
  readonly runs: readonly string[];
}

/** An option with its values. */
export interface Axis {
  /** The option. */
  readonly name: OptionName;
  /** Its values, each once. */
  readonly values: readonly string[];
}

/** The options by which a table of runs is ordered; others follow as they are given, and the seed is last. */
const FIRST: readonly OptionName[] = ["dataset", "model", "mode"];

/** Options of `train` that a study decides itself, and why. */
const DECIDED: Partial<Record<OptionName, string>> = {
  resume: "it goes on with what it finds, give the same command again",
};

/**
 * Sorts the words of `compare`; a configuration file may give options of both commands.
 *
 * @throws {OptionError} when words contradict each other, or a value of its own options is malformed
 */
export function readStudy(args: readonly string[]): StudyWords {
  const { own: words, ...rest } = sorted(args);
  const own = readCommandLine("compare", words);
  const { runs, axes, fixed } = rest;
  if (
    runs.length > 0 && (axes.length > 0 || fixed.length > 0 || own.has("seeds") || own.has("folds"))
  ) {
    throw new OptionError(
      `Cannot compare ${
        quote(runs[0])
      } with runs that are to be trained: give folders of runs alone, ` +
        "or options of train alone",
    );
  }
  const seeds = axes.find(({ name }) => name === "seed");
  if (seeds && own.has("seeds")) {
    throw new OptionError(
      `Cannot read --seeds ${own.get("seeds")} with --seed ${seeds.values}: both name seeds, ` +
        "give one of them",
    );
  }
  if (own.has("folds") && axes.some(({ name }) => name === "fold")) {
    throw new OptionError(
      `Cannot read --folds ${own.get("folds")} with --fold: both name parts, give one of them`,
    );
  }
  return { own, ...rest };
}

/**
 * A command line of `train` for each run of a study; none where nothing of `train` is given.
 *
 * @param seeds How many seeds each setting has where the seeds are not named.
 * @param folds How many parts each seed cuts the rows into, of which each tests a run; undefined where none.
 */
export function trainsOf(
  { own, fixed, axes }: StudyWords,
  seeds: number,
  folds?: number,
): string[][] {
  if (!axes.length && !fixed.length && !own.has("seeds") && !folds) return [];
  const count = folds && !own.has("seeds") ? 1 : seeds;
  const named = axes.find(({ name }) => name === "seed");
  const last = named ?? { name: "seed", values: upTo(count).map(String) };
  const parts = folds ? [{ name: "fold", values: upTo(folds).map((k) => `${k}/${folds}`) }] : [];
  return product([...inOrder(axes), last, ...parts]).map((words) => [...fixed, ...words]);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** Own words, words of `train` that stay as they are, options with values, and words of no option. */
function sorted(args: readonly string[]) {
  const own: string[] = [], fixed: string[] = [], runs: string[] = [], axes: Axis[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!args[i].startsWith("-")) {
      runs.push(args[i]);
      continue;
    }
    const { name, words, value, isWhole } = optionAt(args, i);
    i += words.length - 1;
    const isOwn = SPECS[name].commands.includes("compare");
    if (isOwn) own.push(...words);
    if (isOwn && name !== "config") continue; // a file has options of both commands
    if (isWhole) fixed.push(...words);
    else axes.push(axisOf(name, value, axes));
  }
  return { own, fixed, runs, axes };
}

/** An option of a command line. */
interface Given {
  /** The option. */
  readonly name: OptionName;
  /** The word that names it, and the next where that is its value. */
  readonly words: readonly string[];
  /** The value; empty where there is none. */
  readonly value: string;
  /** Whether commas in its value do not part values of which each makes runs of its own. */
  readonly isWhole: boolean;
}

/** The option that a word names. */
function optionAt(args: readonly string[], i: number): Given {
  const [no, name = "", value] = partsOfWord(args[i]);
  if (!isOption(name)) throw unknownOption("compare", args[i]);
  if (DECIDED[name]) throw new OptionError(`Cannot compare with --${name}: ${DECIDED[name]}`);
  const { type } = SPECS[name];
  const isSwitch = type === "flag" || no !== undefined;
  const next = args[i + 1] ?? "--";
  const takesNext = value === undefined && (isSwitch ? /^(true|false)$/ : /^(?!--)/).test(next);
  return {
    name,
    words: takesNext ? [args[i], next] : [args[i]],
    value: value ?? (takesNext ? next : ""),
    isWhole: isSwitch || type === "list" || name === "config",
  };
}

function axisOf(name: OptionName, text: string, others: readonly Axis[]): Axis {
  if (others.some((axis) => axis.name === name)) {
    throw new OptionError(
      `Cannot read --${name}: it is given twice, give all values with commas between them`,
    );
  }
  return { name, values: [...new Set(text.split(",").map((part) => part.trim()))] };
}

/** All axes but the seed, in the order of the table. */
function inOrder(axes: readonly Axis[]): readonly Axis[] {
  const place = ({ name }: Axis) => FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length;
  return axes.filter(({ name }) => name !== "seed").toSorted((a, b) => place(a) - place(b));
}

/** The words of each choice of a value from each axis; the last axis changes fastest. */
function product(axes: readonly { name: string; values: readonly string[] }[]): string[][] {
  return axes.reduce<string[][]>(
    (all, { name, values }) =>
      all.flatMap((words) => values.map((value) => [...words, `--${name}=${value}`])),
    [[]],
  );
}
