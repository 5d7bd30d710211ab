/** How the workgroups of a command are shared among threads. */

/**
 * Chunks of a command for each thread: enough that all threads end at nearly the same time, even if
 * one thread starts late.
 */
const claimsPerThread = 8;

/**
 * Estimated nanoseconds below which a command is not split, since the waiting of threads for each
 * other would cost more than the split saves.
 */
const leastShared = 4000;

/** Least and most nanoseconds of work in a chunk, if the command has enough workgroups. */
const leastChunk = 2000, mostChunk = 200_000;

/**
 * Number of workgroups in a chunk when `threads` threads share `count` workgroups that together
 * take `cost` nanoseconds.
 */
export function chunkOf(count: number, cost: number, threads: number): number {
  if (threads === 1 || count === 1 || cost < leastShared) return count;
  const even = Math.min(threads * claimsPerThread, cost / leastChunk);
  const chunks = Math.min(count, 0x7fff, Math.max(2, even, cost / mostChunk));
  return Math.ceil(count / Math.floor(chunks));
}

/**
 * Estimated nanoseconds of the chunks that a thread claims at once while no other thread helps: a thread that
 * comes to help waits for no more.
 */
const mostAlone = 500_000;

/** Number of chunks that a thread claims at once while no other thread helps. */
export function aloneOf(chunks: number, cost: number): number {
  return Math.max(1, Math.min(chunks, Math.floor(chunks * mostAlone / Math.max(cost, 1))));
}
