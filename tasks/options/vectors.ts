/**
 * The words of `--vectors` that are no paths: word vectors that are downloaded.
 *
 * @module
 */

/** Published word vectors. */
export interface PublishedVectors {
  /** The data set that has them. */
  readonly set: string;
  /** Numbers of a vector. */
  readonly width: number;
}

/** Each by the name that `--vectors` takes. */
export const PUBLISHED_VECTORS: ReadonlyMap<string, PublishedVectors> = new Map([
  ...[50, 100, 200, 300].map((width) =>
    [`glove.6B.${width}d`, { set: "glove.6B", width }] as const
  ),
  ["wiki-news-300d-1M", { set: "wiki-news-300d-1M", width: 300 }],
]);
