/**
 * `examples.json`: test rows that a model finds hard, that it finds easy, and that it needs its depth for.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import { writeJson } from "../run/atomic.ts";
import { readShapedIfThere } from "../run/json_object.ts";
import {
  count,
  depth,
  listOf,
  number,
  object,
  optional,
  orNull,
  share,
  text,
} from "../run/shape.ts";
import { softmax } from "../loop/logits.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import { runPath } from "../run/folder.ts";
import { type Gallery, GALLERY_SHAPE, GalleryChoice } from "./gallery.ts";
import { Prediction } from "../loop/steps.ts";
import { fit } from "../terminal/table.ts";
import { printable } from "../../datasets/printable.ts";

/** The answer of a model after some blocks. */
export interface DepthAnswer {
  /** Blocks that were used. */
  readonly depth: number;
  /** The class it answered. */
  readonly answer: string;
  /** That class's probability, from 0 to 1. */
  readonly probability: number;
  /** Cross-entropy with the true class, in nats. */
  readonly loss: number;
}

/** A test row with all answers. */
export interface ShownExample {
  /** Its row among the test rows, from 0. */
  readonly row: number;
  /** The row in the form that a person reads, clipped. */
  readonly text: string;
  /** The row as the `src` of an HTML image, where it is one. */
  readonly picture?: string;
  /** Its class. */
  readonly truth: string;
  /** The answers, the one of the full path last. */
  readonly depths: readonly DepthAnswer[];
}

/** Rows of each kind, the plainest case first. */
export interface ShownExamples {
  /** Greatest cross-entropy on the full path. */
  readonly hardest: readonly ShownExample[];
  /** Wrong at the first depth and right on the full path; none where there is one depth. */
  readonly deep: readonly ShownExample[];
  /** Most confident at the first depth; none where there is one depth. */
  readonly early: readonly ShownExample[];
  /** Where rows are images: some by the depth at which they leave, and some that are confused. */
  readonly gallery?: Gallery;
}

/** Classes, batches and rows that {@linkcode writeExamples} needs. */
export interface ExampleOptions {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Rows of a mini-batch. */
  readonly batch: number;
  /** A test row in the form that a person reads. */
  readonly shown: (row: number) => string;
  /** A test row as the `src` of an HTML image, where rows are images. */
  readonly picture?: (row: number) => string;
  /** What the logits of each depth are divided by, as in the answers of `predict`; 1 where absent. */
  readonly temperatures?: readonly number[];
  /** When rows leave early, for the gallery; null where none does. */
  readonly exits: { readonly rule: ExitRule; readonly threshold: number } | null;
  /** The filters of the first layer as the `src` of an HTML image, where there are some. */
  readonly filters?: string;
  /** Called after each mini-batch with the number of rows done. */
  readonly onProgress?: (done: number, total: number) => void;
}

const KINDS = ["hardest", "deep", "early"] as const;
const MOST = 8;
const CLIP = 400;

/**
 * Predicts the test rows in one pass and writes the rows to show into a run folder.
 *
 * @param path The run folder.
 * @throws {DataError} when the file cannot be written
 */
export async function writeExamples(
  path: string,
  learner: Learner,
  set: BatchSource,
  options: ExampleOptions,
): Promise<void> {
  const { classes, batch, picture, temperatures, onProgress } = options;
  const prediction = new Prediction(learner);
  const chosen = new ExampleChoice(prediction.depths, classes, temperatures);
  const gallery = picture && new GalleryChoice(prediction.depths, classes, options.exits);
  let done = 0;
  for (const each of set.batches({ batch, anyOrder: true })) {
    const logits = await prediction.run(each);
    chosen.add(each, logits);
    gallery?.add(each, logits);
    onProgress?.(done += each.size, set.labels.length);
  }
  await writeJson(runPath(path, "examples"), {
    ...chosen.of(options),
    ...(gallery && { gallery: { ...gallery.of(picture!), filters: options.filters } }),
  });
}

