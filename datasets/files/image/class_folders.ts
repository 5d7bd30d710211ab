/**
 * Folders of images by class, as PyTorch's `ImageFolder` reads them: `train/CLASS/FILE` and `test/CLASS/FILE`
 * or `val/CLASS/FILE`, or `CLASS/FILE` alone.
 *
 * @module
 */
import type { Source } from "../../dataset.ts";
import { DataError } from "../../error.ts";
import { type Images, sliceImages } from "../../image/images.ts";
import { firstFew } from "../../table/labels.ts";
import { isLitter, kindOf } from "../place.ts";
import { isImageName } from "./decode.ts";
import type { ImageFindOptions } from "./kept.ts";
import { develop, type Entry, type PictureLayout, survey } from "./pictures.ts";

/** Parts by the names of their folders, the likeliest first. */
const TRAIN = ["train", "training"];
const TEST = ["test", "testing", "val", "valid", "validation"];

/** Classes that images must have: those of a model, or of the training images. */
export interface KnownClasses {
  /** Name of what has the classes, in errors. */
  readonly name: string;
  /** The classes. */
  readonly classes: readonly string[];
}

/** Images by class. */
export interface ClassFolders {
  /** Names of the classes, sorted by their code units; the known ones where they are given. */
  readonly classes: readonly string[];
  /** The images of `train/`, or all where there are no parts. */
  readonly train: Images;
  /** The images of `test/` or `val/`; null where there are none. */
  readonly test: Images | null;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** Remarks. */
  readonly notes: readonly string[];
}

/** A file, its part and its class. */
interface Placed {
  readonly name: string;
  /** The folder of its class. */
  readonly folder: string;
  readonly part: "train" | "test";
  readonly class: string;
}

/**
 * Reads images by class from a folder or archive.
 *
 * @param known Classes that the images must have; by default those that the folder has.
 * @throws {DataError} for another layout, a file among the images that is none, and damaged images.
 */
export async function readClassFolders(
  place: string,
  options: ImageFindOptions,
  known?: KnownClasses,
): Promise<ClassFolders> {
  const layout: PictureLayout = { name: place, wanted: (name) => !isLitter(name) };
  const seen = await survey(place, layout, options);
  const { placed, notes } = placeAll(seen.names, place);
  const own = [...new Set(placed.filter(({ part }) => part === "train").map((one) => one.class))];
  const classes = known?.classes ?? own.sort();
  const entries = entriesOf(placed, place, known ?? { name: `${place}/train`, classes });
  const { images, notes: remarks } = await develop(seen, entries.all, layout, options);
  const end = entries.all.length;
  const train = sliceImages(images, 0, entries.train);
  const test = end > entries.train ? sliceImages(images, entries.train, end) : null;
  const empty = await emptyFolders(place, placed);
  const said = empty.length ? [`no images in ${place}: ${firstFew(empty)}`] : [];
  return { classes, train, test, notes: [...notes, ...said, ...remarks], sources: seen.sources };
}

/** Folders without images beside the folders of classes; an archive does not tell of any. */
async function emptyFolders(place: string, placed: readonly Placed[]): Promise<string[]> {
  if (await kindOf(place) !== "folder") return [];
  const full = new Set(placed.map(({ folder }) => folder));
  const around = new Set([...full].map((folder) => folder.replace(/[^/]*$/, "")));
  const empty: string[] = [];
  for (const parent of around) {
    for await (const { name, isFile } of Deno.readDir(`${place}/${parent}`)) {
      const folder = parent + name;
      if (isFile || full.has(folder) || isLitter(folder)) continue;
      if (await kindOf(`${place}/${folder}`) === "folder") empty.push(folder);
    }
  }
  return empty.sort();
}

/** The parts and classes of all files, by their paths. */
function placeAll(
  names: readonly string[],
  place: string,
): { placed: Placed[]; notes: readonly string[] } {
  const paths = names.map((name) => name.split("/"));
  // An archive often has one folder around everything.
  const [root] = paths[0] ?? [];
  const isWrapped = paths.length > 0 && paths.every((path) => path.length > 2 && path[0] === root);
  const skip = isWrapped && !TRAIN.includes(root.toLowerCase()) ? 1 : 0;
  // A class may be called train, too: a part has classes in it.
  const inClasses = paths.filter((path) => path.length > skip + 2);
  const tops = new Set(inClasses.map((path) => path[skip].toLowerCase()));
  const train = TRAIN.find((top) => tops.has(top));
  const test = train && TEST.find((top) => tops.has(top));
  const depth = skip + (train ? 2 : 1);
  const placed: Placed[] = [];
  const passed = new Set<string>();
  names.forEach((name, i) => {
    const path = paths[i];
    const top = path[skip].toLowerCase();
    const isPart = !train || top === train || top === test;
    if (!isPart) return void passed.add(path[skip]);
    if (path.length <= depth) return void passed.add(name);
    if (!isImageName(name)) throw noImage(name, place);
    const part = train && top === test ? "test" : "train";
    const folder = path.slice(0, depth).join("/");
    placed.push({ name, folder, part, class: path[depth - 1] });
  });
  if (placed.length === 0) throw noLayout(place);
  const notes = passed.size > 0 ? [`not read in ${place}: ${firstFew([...passed])}`] : [];
  return { placed, notes };
}

/** The files in the order of their rows: training images first, by class and name. */
function entriesOf(
  placed: readonly Placed[],
  place: string,
  { name, classes }: KnownClasses,
): { all: Entry[]; train: number } {
  const index = new Map(classes.map((known, i) => [known, i]));
  const rows = { train: [] as Entry[], test: [] as Entry[] };
  for (const one of placed) {
    const label = index.get(one.class);
    if (label === undefined) {
      throw new DataError(
        `Cannot read ${place}: ${one.name} is of the class ${JSON.stringify(one.class)} and ` +
          `${name} has only ${
            firstFew(classes)
          }, put it in the folder of its class or leave it out`,
      );
    }
    rows[one.part].push({ name: one.name, label });
  }
  const order = (a: Entry, b: Entry) => a.label - b.label || (a.name < b.name ? -1 : 1);
  const [train, test] = [rows.train.sort(order), rows.test.sort(order)];
  return { all: [...train, ...test], train: train.length };
}

function noImage(name: string, place: string): DataError {
  return new DataError(
    `Cannot read ${place}: ${name} lies among the images and its name ends in none of ` +
      `.png .jpg .jpeg, convert it or take it away`,
  );
}

function noLayout(place: string): DataError {
  return new DataError(
    `Cannot read ${place}: it holds no images by class, put them into train/CLASS/ and test/CLASS/, ` +
      `or into CLASS/`,
  );
}
