/** A NATS server, and workers, as processes of their own that a test may kill. */
import { pause } from "../../../tasks/nats/broker.ts";
import { root } from "../support.ts";

/** Whether `nats-server` is installed. */
export const hasServer = await new Deno.Command("nats-server", {
  args: ["--version"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** A test that needs a server: where none is installed it is ignored, and its name says so. */
export function onServer(name: string, body: () => Promise<void>): void {
  Deno.test({
    name: hasServer ? name : `${name} (no nats-server: apt-get install nats-server)`,
    ignore: !hasServer,
    fn: body,
  });
}

/** A process that is started again after it was killed. */
export class Lasting implements AsyncDisposable {
  readonly #start: () => Deno.ChildProcess;
  #child: Deno.ChildProcess;
  #ended: Promise<Deno.CommandStatus>;

  /** Starts a process. */
  constructor(start: () => Deno.ChildProcess) {
    this.#start = start;
    this.#child = start();
    this.#ended = this.#child.status;
  }

  /** Its number. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Kills it at once. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#ended;
  }

  /** Kills it, and starts it again after a while. */
  async restart(milliseconds = 0): Promise<void> {
    await this.kill();
    await pause(milliseconds);
    this.#child = this.#start();
    this.#ended = this.#child.status;
  }

  /** Kills it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
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
    }).spawn()
  );
  await answers(port);
  return {
    url: `nats://127.0.0.1:${port}`,
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
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
