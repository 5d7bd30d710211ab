import { RandomStream } from "../random.ts";
import type { Examples, TextDataset } from "./examples.ts";
import { AGENCIES, CITIES, DAYS, NAMES, SHARED } from "./news_words.ts";

/** The topics of the made news. */
const NEWS_CLASSES: readonly string[] = ["World", "Sports", "Business", "Science"];

/** Seed of {@linkcode newsDataset}. */
export const NEWS_SEED = 2022;
const TRAIN = 8_000;
const TEST = 1_000;

/** Chance that a word comes from two topics that are both not the topic of its text. */
const STRAY = 0.12;

const TITLES = [
  "{role} {verb} {adjective} {noun}",
  "{adjective} {noun} divides {city}",
  "{noun} and {noun} on {day}",
  "{name}: {noun} was {verb}",
  "{city} {role} awaits {noun}",
];

const LEADS = [
  "{city} ({agency}) - A {role} {verb} the {adjective} {noun} on {day}, hours after a {noun} " +
  "had been {verb} there.",
  "{agency} - The {noun} in {city} was {verb} late on {day} by a {role}, who called it {adjective} " +
  "and named the {noun} next to it.",
  "{city} - {name}, a {role}, {verb} the {noun} on {day} and asked for a more {adjective} {noun}.",
  "Nobody in {city} {verb} the {adjective} {noun} before {day}, when a {role} spoke of the {noun}.",
  "A {adjective} {noun} and a {noun} were {verb} in {city} on {day}, a {role} told {agency}.",
];

const ENDINGS = [
  '"We {verb} every {noun} we could," {name} said, and the {role} agreed that it was {adjective}.',
  "The {role} from {city} had {verb} a {noun} a year ago, a {adjective} one.",
  "{name} said the {noun} would stay {adjective} until a {role} {verb} it.",
  "It is the third {adjective} {noun} that a {role} has {verb} since {day}.",
  "Some {count} people saw how the {role} {verb} the {noun}, which {name} called {adjective}.",
];

type Kind = "noun" | "adjective" | "verb" | "role";

/**
 * The data set that comes with the project: news that a grammar makes up, in four topics.
 *
 * Every word of content belongs to two topics, one in eight is taken from other topics, and all texts have
 * the same sentences around these words. So the topic of a text is the one that most of its words share. The
 * best possible guess, the likeliest topic given all words, is right for about 98 texts in 100; a guess from
 * the most telling single word for fewer than 50.
 *
 * @returns 8,000 texts to train on and 1,000 to test on, the same texts every time.
 *
 * @example
 * ```ts
 * import { newsDataset } from "@associated/learning/data";
 *
 * const { classes, train } = newsDataset();
 * console.assert(classes.length === 4 && train.texts.length === 8_000);
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
    notes: ["made by a grammar; the likeliest topic given all words is right for about 98 %"],
  };
}

/**
 * Makes up news.
 *
 * @param seed Seed of the draws, any number.
 * @param part Names the random stream, such as `"train"`.
 * @param count Number of texts; the topics take turns.
 * @returns `count` examples, each topic as often as the others, in a random order.
 */
export function makeNews(seed: number, part: string, count: number): Examples {
  const random = new RandomStream(seed, "news", part);
  const labels = Uint32Array.from({ length: count }, (_, index) => index % NEWS_CLASSES.length);
  random.shuffle(labels);
  return { texts: Array.from(labels, (topic) => makeText(topic, random)), labels };
}

function makeText(topic: number, random: RandomStream): string {
  const parts = [TITLES, LEADS, ENDINGS].map((choices) => random.pick(choices));
  const [title, lead, ending] = parts.map((part) => fill(part, topic, random));
  return `${capital(title)}. ${lead} ${ending}`;
}

function fill(template: string, topic: number, random: RandomStream): string {
  const text = template.replace(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === "city") return random.pick(CITIES);
    if (slot === "day") return random.pick(DAYS);
    if (slot === "name") return random.pick(NAMES);
    if (slot === "agency") return random.pick(AGENCIES);
    if (slot === "count") return String(10 * (2 + random.below(90)));
    return contentWord(slot as Kind, topic, random);
  });
  return capital(text.replace(/\b([Aa]) (?=[aeiou])/g, "$1n "));
}

function contentWord(kind: Kind, topic: number, random: RandomStream): string {
  const strays = random.uniform() < STRAY;
  const pairs = SHARED.filter(({ topics }) => topics.includes(topic) !== strays);
  return random.pick(random.pick(pairs)[kind]);
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
