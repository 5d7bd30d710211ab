import { DataError } from "../../error.ts";
import type { Images } from "../../image/images.ts";
import type { FindOptions } from "../cache.ts";
import { Ledger } from "../ledger.ts";
import { readPlace } from "../place.ts";
import type { ClassFolders, KnownClasses } from "./class_folders.ts";
import { isIdxName, readIdxSet } from "./idx.ts";

/** Whether a folder holds idx files. */
export async function holdsIdx(path: string): Promise<boolean> {
  for await (const { name } of Deno.readDir(path)) if (isIdxName(name)) return true;
  return false;
}

/**
 * Reads a folder of idx files; classes are the numbers that occur as labels.
 *
 * @param known Classes that the images must have; by default those of the training images.
 * @throws {DataError} for a damaged file, and a label that is no class.
 */
export async function readIdxFolder(
  path: string,
  options: FindOptions,
  known?: KnownClasses,
): Promise<ClassFolders> {
  const ledger = new Ledger(options.onProgress);
  const isHere = (name: string) => !name.includes("/") && isIdxName(name);
  const { train, test } = await readIdxSet(readPlace(path, isHere, ledger), path, path);
  const numbers = [...new Set(train.labels)].sort((a, b) => a - b).map(String);
  const { classes, name } = known ?? { classes: numbers, name: "its training part" };
  const relabelled = (images: Images): Images => {
    const labels = images.labels.map((number, i) => {
      const label = classes.indexOf(String(number));
      if (label >= 0) return label;
      throw new DataError(
        `Cannot read ${path}: label ${i + 1} is ${number}, which ${name} does not have, ` +
          `leave its image out`,
      );
    });
    return { ...images, labels };
  };
  const parts = { train: relabelled(train), test: test && relabelled(test) };
  return { ...parts, classes, sources: ledger.sources, notes: [] };
}
