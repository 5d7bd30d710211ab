/** Small data for models that settle, and options that train them in a moment. */
import { csv, someRows } from "./support.ts";

/** Sizes and rates of a model that settles and learns on {@linkcode someRows}. */
export const settling: readonly string[] =
  "--emb-dim 12 --hidden 12 --max-len 12 --free-steps 8 --nudged-steps 4 --lr 0.02 --batch-train 8 --val-fraction 0.2 --quiet"
    .split(" ");

/** {@linkcode settling} without some options and their values. */
export function settlingWithout(...names: string[]): string[] {
  return settling.filter((word, i) => !names.includes(word) && !names.includes(settling[i - 1]));
}

/** Pairs of which one text or the other tells the label; a few are without agreement. */
export function somePairs(count: number): string {
  const animals = ["purr", "bark", "wing"];
  const lines = Array.from({ length: count }, (_, i) => {
    const [a, b] = [animals[i % 3], animals[(i >> 1) % 3]];
    const gold_label = i % 17 === 16 ? "-" : a === "purr" ? "cat" : b;
    return JSON.stringify({ gold_label, sentence1: `the ${a} runs`, sentence2: `a ${b} sings` });
  });
  return lines.join("\n");
}

/** Writes `rows.csv` of texts and `pairs.jsonl` into a folder. */
export async function writeSettlingData(folder: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(240)));
  await Deno.writeTextFile(`${folder}/test.csv`, csv(someRows(60, 2)));
  await Deno.writeTextFile(`${folder}/pairs.jsonl`, somePairs(160));
}
