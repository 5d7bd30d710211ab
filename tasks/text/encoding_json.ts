/**
 * How texts become the inputs of a net, as JSON.
 *
 * @module
 */
import { Vocabulary } from "../../datasets/mod.ts";
import type { TextEncoding } from "./encoding.ts";

/** An encoding whose vocabularies are plain values. */
export interface PlainEncoding extends Omit<TextEncoding, "vocabulary" | "columns"> {
  /** Its words. */
  readonly vocabulary: unknown;
  /** Words of columns. */
  readonly columns: readonly { readonly column: string }[];
}

/** An encoding as a plain value. */
export function plainEncoding({ vocabulary, columns, ...rest }: TextEncoding): PlainEncoding {
  return {
    ...rest,
    vocabulary: vocabulary.toJSON(),
    columns: Array.from(columns, ([column, own]) => ({ column, ...own.toJSON() })),
  };
}

/** Whether a value of JSON has the parts of an encoding. */
export function isPlainEncoding(value: unknown): value is PlainEncoding {
  const isNames = (names: unknown) =>
    Array.isArray(names) && names.every((name) => typeof name === "string");
  const { classes, sideColumns, inputs, columns, maxLen } = (value ?? {}) as Record<
    string,
    unknown
  >;
  return isNames(classes) && isNames(sideColumns) && Array.isArray(inputs) &&
    Array.isArray(columns) && isNames(columns.map((own) => own?.column)) &&
    Number.isSafeInteger(maxLen);
}

/**
 * The encoding of a plain value.
 *
 * @throws {DataError} When a vocabulary of it is none.
 */
export function encodingFrom(
  { vocabulary, columns, inputs, ...rest }: PlainEncoding,
): TextEncoding {
  return {
    ...rest,
    // JSON has null where nothing enters.
    inputs: inputs.map((input) => input ?? undefined),
    vocabulary: Vocabulary.fromJSON(vocabulary),
    columns: new Map(columns.map((own) => [own.column, Vocabulary.fromJSON(own)])),
  };
}
