/** Checks and encodings of dispatches that all devices share. */
import type { Dispatch, Kernel, Traits } from "./device.ts";
import { KernelError } from "../error.ts";
import type { Storage } from "./memory.ts";

/** Bytes of a kernel's uniform structure, a multiple of 16. */
export function uniformBytes(kernel: Kernel): number {
  return 16 * Math.ceil(kernel.uniforms.length / 4);
}

/** A kernel's uniforms as words, padded to 16 bytes. */
export function encodeUniforms(
  kernel: Kernel,
  values: Readonly<Record<string, number>> = {},
): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(uniformBytes(kernel) / 4);
  const floats = new Float32Array(words.buffer);
  const signed = new Int32Array(words.buffer);
  kernel.uniforms.forEach(([name, type], i) => {
    const value = values[name];
    if (value === undefined) {
      throw new KernelError(`Cannot run kernel "${kernel.name}": its uniform ${name} is missing`);
    }
    (type === "f32" ? floats : type === "i32" ? signed : words)[i] = value;
  });
  return words;
}

/** The buffers of a dispatch in the order of the kernel's bindings. */
export function storagesOf(kernel: Kernel, { reads, writes }: Dispatch): Storage[] {
  if (reads.length + writes.length !== kernel.reads + kernel.writes) {
    throw new KernelError(
      `Cannot run kernel "${kernel.name}": it binds ${kernel.reads} buffers to read and ` +
        `${kernel.writes} to write, and was given ${reads.length} and ${writes.length}`,
    );
  }
  return [...reads, ...writes];
}

/** Refuses more bytes than a binding of the device may span. */
export function checkAllocation(bytes: number, { name, maxBinding }: Traits): void {
  if (bytes <= maxBinding) return;
  throw new KernelError(
    `Cannot allocate ${bytes} bytes: a binding of ${name} spans at most ${maxBinding}, ` +
      "split the tensor or choose smaller dimensions",
  );
}

/** Refuses a copy from the host that passes the end of a buffer of `held` bytes. */
export function checkWrite(bytes: number, offset: number, held: number): void {
  if (offset + bytes <= held) return;
  throw new KernelError(
    `Cannot write ${bytes} bytes at byte ${offset}: the buffer holds ${held}`,
  );
}

/** Refuses a copy to the host that passes the end of a buffer of `held` bytes. */
export function checkRead(bytes: number, offset: number, held: number): void {
  if (offset + bytes <= held) return;
  throw new KernelError(`Cannot read ${bytes} bytes at byte ${offset}: the buffer holds ${held}`);
}
