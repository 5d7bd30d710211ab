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
