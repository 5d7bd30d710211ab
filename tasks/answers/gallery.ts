/**
 * Images of a run's report: some by the depth at which they leave, and those of the classes that are confused
 * most often.
 *
 * @module
 */
import { type ExitRule, leavingDepth } from "../loop/exits/prediction.ts";
import { argmax } from "../loop/logits.ts";
import { count, depth, listOf, number, object, optional, text } from "../run/shape.ts";

/** Images that leave at a depth. */
export interface LeavingImages {
  /** Blocks that they went through. */
  readonly depth: number;
  /** Test images that left there. */
  readonly count: number;
  /** Some of them, as the `src` of an HTML image. */
  readonly pictures: readonly string[];
}

/** Images of a class that are taken for another. */
export interface ConfusedImages {
  /** Their class. */
  readonly truth: string;
  /** What they are taken for after all blocks. */
  readonly answer: string;
  /** How many there are among the test images. */
  readonly count: number;
  /** Some of them, as the `src` of an HTML image. */
  readonly pictures: readonly string[];
}

/** Images to show. */
export interface Gallery {
  /** The confidence at which images left; absent where none leaves early. */
  readonly threshold?: number;
  /** Images by depth; none where no image leaves early. */
  readonly leaving: readonly LeavingImages[];
  /** Pairs of classes, the most frequent first. */
  readonly confused: readonly ConfusedImages[];
  /** The filters of the first layer, as the `src` of an HTML image. */
  readonly filters?: string;
}

const pictures = listOf(text);

/** The form in which a run folder keeps a gallery. */
export const GALLERY_SHAPE = object({
  threshold: optional(number),
  leaving: listOf(object({ depth, count, pictures })),
  confused: listOf(object({ truth: text, answer: text, count, pictures })),
  filters: optional(text),
});

/** Images of each kind that are shown. */
const SHOWN = 12;

/** Pairs of classes that are shown. */
const PAIRS = 8;

/** Rows of a kind: how many there are, and the first of them. */
interface Found {
  count: number;
  readonly rows: number[];
}

/** Chooses images while logits come in, and keeps few. */
export class GalleryChoice {
  readonly #depths: readonly number[];
  readonly #classes: readonly string[];
  readonly #exits: { readonly rule: ExitRule; readonly threshold: number } | null;
  readonly #leaving = new Map<number, Found>();
  readonly #confused = new Map<string, Found>();

  /** A choice among images that are answered at given depths, and may leave early by a rule. */
  constructor(
    depths: readonly number[],
    classes: readonly string[],
    exits: { readonly rule: ExitRule; readonly threshold: number } | null,
  ) {
    this.#depths = depths;
    this.#classes = classes;
    this.#exits = exits;
  }

  /** Looks at a mini-batch and its logits `[depths, batch, classes]`. */
  add(
    { rows, labels }: { readonly rows: Uint32Array; readonly labels: Uint32Array },
    logits: Float32Array,
  ): void {
    const width = this.#classes.length;
    rows.forEach((row, i) => {
      const at = (d: number) => {
        const start = (d * rows.length + i) * width;
        return logits.subarray(start, start + width);
      };
      const answer = argmax(at(this.#depths.length - 1));
      if (answer !== labels[i]) note(this.#confused, `${labels[i]} ${answer}`, row);
      if (this.#exits) note(this.#leaving, this.#depthOf(at), row);
    });
  }

  /** The chosen images. */
  of(picture: (row: number) => string): Gallery {
    const shown = ({ count, rows }: Found) => ({ count, pictures: rows.map(picture) });
    const leaving = [...this.#leaving].sort(([a], [b]) => a - b);
    const confused = [...this.#confused].sort(([, a], [, b]) => b.count - a.count).slice(0, PAIRS);
    return {
      ...(this.#exits && { threshold: this.#exits.threshold }),
      leaving: leaving.map(([depth, found]) => ({ depth, ...shown(found) })),
      confused: confused.map(([key, found]) => {
        const [truth, answer] = key.split(" ").map((k) => this.#classes[Number(k)]);
        return { truth, answer, ...shown(found) };
      }),
    };
  }

  /** The depth at which an image leaves. */
  #depthOf(at: (d: number) => Float32Array): number {
    const { rule, threshold } = this.#exits!;
    return leavingDepth(rule, threshold, (depth) => at(this.#depths.indexOf(depth)));
  }
}

/** Counts a row, and keeps it where few are kept so far. */
function note<K>(found: Map<K, Found>, key: K, row: number): void {
  const own = found.get(key) ?? { count: 0, rows: [] };
  own.count += 1;
  if (own.rows.length < SHOWN) own.rows.push(row);
  found.set(key, own);
}
