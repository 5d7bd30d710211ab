/** Asks the runtime for the memory of a device. */

/** Bytes of a page, by which memories grow. */
export const page = 65536;

/** Pages that WebAssembly can address with 32 bits: 4 GiB. */
const most = 65536;

/** The smallest memory that is worth having, in pages: 256 MiB. */
const least = 4096;

/** A memory, and how far it may grow. */
export interface Room {
  readonly memory: WebAssembly.Memory;
  /** Pages that it may have at most. */
  readonly pages: number;
}

/**
 * A memory of `bytes` bytes that may grow to 4 GiB; where the runtime refuses that, to half as much, and so
 * on; null where it refuses every size. Browsers set the addresses of a shared memory aside at once, since it
 * cannot move, and some browsers have fewer than 4 GiB of addresses.
 */
export function askForRoom(bytes: number, shared: boolean): Room | null {
  const initial = Math.ceil(bytes / page);
  for (let pages = most; pages >= least; pages /= 2) {
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum: pages, shared }), pages };
    } catch {
      // Runtimes throw different errors when there is no room.
    }
  }
  return null;
}
