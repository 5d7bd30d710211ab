/**
 * Random changes of training images. They are drawn here, for each image from the seed, the epoch and its
 * row, so that a run that resumes draws the same; the device applies them.
 *
 * @module
 */
import type { Shuffle } from "../batch.ts";
import { RandomStream } from "../random.ts";

/** How far colours are changed. */
export interface Jitter {
  /** Factors of all numbers are drawn from `[max(0, 1 - brightness), 1 + brightness]`. */
  readonly brightness: number;
  /** Factors of the distance from the mean gray of the image, drawn in the same way. */
  readonly contrast: number;
  /** Factors of the distance from the gray of the pixel, drawn in the same way. */
  readonly saturation: number;
  /** Hues turn by up to this share of a full turn either way, 0 to 0.5. */
  readonly hue: number;
  /** Share of the images whose colours change, 0 to 1. */
  readonly chance: number;
}

/** What may happen to an image before a net learns from it. */
export interface Augmentation {
  /** Pixels by which an image may shift in each direction; what enters at its edges is black. */
  readonly pad: number;
  /** Whether half of the images are mirrored left to right. */
  readonly flip: boolean;
  /** How far colours change, or null. */
  readonly jitter: Jitter | null;
  /** Share of the images whose colours are taken, 0 to 1. */
  readonly gray: number;
  /**
   * Views of an image: 1, which has all changes; or 2, a weak one that is shifted and mirrored and a strong
   * one that has all changes. Two views double a mini-batch.
   */
  readonly views: 1 | 2;
}

/**
 * The augmentations that have names: `weak` shifts by 4 pixels and mirrors; `strong` also changes colours;
 * `views` are both, beside each other, as the thesis trains.
 */
export const AUGMENTATIONS: Readonly<Record<"weak" | "strong" | "views", Augmentation>> = {
  weak: { pad: 4, flip: true, jitter: null, gray: 0, views: 1 },
  strong: { pad: 4, flip: true, jitter: thesisJitter(), gray: 0.2, views: 1 },
  views: { pad: 4, flip: true, jitter: thesisJitter(), gray: 0.2, views: 2 },
};

function thesisJitter(): Jitter {
  return { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, chance: 0.8 };
}

/** Numbers that say what happens to an image. */
export const DRAWS = 8;

/**
 * Draws the changes of images, `[views * n, 8]`: the first view of all images, then the second. The numbers
 * of an image are, in the order in which they are applied:
 *
 * 0. row offset and 1. column offset: the pixel at (r, c) comes from (r + row offset, c + column offset)
 * 2. 1 where it is mirrored left to right, else 0
 * 3. brightness factor, 4. contrast factor, 5. saturation factor
 * 6. hue shift, in turns
 * 7. 1 where colours are taken, else 0
 *
 * An image that does not change has 0, 0, 0, 1, 1, 1, 0, 0. The numbers depend on seed, epoch and row, not on
 * the other rows of the mini-batch.
 *
 * @param rows Row numbers `[n]`.
 */
export function drawChanges(
  augmentation: Augmentation,
  { seed, epoch }: Shuffle,
  rows: Uint32Array,
): Float32Array<ArrayBuffer> {
  const { views } = augmentation;
  const draws = new Float32Array(views * rows.length * DRAWS);
  rows.forEach((row, i) => {
    const random = new RandomStream(seed, "augment", epoch, row);
    for (let view = 0; view < views; view++) {
      const isWeak = view < views - 1;
      draws.set(drawOne(augmentation, random, isWeak), (view * rows.length + i) * DRAWS);
    }
  });
  return draws;
}

function drawOne(augmentation: Augmentation, random: RandomStream, isWeak: boolean): number[] {
  const { pad, flip, jitter, gray } = augmentation;
  const offset = () => random.below(2 * pad + 1) - pad;
  const place = [offset(), offset(), flip ? random.below(2) : 0];
  if (isWeak) return [...place, 1, 1, 1, 0, 0];
  const factor = (range: number) => {
    const least = Math.max(0, 1 - range);
    return least + random.uniform() * (1 + range - least);
  };
  const colours = jitter && random.uniform() < jitter.chance
    ? [
      factor(jitter.brightness),
      factor(jitter.contrast),
      factor(jitter.saturation),
      (2 * random.uniform() - 1) * jitter.hue,
    ]
    : [1, 1, 1, 0];
  return [...place, ...colours, gray > 0 && random.uniform() < gray ? 1 : 0];
}
