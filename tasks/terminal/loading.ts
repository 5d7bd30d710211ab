/**
 * Shows the progress of downloading and reading data.
 *
 * @module
 */
import type { Progress as DataProgress } from "../../datasets/files/mod.ts";
import { Progress, type ProgressTarget } from "./progress.ts";

/** A listener that shows one line for each file; it ends when the file is done. */
export function loading(target: ProgressTarget): (progress: DataProgress) => void {
  let shown: { file: string; bar: Progress } | null = null;
  return ({ activity, file, done, total }) => {
    if (shown?.file !== file) {
      shown?.bar[Symbol.dispose]();
      const label = `${activity} ${file.split("/").at(-1)}`;
      const known = total === null ? undefined : total / 1e6;
      shown = { file, bar: new Progress(target, { label, total: known, unit: "MB" }) };
    }
    shown.bar.update(done / 1e6);
    if (done === total) {
      shown.bar[Symbol.dispose]();
      shown = null;
    }
  };
}
