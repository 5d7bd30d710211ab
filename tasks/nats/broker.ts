/**
 * The connection to a NATS server with JetStream, which outlasts restarts of the server.
 *
 * @module
 */
import {
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  type JetStreamPublishOptions,
} from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { DataError } from "../../datasets/mod.ts";
import type { BrokerAddress } from "./address.ts";
import {
  connectFault,
  goneError,
  isFull,
  isGone,
  isPassing,
  isUnheard,
  jetstreamFault,
  refusalFault,
  waitText,
} from "./faults.ts";
import { greetingFault } from "./greeting.ts";

/** The largest message that we send, whatever a server takes: older servers lose messages above 32 MiB. */
const LARGEST = 8 * 2 ** 20;

/** Room in a message for its headers, in bytes. */
const HEADERS = 4096;

/** How long the server may be away before anybody is told, in milliseconds. */
const PATIENCE = 2000;

/** How often JetStream is asked whether it answers, in milliseconds. */
const ASKING = 10_000;

/** The client tries again as long as it takes, and finds a server that hangs in half a minute; in milliseconds. */
const LASTING = {
  ...{ reconnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 250 },
  ...{ timeout: 5000, pingInterval: 10_000, maxPingOut: 2 },
} as const;

/** What is published, and where. */
export interface Publication extends Partial<JetStreamPublishOptions> {
  /** What is being done, for a line that says why it waits. */
  readonly what: string;
  /** The stream that has the subject. */
  readonly stream: string;
  /** The subject. */
  readonly subject: string;
  /** The content. */
  readonly bytes: Uint8Array;
}

/** A server with JetStream. */
export class Broker implements AsyncDisposable {
  /** The connection. */
  readonly connection: NatsConnection;
  /** Publishes to streams and reads them. */
  readonly client: JetStreamClient;
  /** Makes and deletes streams and consumers. */
  readonly manager: JetStreamManager;
  /** Its address, without passwords. */
  readonly url: string;
  readonly #tell: (line: string) => void;
  readonly #listeners = new Set<() => void>();
  /** Asks now and then: whoever reads alone does not notice where JetStream hangs, as on a full disk. */
  readonly #asking = setInterval(() => this.#ask(), ASKING);
  #isAsking = false;
  #connections = 1;
  #payload: number;

  private constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    url: string,
    tell: (line: string) => void,
  ) {
    this.connection = connection;
    this.manager = manager;
    this.client = manager.jetstream();
    this.url = url;
    this.#tell = tell;
    this.#payload = connection.info!.max_payload;
    this.#follow();
  }

  /**
   * Connects to a server.
   *
   * @param tell Receives a line when the server goes away or comes back.
   * @throws {DataError} when no server answers, it refuses the credentials, or it runs without JetStream
   */
  static async open(address: BrokerAddress, tell: (line: string) => void): Promise<Broker> {
    const { url } = address;
    const fault = await greetingFault(address);
    if (fault) throw new DataError(`Cannot use NATS at ${url}: ${fault}`);
    let connection: NatsConnection;
    try {
      connection = await connected(address);
    } catch (error) {
      throw new DataError(`Cannot reach NATS at ${url}: ${connectFault(error, address)}`, {
        cause: error,
      });
    }
    try {
      return new Broker(connection, await jetstreamManager(connection), url, tell);
    } catch (error) {
      await connection.close();
      throw new DataError(`Cannot use NATS at ${url}: ${jetstreamFault(error)}`, { cause: error });
    }
  }

  /** Bytes of content that go into one message, as the server said when it was last there. */
  get room(): number {
    // While the server is away the client knows nothing of it.
    this.#payload = this.connection.info?.max_payload ?? this.#payload;
    return Math.min(this.#payload, LARGEST) - HEADERS;
  }

  /** How often the connection was made; what a consumer got in an earlier one may be lost. */
  get connections(): number {
    return this.#connections;
  }

  /** Calls a function each time that the connection is lost, until the result is called. */
  onLost(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Does something on the server until it succeeds, and waits while the server is away.
   *
   * @param what What is being done, for a line that says why it waits.
   * @throws {GoneError} when a stream or consumer that it needs does not exist
   * @throws {JetStreamApiError} when a stream is full
   * @throws {DataError} when the server refuses it for another reason
   */
  async persist<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await untilDone(action, {
        passes: (error) => !isGone(error) && isPassing(error),
        every: 50,
        patience: PATIENCE,
        tell: (error) => {
          if (this.connection.isClosed()) return;
          this.#tell(`Waiting to ${what}: NATS at ${this.url} ${waitText(error)}`);
        },
      });
    } catch (error) {
      if (isGone(error)) throw goneError(error);
      if (!(error instanceof JetStreamApiError) || isFull(error)) throw error;
      throw new DataError(`Cannot ${what}: NATS at ${this.url} ${refusalFault(error)}`, {
        cause: error,
      });
    }
  }

  /**
   * Publishes a message; the server has stored it afterwards.
   *
   * @throws {GoneError} when the stream does not exist
   * @throws {JetStreamApiError} when the stream is full
   */
  async publish({ what, stream, subject, bytes, ...options }: Publication): Promise<void> {
    await this.persist(what, async () => {
      try {
        await this.client.publish(subject, bytes, { timeout: 5000, ...options });
      } catch (error) {
        if (isUnheard(error)) await this.manager.streams.info(stream);
        throw error;
      }
    });
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#asking);
    await this.connection.close();
  }

  /** Waits for an answer of JetStream, and tells where it takes long. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      await this.persist("go on", () => this.manager.getAccountInfo());
    } catch {
      // Whoever uses it is told.
    }
    this.#isAsking = false;
  }

  /** Counts connections, and tells when the server goes away and comes back. */
  async #follow(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === "disconnect") {
        this.#tell(`NATS at ${this.url} went away: waiting for it`);
        for (const listener of this.#listeners) listener();
      }
      if (type !== "reconnect") continue;
      this.#connections++;
      this.#tell(`NATS at ${this.url} is back`);
    }
  }
}

/** Connects; the client lets fall what TLS says after its handshake, as of a certificate that the server refuses. */
async function connected({ url, ...credentials }: BrokerAddress): Promise<NatsConnection> {
  const { promise: fallen, reject } = Promise.withResolvers<never>();
  const hear = (event: ErrorEvent) => {
    event.preventDefault();
    reject(event.error);
  };
  globalThis.addEventListener("error", hear);
  try {
    return await Promise.race([connect({ servers: url, ...LASTING, ...credentials }), fallen]);
  } finally {
    globalThis.removeEventListener("error", hear);
  }
}

/** How {@linkcode untilDone} waits; times are in milliseconds. */
export interface Waiting {
  /** Whether an error passes, so that another try may succeed. */
  readonly passes: (error: unknown) => boolean;
  /** How long it waits between two tries. */
  readonly every: number;
  /** How long it tries before it tells. */
  readonly patience: number;
  /** Called once with the error for which it waits. */
  readonly tell: (error: unknown) => void;
}

/** Tries something until it succeeds, as long as its errors pass. */
export async function untilDone<T>(
  action: () => Promise<T>,
  { passes, every, patience, tell }: Waiting,
): Promise<T> {
  const begin = performance.now();
  for (let told = false;;) {
    try {
      return await action();
    } catch (error) {
      if (!passes(error)) throw error;
      if (!told && performance.now() - begin > patience) {
        told = true;
        tell(error);
      }
      await pause(every);
    }
  }
}

/** Waits some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
