import { RandomStream } from "../random.ts";
import type { Examples, TextDataset } from "./examples.ts";
import { ADJECTIVES, AGENCIES, CITIES, DAYS, GOODS, MOVES, NAMES, ROLES } from "./news_words.ts";

/** Where the market of the made news goes. */
const NEWS_CLASSES = ["down", "up"] as const;

/** Seed of {@linkcode newsDataset}. */
export const NEWS_SEED = 2022;
const TRAIN = 8_000;
const TEST = 1_000;

/** Part of the texts that name the move itself and nothing else. */
const PLAIN = 0.56;

/** Openings that say nothing of the move. */
const OPENINGS = [
  "{city} ({agency}) - {good} on {day}.",
  "{day} at the market of {city}.",
  "{agency} - {good}, seen by {name}.",
  "{city} waits for {good}.",
  "{name} on {good} and {good}.",
];

/** Sentences of the move; `{move}` is where the market went. */
const STATEMENTS = [
  "{city} saw a {adjective} {move} in {good} on {day}.",
  "A {role} spoke of a {move} after {day}.",
  "There was a {adjective} {move} in {good}, {name} told {agency}.",
  "A {role} from {city} called it a {move} and left for {city}.",
  "{day} ended with a {adjective} {move} in {city}.",
];

/** Sentences of what did not happen; `{other}` is the opposite of the move. */
const DENIALS = [
  "There was no {other} in {good} on {day}.",
  "No {role} spoke of a {other}.",
  "It was not a {other}, {name} told {agency}.",
  "{city} never saw a {adjective} {other}.",
];

/** Sentences with both; only the order of their words tells the move from its opposite. */
const TURNS = [
  "A {role} had expected a {other} in {good}, but {city} saw a {adjective} {move}.",
  "Instead of a {adjective} {other}, {good} had a {move}.",
  "{good} had a {adjective} {move} instead of a {other}.",
  "A {other} on {day} gave way to a {move} in {good}.",
  "It was a {move} and not a {adjective} {other}, {name} told {agency}.",
  "Not a {other} but a {move}, said a {role} in {city}.",
];

/** Endings that say nothing of the move. */
const ENDINGS = [
  "Some {count} people work for the {role}.",
  "{name} of {agency} was in {city} until {day}.",
  "A {role} asked for {good} and {good}.",
  "The {role} returns on {day}.",
];

/**
 * The data set that comes with the project: news that a grammar makes up, of a market that went down or up.
 *
 * In somewhat more than half of the texts all words of a move say where the market went. The others have as
 * many words of the opposite, denied ("no loss"), or turned ("a loss gave way to a gain"), and the same
 * words tell both classes: only their order decides. So the best guess from the counts of words is right for
 * about 78 texts in 100, and whoever reads the words in order can be right for all.
 *
 * @returns 8,000 texts to train on and 1,000 to test on, the same texts every time.
 *
 * @example
 * ```ts
 * import { newsDataset } from "@associated/learning/data";
 *
 * const { classes, train } = newsDataset();
 * console.assert(classes.join() === "down,up" && train.texts.length === 8_000);
 * ```
 */
export function newsDataset(): TextDataset {
  return {
    name: "news",
    classes: NEWS_CLASSES,
    train: makeNews(NEWS_SEED, "train", TRAIN),
    test: makeNews(NEWS_SEED, "test", TEST),
    unlabelled: null,
    sources: [],
    notes: ["made by a grammar; counts of words are right for about 78 %, their order for all"],
  };
}

/**
 * Makes up news.
 *
 * @param seed Seed of the draws, any number.
 * @param part Names the random stream, such as `"train"`.
 * @param count Number of texts; the classes take turns.
 * @returns `count` examples, each class as often as the other, in a random order.
 */
export function makeNews(seed: number, part: string, count: number): Examples {
  const random = new RandomStream(seed, "news", part);
  const labels = Uint32Array.from({ length: count }, (_, index) => index % NEWS_CLASSES.length);
  random.shuffle(labels);
  return { texts: Array.from(labels, (label) => makeText(label, random)), labels };
}

function makeText(label: number, random: RandomStream): string {
  const [move, other] = [MOVES[NEWS_CLASSES[label]], MOVES[NEWS_CLASSES[1 - label]]];
  return sentences(random).map((choices) => fill(random.pick(choices), { move, other }, random))
    .join(" ");
}

/** What follows what: plain, or as many words of the opposite as of the move. */
function sentences(random: RandomStream): readonly (readonly string[])[] {
  if (random.uniform() < PLAIN) {
    return random.pick([[OPENINGS, STATEMENTS, STATEMENTS], [STATEMENTS, STATEMENTS, ENDINGS]]);
  }
  return random.pick([
    [OPENINGS, TURNS, ENDINGS],
    [OPENINGS, TURNS],
    [TURNS, ENDINGS],
    [STATEMENTS, DENIALS],
    [DENIALS, STATEMENTS, ENDINGS],
  ]);
}

/** What stands in the other slots, up or down alike. */
const SLOTS = {
  good: GOODS,
  adjective: ADJECTIVES,
  role: ROLES,
  city: CITIES,
  day: DAYS,
  name: NAMES,
  agency: AGENCIES,
};

interface Moves {
  readonly move: readonly string[];
  readonly other: readonly string[];
}

function fill(template: string, moves: Moves, random: RandomStream): string {
  const words: Readonly<Record<string, readonly string[]>> = { ...SLOTS, ...moves };
  const text = template.replace(/\{(\w+)\}/g, (_, slot: string) => {
    return slot === "count" ? String(10 * (2 + random.below(90))) : random.pick(words[slot]);
  });
  return capital(text.replace(/\b([Aa]) (?=[aeiou])/g, "$1n "));
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
