/**
 * Indices of the words at the start of the memory through which threads work together. Words that
 * several threads write are 128 bytes apart, so that they lie in different cache lines.
 *
 * The list of commands holds records of 16 words: see {@linkcode record}.
 */
export const layout = {
  /** Number of the job that the list holds. */
  job: 32,
  /** A counter; idle workers sleep until it is increased. */
  wake: 64,
  /** `tag << 16 | lanes that no thread has taken`, with the tag of {@linkcode record}; lane 0 is the last. */
  untaken: 96,
  /** Number of threads that sleep until a lane's `done` reaches the value that they wait for. */
  sleepers: 128,
  /** Number of threads that found no lane to take and help with those of others. */
  helpers: 160,
  /** Number of lanes of the job. */
  count: 192,
  /** Address of the first thread's scratch memory. */
  scratch: 194,
  /** Bytes from the scratch memory of one thread to the scratch memory of the next thread. */
  stride: 195,
  /**
   * Address of the first kernel's program: a linked list of records that hold the address of the
   * next record, the number of bytes of the program, its hole, and the program.
   */
  programs: 196,
  /** Number of kernels. */
  kernels: 197,
  /** 1 if the workers are to end. */
  quit: 198,
  /** 0 without an error, 1 while an error is being written, 2 when it is written. */
  error: 224,
  /** Number of the kernel that failed. */
  errorKernel: 225,
  /** Number of UTF-16 units of the error's text. */
  errorLength: 226,
  /** The error's text, a word for each UTF-16 unit. */
  errorText: 227,
  /** Most UTF-16 units of the error's text that are kept. */
  errorLimit: 240,
  /** A word for each thread: 1 while the thread sleeps until a lane's `done` reaches a value. */
  asleep: 512,
  /** A word for each thread: the value that `done` must reach to wake the thread. */
  wanted: 576,
  /** A word for each thread: the index of the `done` that it waits for. */
  watched: 640,
  /** Most threads that a device can have. */
  threads: 64,
  /** The words of the first lane: see {@linkcode lane}. */
  lane: 1024,
  /** Words from one lane to the next. */
  laneSize: 32,
  /** Most lanes of a job. */
  lanes: 64,
  /**
   * Two lists of commands, used in turn: one is filled while threads work on the other. The list of a job is
   * the second if its number is odd.
   */
  list: 3072,
  /** Most records in a list. */
  capacity: 2048,
  /** Words of a record. */
  size: 16,
  /**
   * Bytes of workgroup memory of each thread; these memories lie one after another behind the list.
   */
  workgroup: 65536,
} as const;

/**
 * The words of a lane: a stretch of the list that one thread takes and runs in order. Other threads help when
 * no lane is left to take.
 */
export const lane = {
  /** Number of its chunks of all jobs that are done; wraps around. */
  done: 0,
  /**
   * Index of the record that its thread works on, where threads that help begin. A thread that is late may
   * write it after its job is over; then nobody helps with this lane.
   */
  position: 16,
  /** Index of its first record. */
  begin: 17,
  /** Index of the word behind its last record. */
  end: 18,
  /** Microseconds that threads worked on it in all jobs; wraps around. */
  busy: 19,
  /** The tag of the last job whose times are written. */
  over: 20,
  /** When its thread took it and when that thread was through, two f64 in milliseconds of the system's clock. */
  times: 22,
} as const;

/** The words of a record. */
export const record = {
  /**
   * `tag << 16 | solo << 15 | chunks that no thread has claimed`; the tag is the job's number
   * modulo 2^15. Only the thread that took the lane runs solo commands. A thread claims chunks by
   * compare-and-exchange, so that it cannot claim a chunk of a list that was replaced.
   */
  claims: 0,
  /** What the lane's `done` must have reached before the command may run. */
  after: 1,
  kernel: 2,
  args: 3,
  x: 4,
  y: 5,
  z: 6,
  /** Number of workgroups. */
  count: 7,
  /** Number of workgroups in a chunk. */
  chunk: 8,
  /** Number of chunks. */
  chunks: 9,
  /** Number of chunks that the lane's thread claims at once while no other thread helps. */
  alone: 10,
} as const;

/**
 * Byte at which the words of {@linkcode layout} end and the first thread's workgroup memory begins.
 */
export const layoutBytes = 4 * (layout.list + 2 * layout.capacity * layout.size);

/** The data that a thread is started with. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  readonly layout: typeof layout;
  readonly lane: typeof lane;
  readonly record: typeof record;
  /** Number of the thread; thread 0 is the caller's thread. */
  readonly index: number;
  /** Milliseconds for which the thread polls a word before it sleeps. */
  readonly patience: number;
  /** Whether the thread may sleep: the main thread of a browser's page may not. */
  readonly sleeps: boolean;
}

/** The range of bytes that holds the workgroup memory of all threads. */
export function workgroupRange(threads: number): readonly [start: number, end: number] {
  return [layoutBytes, layoutBytes + threads * layout.workgroup];
}
