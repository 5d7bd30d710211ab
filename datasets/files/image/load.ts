import type { Source } from "../../dataset.ts";
import { DataError } from "../../error.ts";
import {
  type ImageDataset,
  type Images,
  type ImageShape,
  selectImages,
} from "../../image/images.ts";
import { recolour, resizeImages } from "../../image/picture.ts";
import { nearest } from "../../nearest.ts";
import { type HoldOutOptions, holdOutTest } from "../hold_out.ts";
import { kindOf } from "../place.ts";
import { type NamedSet, namedSet } from "../published.ts";
import { type ValidationOptions, withValidation } from "../validation.ts";
import { type ClassFolders, type KnownClasses, readClassFolders } from "./class_folders.ts";
import { sizeText } from "./decode.ts";
import { holdsIdx, readIdxFolder } from "./idx_folder.ts";
import type { ImageFindOptions } from "./kept.ts";
import { cifar10 } from "./sets/cifar10.ts";
import { cifar100 } from "./sets/cifar100.ts";
import { digits } from "./sets/digits.ts";
import { fashionMnist } from "./sets/fashion_mnist.ts";
import { mnist } from "./sets/mnist.ts";
import { tinyImagenet } from "./sets/tiny_imagenet.ts";

/** The sets of images that have a name; a new one is a file in `sets/` and an entry here. */
export const IMAGE_SETS: readonly NamedSet<Images, ImageFindOptions>[] = [
  digits,
  mnist,
  fashionMnist,
  cifar10,
  cifar100,
  tinyImagenet,
];

/** How {@linkcode loadImages} finds and reads a data set. */
export interface ImageLoadOptions extends ImageFindOptions, HoldOutOptions, ValidationOptions {
  /** Path of a folder or archive of test images, for data sets given by path. */
  readonly testData?: string;
}

/**
 * Loads a set of images by its name, or by its path: a folder of idx files as MNIST has them, or a folder or
 * archive (`.zip`, `.tar`, `.tar.gz`, `.tgz`) of PNG and JPEG files in folders by class. These are
 * `train/CLASS/` and `test/CLASS/` or `val/CLASS/`; without test images a tenth of the others is held out.
 *
 * @param name One of the names of {@linkcode IMAGE_SETS}, or a path.
 * @throws {DataError} when it cannot be found, fetched or read, or has one class only.
 *
 * @example
 * ```ts
 * import { loadImages } from "@associated/learning/files";
 *
 * const { classes, train } = await loadImages("digits", { seed: 1 });
 * console.assert(classes.length === 10 && train.labels.length === 6_000);
 * ```
 */
export async function loadImages(name: string, options: ImageLoadOptions): Promise<ImageDataset> {
  const { resize } = options;
  const named = namedSet(IMAGE_SETS, name, options);
  const set = named ? await named.load(options) : await loadPath(name, options);
  const { train, test } = set;
  const resized = resize
    ? { ...set, train: resizeImages(train, resize), test: test && resizeImages(test, resize) }
    : set;
  return await withValidation(resized, options, async (path) => {
    const { classes, train: { shape } } = resized;
    const { images, ...rest } = await loadTestImages(path, { name, classes, shape }, options);
    return { rows: images, ...rest };
  });
}

/** What test images must agree with: a model, or the training images. */
export interface KnownImages extends KnownClasses {
  /** Size of its images. */
  readonly shape: ImageShape;
}

/** Images to test on. */
export interface TestImages {
  /** The images. */
  readonly images: Images;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** Remarks. */
  readonly notes: readonly string[];
  /** Whether they are the test part of a place that has images to train on too. */
  readonly isPart: boolean;
}

/**
 * Reads images of known classes and size, to test a model on: the test part of a folder or archive, or all of
 * it where it has no parts. Gray and colours become what the model reads.
 *
 * @param known The classes and the size, and the name of what has them, for errors.
 * @throws {DataError} when it cannot be read, has another class, or has another size and none is asked for.
 *
 * @example
 * ```ts
 * import { DataError } from "@associated/learning/data";
 * import { loadTestImages } from "@associated/learning/files";
 *
 * const shape = { height: 32, width: 32, channels: 3 };
 * const known = { name: "the model", classes: ["cat", "dog"], shape };
 * const error = await loadTestImages("no/such/folder", known).catch((cause) => cause);
 * console.assert(error instanceof DataError);
 * ```
 */
export async function loadTestImages(
  path: string,
  known: KnownImages,
  options: ImageFindOptions = {},
): Promise<TestImages> {
  const { train, test, sources, notes } = await readPath(path, options, known);
  const { shape, pixels, labels } = test ?? train;
  const count = labels.length;
  const { channels } = known.shape;
  // All images as one tall one.
  const tall = { pixels, shape: { ...shape, height: shape.height * count } };
  const images = { pixels: recolour(tall, channels), shape: { ...shape, channels }, labels };
  const resized = options.resize ? resizeImages(images, options.resize) : images;
  checkSizes(path, resized.shape, known);
  return { images: resized, sources, notes, isPart: test !== null };
}

async function loadPath(name: string, options: ImageLoadOptions): Promise<ImageDataset> {
  const { testData } = options;
  const { classes, train, test, sources, notes } = await readPath(name, options);
  if (classes.length < 2) {
    throw new DataError(
      `Cannot use ${name}: all ${train.labels.length} images have the class "${classes[0]}", ` +
        `give images of two classes or more`,
    );
  }
  const whole = { name, classes, unlabelled: null, sources, notes };
  if (testData !== undefined) {
    const shape = { ...train.shape, ...options.resize };
    const other = await loadTestImages(testData, { name, classes, shape }, options);
    const both = [...sources, ...other.sources];
    return {
      ...whole,
      train,
      test: other.images,
      sources: both,
      notes: [...notes, ...other.notes],
    };
  }
  if (test && options.fold) {
    const option = "fold";
    throw new DataError(
      `Cannot test a part of ${name}: it brings its test images, leave ${option} out`,
      {
        option,
      },
    );
  }
  if (test) return { ...whole, train, test };
  const { note, ...parts } = holdOutTest(train, selectImages, options, "images");
  return { ...whole, ...parts, notes: [...notes, note] };
}

function checkSizes(path: string, found: ImageShape, { name, shape }: KnownImages): void {
  if (found.height === shape.height && found.width === shape.width) return;
  const option = "resize";
  throw new DataError(
    `Cannot load ${path}: its images are ${sizeText(found)} and those of ${name} ` +
      `${sizeText(shape)}, give one size for all with ${option}`,
    { option },
  );
}

async function readPath(
  path: string,
  options: ImageFindOptions,
  known?: KnownClasses,
): Promise<ClassFolders> {
  const kind = await kindOf(path);
  if (kind === "folder" && await holdsIdx(path)) return await readIdxFolder(path, options, known);
  if (kind === "folder" || (kind === "file" && /\.(zip|tar|tar\.gz|tgz)$/i.test(path))) {
    return await readClassFolders(path, options, known);
  }
  const names = IMAGE_SETS.map((set) => set.name);
  const near = kind ? undefined : nearest(path, names);
  const state = kind
    ? "it is no folder, and its name ends in none of .zip .tar .tar.gz .tgz"
    : "no data set of that name";
  const hint = near ? `did you mean ${near}` : `choose ${names.join(", ")} or a folder of images`;
  throw new DataError(`Cannot load ${path}: ${state}, ${hint}`);
}