/**
 * Reads the file that {@linkcode writeExamples} wrote; nothing where the run has none.
 *
 * @throws {DataError} when the file is no such file
 */
export async function readExamples(path: string): Promise<ShownExamples | undefined> {
  const file = runPath(path, "examples");
  return await readShapedIfThere<ShownExamples>(file, { shape, way: "remove it" }) ?? undefined;
}

const answer = object({ depth, answer: text, probability: share, loss: orNull(number) });
const picture = optional(text);
const shown = listOf(object({ row: count, text, picture, truth: text, depths: listOf(answer) }));
const shape = object({
  ...Object.fromEntries(KINDS.map((kind) => [kind, shown])),
  gallery: optional(GALLERY_SHAPE),
});

/** A row with its answers. */
type Row = Omit<ShownExample, "text" | "picture">;

/** Chooses the rows to show while logits come in, and keeps no others. */
export class ExampleChoice {
  readonly #depths: readonly number[];
  readonly #classes: readonly string[];
  readonly #temperatures: readonly number[];
  readonly #best = {
    hardest: new Best<Row>(MOST),
    deep: new Best<Row>(MOST),
    early: new Best<Row>(MOST),
  };

  /** A choice among rows that are answered at given depths. */
  constructor(
    depths: readonly number[],
    classes: readonly string[],
    temperatures: readonly number[] = depths.map(() => 1),
  ) {
    this.#depths = depths;
    this.#classes = classes;
    this.#temperatures = temperatures;
  }

  /** Looks at a mini-batch and its logits `[depths, batch, classes]`. */
  add(
    { rows, labels }: { readonly rows: Uint32Array; readonly labels: Uint32Array },
    logits: Float32Array,
  ): void {
    rows.forEach((row, i) => {
      const depths = this.#depths.map((depth, d) => {
        const start = (d * rows.length + i) * this.#classes.length;
        const own = logits.subarray(start, start + this.#classes.length);
        return this.#answer(depth, softmax(own, this.#temperatures[d]), labels[i]);
      });
      this.#rank({ row, truth: this.#classes[labels[i]], depths });
    });
  }

  /** The chosen rows in the form that a person reads. */
  of({ shown, picture }: Pick<ExampleOptions, "shown" | "picture">): ShownExamples {
    const clipped = ({ row, ...rest }: Row) => ({
      row,
      text: fit(printable(shown(row)).trim(), CLIP),
      ...(picture && { picture: picture(row) }),
      ...rest,
    });
    const { hardest, deep, early } = this.#best;
    return {
      hardest: hardest.items.map(clipped),
      deep: deep.items.map(clipped),
      early: early.items.map(clipped),
    };
  }

  #answer(depth: number, probabilities: readonly number[], truth: number): DepthAnswer {
    const probability = Math.max(...probabilities);
    const loss = -Math.log(Math.max(probabilities[truth], 1e-30));
    return { depth, answer: this.#classes[probabilities.indexOf(probability)], probability, loss };
  }

  #rank(item: Row): void {
    const [first, full] = [item.depths[0], item.depths.at(-1)!];
    this.#best.hardest.offer(full.loss, item);
    if (first === full) return;
    this.#best.early.offer(first.probability, item);
    if (first.answer !== item.truth && full.answer === item.truth) {
      this.#best.deep.offer(first.loss - full.loss, item);
    }
  }
}

/** The items of the greatest scores, the greatest first; of equal scores the earlier. */
class Best<T> {
  readonly #most: number;
  readonly #ranked: { readonly score: number; readonly item: T }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get items(): readonly T[] {
    return this.#ranked.map(({ item }) => item);
  }

  offer(score: number, item: T): void {
    const place = this.#ranked.findIndex((other) => other.score < score);
    if (place < 0 && this.#ranked.length === this.#most) return;
    this.#ranked.splice(place < 0 ? this.#ranked.length : place, 0, { score, item });
    this.#ranked.length = Math.min(this.#ranked.length, this.#most);
  }
}
