/**
 * The families of kernels for matrix products, and which of them a device uses.
 *
 * @module
 */
import type { Device, Traits } from "../../device/device.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { activateCode, activations } from "./activate.ts";
import { planPanels } from "./panel.ts";
import type { Constants, Plan, Product } from "./product.ts";
import { planWide } from "./wide.ts";
import { planTiles, rowTiles, sharedTiles, squareTiles } from "./tiles.ts";
import partsCode from "../../../shaders/matmul/matmul_parts.wgsl" with { type: "text" };

/** Families by the names that `choices` of a device holds for `matmul`. */
const families: Readonly<Record<string, (product: Product) => Plan>> = {
  row: (product) => planTiles(product, rowTiles),
  square: (product) => planTiles(product, squareTiles),
  shared: (product) => planTiles(product, sharedTiles),
  panel: planPanels,
  wide: planWide,
};

/** The families that may suit a device, the likely best first. */
export function familiesFor({ kind, vectorBits }: Traits): readonly string[] {
  if (kind === "cpu") return vectorBits === 256 ? ["wide", "panel"] : ["panel", "wide"];
  return kind === "gpu" ? ["shared", "square"] : ["row", "square"];
}

/** The family that a device was told to use, `undefined` where it was told none that exists. */
export function chosenFamily({ choices }: Device): string | undefined {
  const name = choices.get("matmul");
  return name !== undefined && Object.hasOwn(families, name) ? name : undefined;
}

const partsKernels = new Map<string, ColumnKernel>();

function partsKernelOf(constants: Constants): ColumnKernel {
  const key = JSON.stringify(constants);
  let kernel = partsKernels.get(key);
  if (!kernel) {
    kernel = new ColumnKernel({
      name: "matmul_parts",
      code: `${partsCode}\n${activateCode}`,
      reads: 2,
      writes: 1,
      uniforms: { rows: "u32", columns: "u32", parts: "u32", first: "u32" },
      constants,
    }, { fours: true });
    partsKernels.set(key, kernel);
  }
  return kernel;
}

/** Computes a product by the kernel that suits its sizes and its device. */
export function multiply(product: Product): Signal {
  const { device } = product.a.data;
  const { bias, activation = "none", columns, into } = product;
  const size = sizeOf(product.shape);
  const c = into?.data ?? empty(device, product.shape);
  if (size === 0) return c;
  const { parts, run } = families[chosenFamily(device) ?? familiesFor(device.traits)[0]](product);
  const finish = { BIAS: bias ? 1 : 0, ACTIVATION: activations.indexOf(activation) };
  if (parts === 1) {
    run(c, finish);
    return c;
  }
  const sums = empty(device, [parts, size]);
  run(sums, {});
  const rows = size / columns;
  partsKernelOf(finish).run(device, {
    reads: [sums.storage, (bias ?? sums).storage],
    writes: [c.storage],
    rows,
    columns,
    uniforms: { rows, parts, first: into?.first ?? 0 },
    flops: parts * size,
  });
  return c;
}
