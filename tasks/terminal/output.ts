/**
 * Standard output for results and standard error for all else, either of which may be closed or full while
 * the work goes on.
 *
 * @module
 */

import { escaped } from "../../datasets/printable.ts";

/** A stream that may come to an end before the program does. */
interface Output {
  readonly stream: { writeSync(bytes: Uint8Array): number };
  /** Whether a write has failed; nothing more is written then. */
  ended: boolean;
}

const results: Output = { stream: Deno.stdout, ended: false };
const remarks: Output = { stream: Deno.stderr, ended: false };
const encoder = new TextEncoder();

/**
 * Prints a line of results; false where nobody takes them any more. A reader that went away (`| head`) ends
 * the output without a word; where it cannot be written for another reason, as on a full disk, a line on
 * standard error tells so once, and the process ends with status 1.
 */
export function print(text: string): boolean {
  const fault = write(results, `${text}\n`);
  if (fault !== null && !(fault instanceof Deno.errors.BrokenPipe)) {
    const state = fault instanceof Error ? fault.message : String(fault);
    tell(`Cannot print the results: ${state}, direct the output elsewhere\n`);
    Deno.exitCode = 1;
  }
  return !results.ended;
}

/** Prints a value as a line of JSON, in which no character moves the cursor or turns the line around. */
export function printJson(value: unknown): boolean {
  return print(jsonLine(value));
}

/** Writes text to standard error, if it can be written. */
export function tell(text: string): void {
  write(remarks, text);
}

/** Gives the fault of the write that failed, and null for all others. */
function write(output: Output, text: string): unknown {
  if (output.ended) return null;
  try {
    const bytes = encoder.encode(text);
    for (let done = 0; done < bytes.length;) done += output.stream.writeSync(bytes.subarray(done));
    return null;
  } catch (fault) {
    output.ended = true;
    return fault;
  }
}

/** JSON in which control characters and marks of direction are escaped, as JSON escapes only some of them. */
export function jsonLine(value: unknown): string {
  return escaped(JSON.stringify(value));
}
