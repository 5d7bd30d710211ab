/**
 * `--scaling` and `--augment`: how pixels become numbers, and how training images change.
 *
 * @module
 */
import {
  type Augmentation,
  AUGMENTATIONS,
  type Images,
  type ImageShape,
  measureScaling,
  type PixelScaling,
  PUBLISHED_SCALING,
} from "../../datasets/mod.ts";
import type { OptionsOf } from "../options/options.ts";
import { OptionError } from "../options/value.ts";

type Asked = Pick<OptionsOf<"train">, "dataset" | "scaling" | "augment">;

/**
 * The scaling that the options ask for, measured on training images or published.
 *
 * @throws {OptionError} when nothing is published for the data set
 */
export function scalingOf({ dataset, scaling }: Asked, train: Images): PixelScaling {
  const { channels } = train.shape;
  if (scaling === "none") {
    return { mean: Array(channels).fill(0), deviation: Array(channels).fill(1), perImage: false };
  }
  if (scaling === "pixels") return measureScaling(train, { perPixel: true });
  if (scaling === "image") return measureScaling(train, { perPixel: true, perImage: true });
  if (scaling !== "published") return measureScaling(train);
  if (Object.hasOwn(PUBLISHED_SCALING, dataset)) return PUBLISHED_SCALING[dataset];
  throw new OptionError(
    `Cannot read --scaling published with --dataset ${dataset}: the authors have no constants for ` +
      `it but for ${Object.keys(PUBLISHED_SCALING).join(", ")}, leave it out`,
  );
}

/** The augmentation that the options ask for; null where images stay as they are. */
export function augmentationOf({ augment }: Asked, shape: ImageShape): Augmentation | null {
  if (augment === undefined || augment === "none") return null;
  // The authors shift images of 32 pixels by 4.
  const pad = Math.max(1, Math.round(Math.min(shape.height, shape.width) / 8));
  if (augment === "shift") return { ...AUGMENTATIONS.weak, pad, flip: false };
  if (augment === "neco2021") return { ...AUGMENTATIONS.weak, pad, jitter: CONTRAST };
  return { ...AUGMENTATIONS[augment], pad };
}

/** The contrast of NECO 2021; its change of brightness has no effect behind a standardization of each image. */
const CONTRAST = { brightness: 0, contrast: 0.8, saturation: 0, hue: 0, chance: 1 };

/** What happens to training images, in words. */
export function augmentationText({ pad, flip, jitter, gray, views }: Augmentation): string {
  const parts = [
    `shifted by up to ${pad} pixels`,
    ...(flip ? ["half of them mirrored"] : []),
    ...(jitter ? ["colours changed"] : []),
    ...(gray ? ["some without colours"] : []),
  ];
  return parts.join(", ") + (views === 2 ? "; each twice, once with its own colours" : "");
}
