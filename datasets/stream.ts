/** Reads a stream to its end; browsers have streams that no `for await` takes (Safari). */
export async function* fromStream<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    // Tells the source where the reading stops early; after the end or a fault it changes nothing.
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/** Gives items as a stream, each one asked for when the stream's reader wants it. */
export function toStream<T>(items: AsyncIterable<T>): ReadableStream<T> {
  const iterator = items[Symbol.asyncIterator]();
  return new ReadableStream<T>({
    async pull(controller) {
      const step = await iterator.next();
      if (step.done) controller.close();
      else controller.enqueue(step.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  }, { highWaterMark: 0 });
}
