/**
 * Weights of classes of different sizes.
 *
 * @module
 */

/**
 * The weight of each class by which all count alike in a mean over the rows: the rows divided by the classes
 * that occur and by the rows of the class. A class without rows has the weight 1, which no row sees.
 *
 * @param labels Class indices `[n]`.
 * @param classes Number of classes.
 * @returns Weights `[classes]`, whose mean over the rows is 1.
 *
 * @example
 * ```ts
 * import { balancedWeights } from "@associated/learning/data";
 *
 * console.assert(balancedWeights(Uint32Array.of(0, 0, 0, 1), 2).join() === `${4 / 6},2`);
 * ```
 */
export function balancedWeights(labels: Uint32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  const occurring = counts.filter((count) => count > 0).length;
  return counts.map((count) => count ? labels.length / (occurring * count) : 1);
}
