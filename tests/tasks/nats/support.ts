/** A NATS server, and workers, as processes of their own that a test may kill. */
import { Broker, pause } from "../../../tasks/nats/broker.ts";
import { inFolder, root } from "../support.ts";

/** Whether `nats-server` is installed. */
export const hasServer = await isInstalled();

async function isInstalled(): Promise<boolean> {
  const options: Deno.CommandOptions = { args: ["--version"], stdout: "null", stderr: "null" };
  try {
    return (await new Deno.Command("nats-server", options).output()).success;
  } catch {
    return false;
  }
}

/** A test that needs a server: where none is installed it is ignored, and its name says so. */
export function onServer(
  name: string,
  body: (test: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: hasServer ? name : `${name} (no nats-server: apt-get install nats-server)`,
    ignore: !hasServer,
    fn: body,
  });
}

/** A process that is started again when it was killed, or ended by itself before its time. */
export class Lasting implements AsyncDisposable {
  readonly #start: () => Deno.ChildProcess;
  readonly #ready: () => Promise<void>;
  #child: Deno.ChildProcess;
  #isWanted = true;
  #ended: Promise<void>;

  /**
   * Starts a process.
   *
   * @param ready Waits until a process that was started again is ready.
   */
  constructor(
    start: () => Deno.ChildProcess,
    ready: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#start = start;
    this.#ready = ready;
    this.#child = start();
    this.#ended = this.#watch();
  }

  /** Its number. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Kills it at once. */
  async kill(): Promise<void> {
    this.#isWanted = false;
    this.#end();
    await this.#ended;
  }

  /** Kills it, and has it started again. */
  async restart(): Promise<void> {
    await this.kill();
    this.#isWanted = true;
    this.#child = this.#start();
    this.#ended = this.#watch();
    await this.#ready();
  }

  /** Kills it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** A worker that finds no server ends by itself; whoever runs it starts it again. */
  async #watch(): Promise<void> {
    for (;;) {
      await this.#child.status;
      if (this.#isWanted) await pause(200);
      if (!this.#isWanted) return;
      this.#child = this.#start();
    }
  }

  #end(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** A server that keeps its streams in a folder, with its address. */
export interface Server extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Its process. */
  readonly process: Lasting;
}

/** Starts a server on a free port, and waits until it answers. */
export async function startServer(folder: string, ...options: readonly string[]): Promise<Server> {
  const port = freePort();
  const process = new Lasting(() =>
    new Deno.Command("nats-server", {
      args: ["-a", "127.0.0.1", "-p", `${port}`, ...options, "-sd", `${folder}/streams`],
      stdout: "null",
      stderr: "null",
    }).spawn(), () => answers(port));
  await answers(port);
  return {
    url: `nats://127.0.0.1:${port}`,
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** Runs an action with a connection to a server of its own. */
export function withBroker(action: (broker: Broker) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await using server = await startServer(folder, "-js");
    await using broker = await Broker.open({ url: server.url }, () => {});
    await action(broker);
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(port: number): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await pause(20);
    }
  }
}

/** Starts the program with some words. */
export function program(
  words: readonly string[],
  stderr: "null" | "piped" = "null",
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", `${root}tasks/main.ts`, ...words],
    stdin: "null",
    stdout: "null",
    stderr,
  }).spawn();
}

/** Starts a worker that is started again when it is killed. */
export function startWorker(url: string, ...options: readonly string[]): Lasting {
  const words = ["work", "--nats", url, "--device", "cpu", "--threads", "1", ...options];
  return new Lasting(() => program(words));
}

/** Runs an action in a folder, with a server and so many workers. */
export function withWorkers(
  count: number,
  action: (folder: string, server: Server, workers: readonly Lasting[]) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    await using server = await startServer(folder, "-js");
    const workers = Array.from({ length: count }, () => startWorker(server.url));
    try {
      await action(folder, server, workers);
    } finally {
      for (const worker of workers) await worker.kill();
    }
  });
}
