/**
 * Associated Learning: deep nets whose blocks learn by themselves, on a GPU or on all processors.
 *
 * Import it as a library (engine, models and data sets), or run it: `deno run -A mod.ts --dataset
 * ag_news` trains, tests and saves a text classifier; `deno run -A mod.ts help` lists the commands.
 *
 * @example A step of gradient descent
 * ```ts
 * import { backward, matmul, openDevice, Parameter, Sgd, square, sum, Tape, tensor } from "@associated/learning";
 *
 * const device = await openDevice();
 * const w = new Parameter(device, new Tape("example"), "w", [2, 1], new Float32Array([3, -1]));
 * const error = matmul(tensor(device, [[1, 2]]), w); // 1 * 3 + 2 * -1 = 1
 * backward(sum(square(error))); // gradient [[2], [4]]
 * new Sgd([w], { rate: 0.5 }).step();
 * console.log(await w.data()); // [2, -3]
 * device.destroy();
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
