/**
 * Indices of the words at the start of the memory through which threads work together. Words that
 * several threads write are 128 bytes apart, so that they lie in different cache lines.
 *
 * Threads work on runs: stretches of commands, each of which one thread takes and works off in order. Runs are
 * numbered from 1 on, and the words of a run lie at its number modulo `runs`: see {@linkcode run}. The commands
 * are records of 16 words: see {@linkcode record}.
 */
export const layout = {
  /** The number after that of the last run. */
  next: 32,
  /** A number up to which all runs are done. */
  first: 33,
  /** A counter of runs that were made, taken or done; idle threads sleep until it is increased. */
  news: 64,
  /** Number of threads that sleep until there are news. */
  idle: 96,
  /** Number of threads that sleep until a run's `done` reaches the value that they wait for. */
  sleepers: 128,
  /** A bit for each arena that a run of a lane uses. */
  arenas: 160,
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
  /** A word for each thread: 1 while the thread sleeps until a run's `done` reaches a value. */
  asleep: 512,
  /** A word for each thread: the value that `done` must reach to wake the thread. */
  wanted: 576,
  /** A word for each thread: the index of the `done` that it waits for. */
  watched: 640,
  /** Most threads that a device can have. */
  threads: 64,
  /** Seats of each thread, from the first thread on: lanes that sit beside each other have data in common. */
  seats: 256,
  /** Most arenas for runs of lanes at the same time: `arenas` has a bit for each. */
  mostArenas: 16,
  /** The words of run 0. */
  run: 1024,
  /** Words from one run to the next. */
  runSize: 32,
  /** Runs that have words: a run can be made when the run so many numbers before is done. */
  runs: 64,
  /** The records of a run that is not of a lane, and behind them those of runs of lanes. */
  list: 3072,
  /** Most records of a run that is not of a lane. */
  capacity: 2048,
  /** Records of all runs of lanes that are not done. */
  laneCapacity: 4096,
  /** Words of a record. */
  size: 16,
  /**
   * Bytes of workgroup memory of each thread; these memories lie one after another behind the list.
   */
  workgroup: 65536,
} as const;

/** The words of a run. */
export const run = {
  /** Number of chunks that are done of all runs here; wraps around. */
  done: 0,
  /** Index of the record that its thread works on, where threads that help begin. */
  position: 1,
  /** Number of threads that help. */
  helpers: 2,
  /** Microseconds that threads worked on all runs here; wraps around. */
  busy: 3,
  /** Number of arenas that it can choose from; 0 if it is of no lane and uses arena 0. */
  choice: 4,
  /** The arena that it uses; -1 until the thread that took it has written it. */
  arena: 5,
  /** The number of the last run here that is done. */
  over: 16,
  /** The number of the last run here that a thread took. */
  taken: 17,
  /** Index of its first record. */
  begin: 18,
  /** Index of the word behind its last record. */
  end: 19,
  /** The value of `done` when the run is done. */
  total: 20,
  /** The seat of its lane: lanes are spread evenly over all seats. */
  seat: 21,
  /** When its thread took it and when that thread was through, two f64 in milliseconds of the system's clock. */
  times: 22,
  /** Numbers of the runs that must be done before it begins. */
  after: 26,
  /** How many numbers there are: where fewer are needed, some are there twice. */
  afters: 6,
} as const;

/** The words of a record. */
export const record = {
  /**
   * `tag << 16 | solo << 15 | chunks that no thread has claimed`; the tag is the run's number
   * modulo 2^15. Only the thread that took the run runs solo commands. A thread claims chunks by
   * compare-and-exchange, so that it cannot claim a chunk of a record that was replaced.
   */
  claims: 0,
  /** What the run's `done` must have reached before the command may run. */
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
  /** Bytes from its list of arguments to that of the next arena. */
  stride: 11,
  /** Number of chunks that the run's thread claims at once while no other thread helps. */
  alone: 10,
} as const;

/**
 * Byte at which the words of {@linkcode layout} end and the first thread's workgroup memory begins.
 */
export const layoutBytes = 4 *
  (layout.list + (layout.capacity + layout.laneCapacity) * layout.size);

/** The data that a thread is started with. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  readonly layout: typeof layout;
  readonly run: typeof run;
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
