/** Keeps track of free addresses. */

/** Ranges of free addresses in ascending order; adjacent ranges are joined. */
export class Gaps {
  readonly #gaps: { start: number; bytes: number }[] = [];
  #free = 0;

  /** Bytes of all ranges together. */
  get free(): number {
    return this.#free;
  }

  /** Bytes that are free right before an address. */
  before(end: number): number {
    const last = this.#gaps.findLast(({ start }) => start < end);
    return last && last.start + last.bytes === end ? last.bytes : 0;
  }

  /** Takes the start of the first gap that is wide enough; `null` if no gap is. */
  takeFirst(bytes: number): number | null {
    return this.#take(this.#gaps.findIndex((gap) => gap.bytes >= bytes), bytes, false);
  }

  /** Takes the end of the last gap that is wide enough; `null` if no gap is. */
  takeLast(bytes: number): number | null {
    return this.#take(this.#gaps.findLastIndex((gap) => gap.bytes >= bytes), bytes, true);
  }

  /** Adds a free range. */
  give(start: number, bytes: number): void {
    this.#free += bytes;
    const next = this.#gaps.findIndex((gap) => gap.start > start);
    const index = next < 0 ? this.#gaps.length : next;
    const before = this.#gaps[index - 1], after = this.#gaps[index];
    const joins = before !== undefined && before.start + before.bytes === start;
    const meets = after !== undefined && start + bytes === after.start;
    if (joins && meets) {
      before.bytes += bytes + after.bytes;
      this.#gaps.splice(index, 1);
    } else if (joins) before.bytes += bytes;
    else if (meets) {
      after.start = start;
      after.bytes += bytes;
    } else this.#gaps.splice(index, 0, { start, bytes });
  }

  #take(index: number, bytes: number, atEnd: boolean): number | null {
    const gap = this.#gaps[index];
    if (!gap) return null;
    const start = atEnd ? gap.start + gap.bytes - bytes : gap.start;
    if (!atEnd) gap.start += bytes;
    gap.bytes -= bytes;
    if (!gap.bytes) this.#gaps.splice(index, 1);
    this.#free -= bytes;
    return start;
  }
}
