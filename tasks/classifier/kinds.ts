/**
 * The kinds of data that classifiers learn from: texts, images and rows of numbers.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import type { ImageEncoding } from "../image/encoding.ts";
import type { ImageChoices, ImageInput, LabelledImages } from "../image/labelled.ts";
import type { NumbersEncoding } from "../numbers/encoding.ts";
import type { LabelledNumbers, NumbersChoices, NumbersInput } from "../numbers/labelled.ts";
import type { TextEncoding } from "../text/encoding.ts";
import type { LabelledTexts } from "../text/labelled.ts";
import type { TextChoices, TextInput } from "../text/labelled_rows.ts";
import { imageKind } from "./image_kind.ts";
import type { LearnableKind } from "./kind.ts";
import { numbersKind } from "./numbers_kind.ts";
import { textKind } from "./text_kind.ts";

/** Labelled data. */
export type LabelledData = LabelledTexts | LabelledImages | LabelledNumbers;

/** Something to classify: a text, the bytes of an image, or a row of numbers. */
export type Input = TextInput | ImageInput | NumbersInput;

/** How data become what a net reads. */
export type DataEncoding = TextEncoding | ImageEncoding | NumbersEncoding;

/** How labelled data are prepared. */
export type DataChoices =
  & Omit<TextChoices & ImageChoices & NumbersChoices, "validation">
  & { readonly validation?: LabelledData | number };

/**
 * The kind of labelled data.
 *
 * @throws {DataError} When they are none that can be learned.
 */
export function kindOfData(data: LabelledData): LearnableKind {
  if ("texts" in data) return textKind;
  if ("images" in data) return imageKind;
  if ("rows" in data) return numbersKind;
  throw new DataError(
    "Cannot train on these data: give { texts, labels }, { images, labels } or { rows, labels }",
  );
}

/** The kind of data that an encoding, or the plain value of one, is of; by what only it has. */
export function kindOfEncoding(encoding: object): LearnableKind {
  if ("shape" in encoding) return imageKind;
  return "vocabulary" in encoding ? textKind : numbersKind;
}
