// @ts-check
/**
 * The programs of a thread. What `thread.js` says of its text holds for this one too.
 *
 * @module
 */

/** @typedef {import("./layout.ts").ThreadStart} ThreadStart */
/** @typedef {(...values: number[]) => void} Run */

/** Programs that a thread makes of the code which the caller's thread leaves in the memory, in their order. */
export class Programs {
  /** @param {ThreadStart} start */
  constructor(start) {
    this.start = start;
    /** @type {Run[]} */
    this.runs = [];
    /** Address of the program that was made last. */
    this.learnt = 0;
  }

  /**
   * Makes programs until there are some number of them; throws when one is not accepted.
   *
   * @param {number} count
   */
  learn(count) {
    const { layout, memory } = this.start;
    while (this.runs.length < count) {
      const next = this.word(this.learnt || 4 * layout.programs);
      const bytes = this.word(next + 4);
      // Copied, because programs are not compiled from memory that others can write.
      const code = new Uint8Array(this.bufferTo(next + 12 + bytes), next + 12, bytes).slice();
      this.settle(code, this.word(next + 8));
      const module = new WebAssembly.Module(code);
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      this.runs.push(/** @type {Run} */ (exports.run));
      this.learnt = next;
    }
  }

  /**
   * Puts the address of this thread's workgroup memory into a program whose hole has the first thread's.
   *
   * @param {Uint8Array} code
   * @param {number} hole
   */
  settle(code, hole) {
    if (!hole) return;
    const { layout, index } = this.start;
    let address = index * layout.workgroup;
    for (let i = 0; i < 5; i++) address += (code[hole + i] & 0x7f) * 2 ** (7 * i);
    // As a LEB128 of five bytes, of which all but the last go on.
    for (let i = 0; i < 5; i++) {
      code[hole + i] = Math.floor(address / 2 ** (7 * i)) & 0x7f | (i < 4 ? 0x80 : 0);
    }
  }

  /**
   * The unsigned word at an address.
   *
   * @param {number} address
   * @returns {number}
   */
  word(address) {
    return new Uint32Array(this.bufferTo(address + 4), address, 1)[0];
  }

  /**
   * The memory; one that another thread grew may have to be asked for its length.
   *
   * @param {number} end
   * @returns {ArrayBufferLike}
   */
  bufferTo(end) {
    const { memory } = this.start;
    if (memory.buffer.byteLength < end) memory.grow(0);
    return memory.buffer;
  }
}
