/**
 * The families of kernels for matrix products, and which of them a device uses.
 *
 * @module
 */
import { type Device, grid, type Traits } from "../device.ts";
import { empty, type Signal } from "../tensor.ts";
import { planPanels } from "./matmul_panel.ts";
import { activations, kernelOf, type Plan, type Product } from "./matmul_product.ts";
import { planTiles, rowTiles, sharedTiles, squareTiles } from "./matmul_tiles.ts";
import activateCode from "../../shaders/activate.wgsl" with { type: "text" };
import partsCode from "../../shaders/matmul_parts.wgsl" with { type: "text" };

export type { FusedActivation } from "./matmul_product.ts";

/** Families by the names that `choices` of a device holds for `matmul`. */
const families: Readonly<Record<string, (product: Product) => Plan>> = {
  row: (product) => planTiles(product, rowTiles),
  square: (product) => planTiles(product, squareTiles),
  shared: (product) => planTiles(product, sharedTiles),
  panel: planPanels,
};

/** The families that may suit a device, the likely best first. */
export function familiesFor({ kind }: Traits): readonly string[] {
  if (kind === "cpu") return ["panel"];
  return kind === "gpu" ? ["shared", "square"] : ["row", "square"];
}

/** The family that a device was told to use, `undefined` where it was told none that exists. */
export function chosenFamily({ choices }: Device): string | undefined {
  const name = choices.get("matmul");
  return name !== undefined && Object.hasOwn(families, name) ? name : undefined;
}

/** Computes a product by the kernel that suits its sizes and its device. */
export function multiply(product: Product): Signal {
  const { device } = product.a.data;
  const c = empty(device, product.shape);
  if (c.size === 0) return c;
  const plan = families[chosenFamily(device) ?? familiesFor(device.traits)[0]](product);
  const { bias, activation = "none" } = product;
  const finish = { BIAS: bias ? 1 : 0, ACTIVATION: activations.indexOf(activation) };
  if (plan.parts === 1) {
    plan.run(c, finish);
    return c;
  }
  const quads = Math.ceil(c.size / 4);
  const sums = empty(device, [plan.parts, 4 * quads]);
  plan.run(sums, {});
  const kernel = kernelOf({
    name: "matmul_parts",
    code: `${partsCode}\n${activateCode}`,
    reads: 2,
    uniforms: { quads: "u32", parts: "u32", columns: "u32" },
    constants: finish,
  });
  device.run(kernel, {
    reads: [sums.storage, (bias ?? sums).storage],
    writes: [c.storage],
    uniforms: { quads, parts: plan.parts, columns: product.columns },
    groups: grid(quads),
    flops: plan.parts * c.size,
  });
  return c;
}
