/**
 * The words at the start of the memory by which threads work together. Words that several threads
 * write stand 128 bytes apart, out of each other's cache lines.
 *
 * A record of the list of commands is 16 words: see {@linkcode record}.
 */
export const layout = {
  /** Number of the job that the list holds. */
  job: 32,
  /** Counted up, and waited for, to wake sleeping threads. */
  wake: 64,
  /** Chunks done since the start, of all jobs; wraps around. */
  done: 96,
  /** Threads that sleep until `done` reaches what they wait for. */
  sleepers: 128,
  /** The words of the job's records: from the first whose predecessors are not known to be done. */
  position: 192,
  end: 193,
  /** Address of the first thread's scratch memory, and bytes from one thread's to the next. */
  scratch: 194,
  stride: 195,
  /** Address of the first kernel's program (next address, bytes, hole, program), and number of kernels. */
  programs: 196,
  kernels: 197,
  /** Whether threads are to end. */
  quit: 198,
  /** 1 while an error is being written, 2 once it is there. */
  error: 224,
  /** The kernel that failed. */
  errorKernel: 225,
  /** Its text: number of UTF-16 units, and a word for each. */
  errorLength: 226,
  errorText: 227,
  errorLimit: 240,
  /** A word for each thread: 1 while it sleeps; and what `done` must reach to wake it. */
  asleep: 512,
  wanted: 576,
  threads: 64,
  /** The list of commands. */
  list: 1024,
  capacity: 2048,
  /** Words of a record. */
  size: 16,
  /** Bytes of workgroup memory of each thread, one after the other behind these words. */
  workgroup: 65536,
} as const;

/** The words of a record. */
export const record = {
  /**
   * `tag << 16 | solo << 15 | chunks that nobody has claimed`; the tag is the job's number modulo
   * 2^15. A thread claims by compare and exchange, so none can claim from a list that was replaced.
   */
  claims: 0,
  /** What `done` must have reached before the command may run. */
  after: 1,
  kernel: 2,
  args: 3,
  x: 4,
  y: 5,
  z: 6,
  /** Workgroups, those of a chunk, and chunks. */
  count: 7,
  chunk: 8,
  chunks: 9,
} as const;

/** Where words end that threads work together by, and the first thread's workgroup memory begins, in bytes. */
export const layoutBytes = 4 * (layout.list + layout.capacity * layout.size);

/** What a thread is started with. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  readonly layout: typeof layout;
  readonly record: typeof record;
  /** 0 is the thread that the device lives on; it alone runs solo commands. */
  readonly index: number;
  /** Milliseconds to look again and again at a word before sleeping. */
  readonly patience: number;
  /** Whether it may sleep: the first thread of a browser's page may not. */
  readonly sleeps: boolean;
}

/** The bytes of the workgroup memory of all threads. */
export function workgroupRange(threads: number): readonly [start: number, end: number] {
  return [layoutBytes, layoutBytes + threads * layout.workgroup];
}
