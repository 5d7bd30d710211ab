import { DataError } from "../../../error.ts";
import { type Images, sliceImages } from "../../../image/images.ts";
import { checkPin } from "../../download.ts";
import {
  checkClasses,
  findPlace,
  missing,
  type NamedSet,
  type SoughtSet,
  subsetNotes,
} from "../../published.ts";
import type { ImageFindOptions } from "../kept.ts";
import { develop, type Entry, type PictureLayout, type Survey, survey } from "../pictures.ts";

const ROWS = { train: 100_000, test: 10_000 };

/** `train/CLASS/images/FILE`, and `val/CLASS/FILE` where the validation images were sorted into folders. */
const TRAIN = /^(?:tiny-imagenet-200\/)?train\/(n\d+)\/(?:images\/)?([^/]+\.JPE?G)$/i;
const SORTED = /^(?:tiny-imagenet-200\/)?val\/(n\d+)\/(?:images\/)?([^/]+\.JPE?G)$/i;
const VALIDATION = /^(?:tiny-imagenet-200\/)?val\/images\/([^/]+\.JPE?G)$/i;
const LIST = /^(?:tiny-imagenet-200\/)?(wnids\.txt|words\.txt|val\/val_annotations\.txt)$/;

const SOUGHT: SoughtSet = {
  name: "tiny_imagenet",
  remotes: [{
    url: "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
    file: "tiny-imagenet-200.zip",
    bytes: 248_100_043,
    md5: "90528d7ca1a48142e341f4ef8d21d0de",
  }],
  folders: [
    ...["tiny_imagenet/tiny-imagenet-200", "tiny-imagenet/tiny-imagenet-200", "tiny-imagenet-200"],
    ...["tiny_imagenet", "tiny-imagenet", ""],
  ],
  mark: "wnids.txt",
};

/** Words for a class without training images. */
const UNTAUGHT = {
  row: "image",
  way: "put them there or take these lines out of wnids.txt",
};

const LAYOUT: PictureLayout = {
  name: SOUGHT.name,
  channels: 3, // some of its files are gray
  wanted: (name) => [TRAIN, SORTED, VALIDATION, LIST].some((pattern) => pattern.test(name)),
  isList: (name) => LIST.test(name),
};

/**
 * Tiny ImageNet (Stanford CS231n, 2015): 200 classes of ImageNet at 64 x 64. Its validation images are the
 * test, since the labels of its test images are not published. Classes are in the order of their WordNet
 * numbers, as in PyTorch's `ImageFolder`. Several public scripts check the length and the MD5 of the archive;
 * no SHA-256 of it is published, so that of a download is kept beside it and compared at later reads.
 */
export const tinyImagenet: NamedSet<Images, ImageFindOptions> = {
  name: SOUGHT.name,
  title: "Tiny ImageNet, 200 kinds of things at 64 x 64 (non-commercial research)",
  async load(options) {
    const place = await findPlace(SOUGHT, options);
    const seen = await survey(place, LAYOUT, options);
    for (const source of seen.sources) await checkPin(source);
    const numbers = listOf(seen, "wnids.txt").map((line) => line.trim()).sort();
    const [train, test] = [trainEntries(seen, numbers), testEntries(seen, numbers)];
    const labels = train.map(({ label }) => label);
    checkClasses({ name: SOUGHT.name, classes: numbers }, labels, place, UNTAUGHT);
    const { images, notes } = await develop(seen, [...train, ...test], LAYOUT, options);
    const rows = { train: train.length, test: test.length };
    return {
      name: SOUGHT.name,
      classes: classNames(numbers, listOf(seen, "words.txt")),
      train: sliceImages(images, 0, rows.train),
      test: sliceImages(images, rows.train, rows.train + rows.test),
      unlabelled: null,
      sources: seen.sources,
      notes: [
        "test are the validation images, as the labels of the test images are not published",
        ...subsetNotes(ROWS, rows),
        ...numbers.length < 200 ? [`${numbers.length} of the 200 classes`] : [],
        ...notes,
      ],
    };
  },
};

/** The lines of a list. */
function listOf({ lists, place }: Survey, file: string): string[] {
  const found = [...lists].find(([name]) => name.endsWith(file));
  if (!found) return missing(SOUGHT.name, file, place);
  return found[1].split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** First words for the classes; all words where the first ones are those of another class too. */
function classNames(numbers: readonly string[], words: readonly string[]): string[] {
  const all = new Map<string, string | undefined>(words.map((line) => {
    const [number, words] = line.trim().split("\t");
    return [number, words];
  }));
  const first = (number: string) => all.get(number)?.split(",")[0] ?? number;
  const counts = new Map<string, number>();
  for (const number of numbers) counts.set(first(number), (counts.get(first(number)) ?? 0) + 1);
  return numbers.map((number) => {
    const name = first(number);
    return counts.get(name) === 1 ? name : `${all.get(number) ?? number} (${number})`;
  });
}

/** Sorts by class and then by the number in the name of the file, so that folders and archives are alike. */
function inOrder(entries: Entry[]): Entry[] {
  const number = ({ name }: Entry) => Number(/_(\d+)\.\w+$/.exec(name)?.[1] ?? 0);
  return entries.sort((a, b) =>
    a.label - b.label || number(a) - number(b) || (a.name < b.name ? -1 : 1)
  );
}

function trainEntries(seen: Survey, numbers: readonly string[]): Entry[] {
  return entriesBy(seen, "train/", numbers, (name) => TRAIN.exec(name)?.[1]);
}

/** Validation images by their folders, else by `val_annotations.txt`, whose boxes are not read. */
function testEntries(seen: Survey, numbers: readonly string[]): Entry[] {
  if (seen.names.some((name) => SORTED.test(name))) {
    return entriesBy(seen, "val/", numbers, (name) => SORTED.exec(name)?.[1]);
  }
  const lines = listOf(seen, "val/val_annotations.txt").map((line) => line.split("\t"));
  const byFile = new Map(lines.map(([file, number]) => [file, number]));
  return entriesBy(seen, "val/images/", numbers, (name) => {
    const file = VALIDATION.exec(name)?.[1];
    return file === undefined ? undefined : byFile.get(file) ?? "";
  });
}

/** The files that have a class, which must be one of the list. */
function entriesBy(
  { names, place }: Survey,
  folder: string,
  numbers: readonly string[],
  numberOf: (name: string) => string | undefined,
): Entry[] {
  const index = new Map(numbers.map((number, i) => [number, i]));
  const entries: Entry[] = [];
  for (const name of names) {
    const number = numberOf(name);
    if (number === undefined) continue;
    const label = index.get(number);
    if (label === undefined) {
      const state = number === ""
        ? `val_annotations.txt says nothing of ${name}`
        : `${name} is of the class ${number}, which wnids.txt does not have`;
      throw new DataError(`Cannot load ${SOUGHT.name}: ${state}, put the published files there`);
    }
    entries.push({ name, label });
  }
  return entries.length ? inOrder(entries) : missing(SOUGHT.name, `images in ${folder}`, place);
}
