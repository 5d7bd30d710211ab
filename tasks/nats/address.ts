/**
 * Where a NATS server is and who connects to it, from options and the environment.
 *
 * @module
 */
import { OptionError, quote } from "../options/value.ts";

/** A server, and the credentials for it. */
export interface BrokerAddress {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`, without a user and a password. */
  readonly url: string;
  /** Name of the user. */
  readonly user?: string;
  /** Password of the user. */
  readonly pass?: string;
  /** A token in place of both. */
  readonly token?: string;
  /** Files of certificates, in PEM. */
  readonly tls?: {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
  };
}

/** Credentials by their options; each may also stand in the environment, as `NATS_TOKEN`. */
export interface Credentials {
  /** Name of the user. */
  readonly natsUser?: string;
  /** Password of the user. */
  readonly natsPassword?: string;
  /** A token in place of both. */
  readonly natsToken?: string;
  /** File of the authority that the server's certificate is checked by. */
  readonly natsCa?: string;
  /** File of the own certificate. */
  readonly natsCert?: string;
  /** File of its key. */
  readonly natsKey?: string;
}

/**
 * Reads an address, which may hold a user and a password: `nats://ann:secret@host:4222`.
 *
 * @param option The option that gave it, for messages.
 * @throws {OptionError} when it is no address of NATS
 */
export function readAddress(
  option: string,
  address: string,
  given: Credentials,
  environment: (name: string) => string | undefined = Deno.env.get,
): BrokerAddress {
  const unreadable = (state: string) =>
    new OptionError(`Cannot read ${option} ${quote(hidden(address))}: ${state}`);
  const url = URL.parse(/:\/\//.test(address) ? address : `nats://${address}`);
  if (!url || !/^(nats|tls):$/.test(url.protocol) || !url.hostname) {
    throw unreadable(
      "it is no address of a NATS server, give one as nats://HOST:4222, or tls://HOST:4222",
    );
  }
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw unreadable("its user or password has a % that begins no character, write it as %25");
    }
  };
  const found = (value: string | undefined, name: string) => value ?? environment(name);
  const [user, pass] = [url.username, url.password].map(decoded);
  const files = {
    caFile: found(given.natsCa, "NATS_CA"),
    certFile: found(given.natsCert, "NATS_CERT"),
    keyFile: found(given.natsKey, "NATS_KEY"),
  };
  if ((files.certFile === undefined) !== (files.keyFile === undefined)) {
    throw new OptionError(
      "Cannot use --nats-cert without --nats-key, or the other way round: give both, or neither",
    );
  }
  const isEncrypted = url.protocol === "tls:" || Object.values(files).some((file) => file);
  return {
    url: `${url.protocol}//${url.hostname}:${url.port || "4222"}`,
    user: given.natsUser ?? (user || environment("NATS_USER")),
    pass: given.natsPassword ?? (pass || environment("NATS_PASSWORD")),
    token: found(given.natsToken, "NATS_TOKEN"),
    tls: isEncrypted ? files : undefined,
  };
}

/** An address without its user and password, also where it cannot be read. */
function hidden(address: string): string {
  return address.replace(/^([a-z]+:\/\/)?.*@/i, "$1");
}
