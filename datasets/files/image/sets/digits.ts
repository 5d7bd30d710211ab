import { createHash } from "node:crypto";
import { DIGITS_SEED, digitsDataset } from "../../../image/digits.ts";
import type { Images } from "../../../image/images.ts";
import type { NamedSet } from "../../published.ts";

/** The digits drawn from strokes, with a checksum of the pixels and labels. */
export const digits: NamedSet<Images> = {
  name: "digits",
  title: "digits drawn from strokes (comes with the project)",
  load() {
    const set = digitsDataset();
    const sha256 = createHash("sha256");
    let bytes = 0;
    for (const { pixels, labels } of [set.train, set.test!]) {
      sha256.update(pixels).update(Uint8Array.from(labels));
      bytes += pixels.length + labels.length;
    }
    const source = { file: `made from seed ${DIGITS_SEED}`, bytes, sha256: sha256.digest("hex") };
    return Promise.resolve({ ...set, sources: [source] });
  },
};
