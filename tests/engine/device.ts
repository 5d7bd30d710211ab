/** The device that tests run on: one for the whole process, any adapter. */
import { type Device, openWebGPU } from "../../engine/mod.ts";

export const device: Device = await openWebGPU();

/** The same device, said to be hardware: the kernels of graphics cards run on any adapter. */
export const asHardware: Device = new Proxy(device, {
  get(target, key) {
    const value = Reflect.get(target, key, target);
    if (key === "traits") return { ...target.traits, kind: "gpu" };
    return typeof value === "function" ? value.bind(target) : value;
  },
});

/** Elements of a tensor rounded for comparisons in messages. */
export async function values(x: { data(): Promise<Float32Array> }): Promise<number[]> {
  return [...await x.data()].map((value) => Number(value.toPrecision(6)));
}
