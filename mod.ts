/**
 * Associated Learning: deep nets whose blocks learn by themselves, on WebGPU.
 *
 * Import it as a library (engine, models and data sets), or run it: `deno run -A mod.ts --dataset
 * ag_news` trains, tests and saves a text classifier; `deno run -A mod.ts help` lists the commands.
 *
 * @example Gradients of a product
 * ```ts no-eval
 * import { backward, matmul, openWebGPU, Parameter, sum, Tape, tensor } from "@associated/learning";
 *
 * const device = await openWebGPU();
 * const tape = new Tape("example");
 * const w = new Parameter(device, tape, "w", [2, 1], new Float32Array([3, -1]));
 * backward(sum(matmul(tensor(device, [[1, 2]]), w)));
 * console.log(w.gradient); // [[1], [2]]
 * ```
 *
 * @module
 */
export * from "./engine/mod.ts";
export * from "./models/mod.ts";
export * from "./datasets/mod.ts";

if (import.meta.main) {
  const { main } = await import("./tasks/cli.ts");
  await main(Deno.args);
}
