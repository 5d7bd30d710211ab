/** Which commands wait for earlier ones. */
import type { HeapBlock } from "./heap.ts";

/** Tells which commands must wait for earlier commands, by the last use of each block. */
export class Dependencies {
  /** Number of the current stretch: the commands of one stretch may run at the same time. */
  #stretch = 0;
  #fenced = false;
  /**
   * Blocks that were used in this stretch and freed since; new blocks may lie at their addresses.
   */
  #freed: HeapBlock[] = [];

  /** Makes the next command wait, for when it is not known which commands will run before it. */
  fence(): void {
    this.#fenced = true;
  }

  /** Notes that a block was freed; commands of this stretch may still use it. */
  freed(block: HeapBlock): void {
    if (block.lastUse === this.#stretch) this.#freed.push(block);
  }

  /**
   * Notes that a block was made. Commands that use the block wait for the commands that used freed
   * blocks at the same addresses.
   */
  placed(block: HeapBlock): void {
    for (const other of this.#freed) {
      if (other.overlaps(block)) block.inherit(other);
    }
  }

  /**
   * Whether a command must wait; notes its use of the blocks. All solo commands run on one thread,
   * in order, so a solo command waits only for commands that threads share.
   */
  waits(reads: readonly HeapBlock[], writes: readonly HeapBlock[], solo: boolean): boolean {
    const now = this.#stretch;
    const wait = this.#fenced ||
      reads.some((block) => block.sharedWrite === now || (!solo && block.soloWrite === now)) ||
      writes.some((block) =>
        block.sharedWrite === now || block.sharedRead === now ||
        (!solo && (block.soloWrite === now || block.soloRead === now))
      );
    if (wait) {
      this.#stretch++;
      this.#freed = [];
    }
    this.#fenced = false;
    for (const block of reads) block[solo ? "soloRead" : "sharedRead"] = this.#stretch;
    for (const block of writes) block[solo ? "soloWrite" : "sharedWrite"] = this.#stretch;
    return wait;
  }
}
