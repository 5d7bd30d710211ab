/** The device that tests run on: one for the whole process, any adapter. */
import { type Device, openWebGPU } from "../../engine/mod.ts";

export const device: Device = await openWebGPU();

/** Elements of a tensor rounded for comparisons in messages. */
export async function values(x: { data(): Promise<Float32Array> }): Promise<number[]> {
  return [...await x.data()].map((value) => Number(value.toPrecision(6)));
}
