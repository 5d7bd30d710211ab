/** Asks the runtime for the memory of a device. */

/** Bytes of a page, the unit in which memories grow. */
export const page = 65536;

/** Pages that WebAssembly can address with 32 bits: 4 GiB. */
const most = 65536;

/** The smallest memory that is worth having, in pages: 256 MiB. */
const least = 4096;

/** A memory, and the size that it may grow to. */
export interface Room {
  readonly memory: WebAssembly.Memory;
  /** Most pages that the memory may have. */
  readonly pages: number;
}

/**
 * A memory of `bytes` bytes that may grow to 4 GiB; if the runtime refuses that, a memory that may
 * grow to half as much, and so on; `null` if the runtime refuses every size. Browsers reserve all
 * addresses of a shared memory at once, since the memory cannot move, and some browsers have fewer
 * than 4 GiB of addresses.
 */
export function askForRoom(bytes: number, shared: boolean): Room | null {
  const initial = Math.ceil(bytes / page);
  for (let pages = most; pages >= least; pages /= 2) {
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum: pages, shared }), pages };
    } catch {
      // Any error means that there is no room: runtimes throw errors of different types for it.
    }
  }
  return null;
}
