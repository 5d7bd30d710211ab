import { DataError } from "../../../error.ts";
import type { Images } from "../../../image/images.ts";
import type { Remote } from "../../download.ts";
import { missing, type PublishedSet } from "../../published.ts";
import { alteredNote } from "../altered.ts";
import { isIdxName, readIdxSet } from "../idx.ts";

/**
 * The packed idx files of a set.
 *
 * @param url Address of their folder.
 * @param files Facts of the packed files by their names without `.gz`.
 */
export function idxRemotes(
  url: string,
  files: Readonly<Record<string, Pick<Remote, "bytes" | "md5" | "sha256">>>,
): Remote[] {
  return Object.entries(files).map(([name, facts]) => {
    return { url: `${url}/${name}.gz`, file: `${name}.gz`, ...facts };
  });
}

/**
 * How a published set of idx files is read.
 *
 * @param files SHA-256 of the unpacked files by their names, where they are known.
 */
export function fromIdx(
  name: string,
  classes: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Pick<PublishedSet<Images>, "mark" | "wanted" | "read"> {
  const check = ({ labels }: Images, part: string) => {
    const odd = labels.findIndex((label) => label >= classes.length);
    if (odd < 0) return;
    throw new DataError(
      `Cannot load ${name}: label ${odd + 1} of its ${part} part is ${
        labels[odd]
      } and its classes ` +
        `are 0 to ${classes.length - 1}, fetch it again`,
    );
  };
  return {
    mark: "train-images-idx3-ubyte",
    wanted: isIdxName,
    async read(members, place) {
      const { train, test, checksums } = await readIdxSet(members, name, place);
      if (!test) return missing(name, "t10k-images file", place);
      check(train, "training");
      check(test, "test");
      const altered = [...checksums].filter(([file, sha256]) => (files[file] ?? sha256) !== sha256);
      const notes = alteredNote(altered.map(([file]) => file));
      return { train, test, unlabelled: null, notes };
    },
  };
}
