/**
 * What a NATS server says of itself to whoever connects, before anything else: the client tells of much that does
 * not fit to it with a timeout alone.
 *
 * @module
 */
import { createConnection } from "node:net";
import type { BrokerAddress } from "./address.ts";
import { heard, SHAPES } from "./heard.ts";

/** How long a server may take to greet, in milliseconds. */
const PATIENCE = 5000;

/** What a server says of itself. */
export interface Greeting {
  /** Whether it speaks TLS alone. */
  readonly tls_required?: boolean;
  /** Whether it also speaks TLS. */
  readonly tls_available?: boolean;
  /** Whether whoever connects must have a certificate. */
  readonly tls_verify?: boolean;
  /** Whether it asks who connects. */
  readonly auth_required?: boolean;
}

/** Why a server cannot be used as an address says, by its greeting; null where it can, or where nobody listens. */
export async function greetingFault(address: BrokerAddress): Promise<string | null> {
  const line = await firstLine(new URL(address.url));
  if (line === null) return null; // the client tells why
  const greeting = heard<Greeting>(/^INFO (.*)/.exec(line)?.[1] ?? "", SHAPES.greeting);
  return greeting
    ? misfit(greeting, address)
    : "nothing there speaks as a NATS server does, give another address or port";
}

/** What of an address a greeting does not fit to. */
function misfit(greeting: Greeting, { tls, user, token }: BrokerAddress): string | null {
  const isEncrypted = greeting.tls_required || greeting.tls_available;
  if (tls && !isEncrypted) {
    return "it has no TLS, give nats://HOST without --nats-ca and --nats-cert, or start it with --tls";
  }
  if (greeting.tls_verify && !tls?.certFile) {
    return "it wants a certificate of who connects, give --nats-cert and --nats-key";
  }
  if (greeting.auth_required && user === undefined && token === undefined) {
    return "it wants to know who connects, give --nats-user and --nats-password, or --nats-token";
  }
  return null;
}

/** The first line that a server says; what it said in time where it ends none, null where nobody listens or speaks. */
function firstLine({ hostname, port }: URL): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = createConnection(Number(port), hostname.replace(/^\[(.*)\]$/, "$1")); // IPv6
  let text = "";
  const end = (line: string | null) => {
    socket.destroy();
    resolve(line);
  };
  socket.setTimeout(PATIENCE, () => end(socket.connecting ? null : text));
  socket.on("error", () => end(null));
  socket.on("end", () => end(text || null));
  socket.on("data", (chunk) => {
    text += chunk;
    if (text.includes("\n")) end(text);
  });
  return promise;
}
