/**
 * Emits the interleaving and deinterleaving of the words of several lanes, and the functions that
 * gather words from arbitrary indices and scatter words to them.
 */
import type { Context } from "./context.ts";
import { Code, type Func } from "./wasm.ts";

/** Indices in the module of the functions that {@linkcode functions} gives; `run` is function 0. */
export const gatherFunction = 1, scatterFunction = 2;

/**
 * Deinterleaves two or four vectors that hold the words of lane 0, then the words of lane 1, and so
 * on. Returns, for each word, a function that pushes the vector of this word in all lanes.
 */
export function apart(cx: Context, parts: readonly number[]): (() => void)[] {
  const { code } = cx;
  const mix = (a: number, b: number, words: number[]) => {
    code.get(a).get(b).shuffle(words);
  };
  if (parts.length === 2) {
    return [[0, 2, 4, 6], [1, 3, 5, 7]].map((words) => () => mix(parts[0], parts[1], words));
  }
  const halves = [[0, 4, 1, 5], [2, 6, 3, 7]].flatMap((words) =>
    [0, 1].map((i) => {
      mix(parts[i], parts[i + 2], words);
      return cx.keep("v128");
    })
  );
  return [[0, 1, [0, 4, 1, 5]], [0, 1, [2, 6, 3, 7]], [2, 3, [0, 4, 1, 5]], [2, 3, [2, 6, 3, 7]]]
    .map(([a, b, words]) => () => mix(halves[a as number], halves[b as number], words as number[]));
}

/** The inverse of {@linkcode apart}. */
export function together(cx: Context, parts: readonly number[]): (() => void)[] {
  const { code } = cx;
  if (parts.length === 1) return [() => void code.get(parts[0])];
  if (parts.length === 4) return apart(cx, parts);
  return [[0, 4, 1, 5], [2, 6, 3, 7]].map((words) => () => {
    code.get(parts[0]).get(parts[1]).shuffle(words);
  });
}

/**
 * The functions `gather(index, address, last) -> words` and `scatter(index, value, mask, address,
 * last)`. An index above `last` is replaced by `last` in `gather`, and its lane is skipped in
 * `scatter`.
 */
export function functions(): Func[] {
  const gather = new Code(3);
  const inside = gather.local("v128"), words = gather.local("v128");
  gather.get(0).get(2).op("i32x4.splat").op("i32x4.min_u").i32(2).op("i32x4.shl");
  gather.get(1).op("i32x4.splat").op("i32x4.add").set(inside);
  for (let lane = 0; lane < 4; lane++) {
    gather.get(inside).lane("i32x4.extract_lane", lane);
    if (lane) gather.get(words).access("v128.load32_lane", 0, lane);
    else gather.access("v128.load32_zero");
    gather.set(words);
  }
  gather.get(words);
  const scatter = new Code(5);
  const active = scatter.local("v128");
  scatter.get(0).get(4).op("i32x4.splat").op("i32x4.le_u").get(2).op("v128.and").set(active);
  for (let lane = 0; lane < 4; lane++) {
    scatter.get(active).lane("i32x4.extract_lane", lane).if();
    scatter.get(0).lane("i32x4.extract_lane", lane).i32(2).op("i32.shl").get(3).op("i32.add");
    scatter.get(1).access("v128.store32_lane", 0, lane).end();
  }
  return [
    { parameters: ["v128", "i32", "i32"], results: ["v128"], code: gather },
    { parameters: ["v128", "v128", "v128", "i32", "i32"], results: [], code: scatter },
  ];
}
