/**
 * Starts workers: the workers of Node.js, which Deno and Bun have too, or else the workers of
 * browsers.
 */
import type { ThreadStart } from "./layout.ts";
import programs from "./programs.js" with { type: "text" };
import runs from "./runs.js" with { type: "text" };
import thread from "./thread.js" with { type: "text" };

/** The part of `node:worker_threads` that is used here. */
interface NodeWorkers {
  readonly Worker: new (url: URL, options: { workerData: ThreadStart }) => {
    once(event: "message", listener: () => void): void;
    on(event: "error", listener: () => void): void;
    unref(): void;
  };
}

/** The part of the `process` of Node.js that is used here. */
interface NodeModules {
  getBuiltinModule?(name: "worker_threads"): NodeWorkers;
  getBuiltinModule?(name: "os"): { availableParallelism(): number };
}

/** Callbacks for when a worker begins to serve, and for when it fails, before that or after it. */
interface Answers {
  serves(): void;
  failed(): void;
}

/** The way in which a runtime starts workers. */
interface Agency {
  start(start: ThreadStart, answers: Answers): void;
  /** Frees the memory that was needed to start workers. */
  close(): void;
}

/** Milliseconds to wait for workers to answer: many times what they need on a busy machine. */
const patience = 5000;

/**
 * What workers run. A statement stands first, so that the `@ts-check` of each text is no directive for all
 * joined: the types of each text are checked where it stands, and their names would be there twice.
 */
const source = `"use strict";\n${programs}\n${runs}\n${thread}\n` +
  `enlist((start) => new Thread(start, new Programs(start), new Runs(start)));\n`;

function modules(): NodeModules | undefined {
  return (globalThis as { process?: NodeModules }).process;
}

/** How many threads the machine can run at the same time. */
export function cores(): number {
  return globalThis.navigator?.hardwareConcurrency ??
    modules()?.getBuiltinModule?.("os").availableParallelism() ?? 1;
}

/** Whether threads can share memory in this runtime. */
export function canShare(): boolean {
  return typeof SharedArrayBuffer === "function";
}

function agency(): Agency {
  const node = modules()?.getBuiltinModule?.("worker_threads");
  return node ? agencyOfPrograms(node) : agencyOfPages();
}

/** The agency of Node.js, Deno and Bun; its workers do not keep a program from ending. */
function agencyOfPrograms({ Worker }: NodeWorkers): Agency {
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  return {
    start: (start, { serves, failed }) => {
      const worker = new Worker(url, { workerData: start });
      worker.once("message", serves);
      worker.on("error", failed);
      worker.unref();
    },
    close: () => {},
  };
}

/** The agency of browsers; its workers end with the page. */
function agencyOfPages(): Agency {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return {
    start: (start, { serves, failed }) => {
      const worker = new Worker(url, { type: "module" });
      worker.onmessage = serves;
      worker.onerror = (event) => {
        event.preventDefault();
        failed();
      };
      worker.postMessage(start);
    },
    close: () => URL.revokeObjectURL(url),
  };
}

/** Starts a worker; resolves when the worker serves or has failed. */
function answer(
  agency: Agency,
  start: ThreadStart,
  change: (by: 1 | -1) => void,
): Promise<void> {
  return new Promise<void>((resolve) => {
    let serving = false;
    const serves = () => {
      serving = true;
      change(1);
      resolve();
    };
    const failed = () => {
      if (serving) change(-1);
      serving = false;
      resolve();
    };
    agency.start(start, { serves, failed });
  }).catch(() => {});
}

/**
 * Starts workers and waits until each worker serves or has failed, but not longer than some
 * seconds.
 *
 * @param change Called with 1 for each worker that serves, and with -1 if it fails later.
 */
export async function hire(
  starts: readonly ThreadStart[],
  change: (by: 1 | -1) => void,
): Promise<void> {
  const here = agency();
  const answers = Promise.all(starts.map((start) => answer(here, start, change)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => timer = setTimeout(resolve, patience));
  await Promise.race([answers, enough]);
  clearTimeout(timer);
  here.close();
}
