/** A saved classifier whose options are damaged and whose checksum is right, for `fuzz.ts`. */
import { openDevice } from "../engine/mod.ts";
import { readRun } from "../tasks/answers/read_run.ts";
import { loadClassifier } from "../tasks/classifier/load.ts";
import { encodeClassifier } from "../tasks/classifier/saved.ts";
import type { Target } from "./fuzz.ts";

/** The reader of the classifier of a run. */
export async function classifierTarget(run: string): Promise<Target> {
  const saved = await readRun(run);
  const { options, exits } = saved;
  return {
    name: "classifier",
    isJson: true,
    isSlow: true,
    seeds: [new TextEncoder().encode(JSON.stringify({ options, exits }))],
    async read(bytes) {
      const changed = parsed(new TextDecoder().decode(bytes));
      if (!changed) return;
      const encoded = await encodeClassifier({ ...saved, options, exits, ...changed });
      const device = await openDevice({ device: "cpu", threads: 1 });
      try {
        await loadClassifier(encoded, { device });
      } finally {
        device.destroy();
      }
    },
  };
}

function parsed(text: string): object | null {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
