/**
 * The kinds of data that classifiers learn from: texts; images, pairs and numbers join them here.
 *
 * @module
 */
import type { TextEncoding } from "../text/encoding.ts";
import type { LabelledTexts } from "../text/labelled.ts";
import type { PreparedTexts, TextChoices, TextInput } from "../text/labelled_rows.ts";

export { encodingFrom, isPlainEncoding, plainEncoding } from "../text/encoding_json.ts";
export { inputRows, labelledRows, prepareTexts as prepare } from "../text/labelled_rows.ts";

/** Labelled data. */
export type LabelledData = LabelledTexts;

/** Something to classify. */
export type Input = TextInput;

/** How data become what a net reads. */
export type DataEncoding = TextEncoding;

/** How labelled data are prepared. */
export type DataChoices = TextChoices;

/** Data to train on. */
export type PreparedData = PreparedTexts;
