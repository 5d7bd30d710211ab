/**
 * Tells how far a step over many texts has come.
 *
 * @module
 */
import type { Watcher } from "../terminal/loading.ts";

/** Texts between two tellings of a step. */
const OFTEN = 256;

/** A function that tells how far a step over texts has come. */
export function teller(step: string, total: number, onProgress: Watcher): (done: number) => void {
  return (done) => {
    if (done % OFTEN === 0 || done === total) onProgress({ step, unit: "texts", done, total });
  };
}

/** The same texts; as they are taken, it is told how far the step has come. */
export function* told(
  texts: readonly string[],
  step: string,
  onProgress: Watcher,
): Generator<string> {
  const tell = teller(step, texts.length, onProgress);
  let done = 0;
  for (const text of texts) {
    yield text;
    tell(++done);
  }
}
