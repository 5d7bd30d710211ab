/** Reads a stream to its end; streams of Safari work in no `for await`. */
export async function* fromStream<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    // Tells the source that reading has stopped early; after the end or a fault it has no effect.
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/** What {@linkcode peek} has read, and all that there is to read. */
export interface Peeked<T> {
  /** The first items: until there were enough, or all. */
  readonly head: readonly T[];
  /** The first items again, and then the rest; once it is begun, ending it early ends the source. */
  readonly whole: AsyncGenerator<T>;
}

/**
 * Reads the first items of a source, and gives them back with the rest.
 *
 * @param isEnough Says of each item, and of the number of items so far, whether to stop behind it.
 */
export async function peek<T>(
  items: AsyncIterable<T>,
  isEnough: (item: T, count: number) => boolean,
): Promise<Peeked<T>> {
  const rest = items[Symbol.asyncIterator]();
  const head: T[] = [];
  try {
    for (let step = await rest.next(); !step.done; step = await rest.next()) {
      head.push(step.value);
      if (isEnough(step.value, head.length)) break;
    }
  } catch (cause) {
    await rest.return?.();
    throw cause;
  }
  return { head, whole: followed(head, rest) };
}

async function* followed<T>(head: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield* head;
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}
