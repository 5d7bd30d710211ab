/**
 * The errors of the client of NATS: which of them pass, and what the others mean to a person.
 *
 * @module
 */
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { DataError } from "../../datasets/mod.ts";
import type { BrokerAddress } from "./address.ts";

/** What the client says where no stream has a subject, or JetStream is still starting. */
const UNHEARD = "jetstream is not enabled";

/** The streams of a run are not on the server, or not any more. */
export class GoneError extends DataError {
  /** The name that stands before the message in a stack trace. */
  override name = "GoneError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a stream or a consumer does not exist, or exists no more. */
export function isGone(error: unknown): boolean {
  if (error instanceof GoneError) return true;
  const { StreamNotFound, ConsumerNotFound } = JetStreamApiCodes;
  return error instanceof JetStreamApiError &&
    (error.code === StreamNotFound || error.code === ConsumerNotFound);
}

/** Whether a stream has no room for a message now. */
export function isFull(error: unknown): boolean {
  return error instanceof JetStreamApiError && /maximum (messages|bytes)/.test(error.message);
}

/** Whether nobody listens to a request. */
export function isUnheard(error: unknown): boolean {
  if (error instanceof Error && error.message === UNHEARD) return true;
  return error instanceof errors.RequestError && error.isNoResponders() ||
    error instanceof errors.NoRespondersError;
}

/** The error that says so, of another one. */
export function goneError(cause: unknown): GoneError {
  if (cause instanceof GoneError) return cause;
  return new GoneError(
    "Cannot go on: the streams of the run are not on the NATS server any more " +
      `(${
        messageOf(cause)
      }), they were deleted or it was started in another folder; go on from the ` +
      "last checkpoint with --resume",
    { cause },
  );
}

/** Whether an error passes when the server is back. */
export function isPassing(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === 503;
  const passing = [errors.TimeoutError, errors.RequestError, errors.ConnectionError];
  return passing.some((kind) => error instanceof kind) ||
    messageOf(error) === UNHEARD || /disconnect/i.test(messageOf(error));
}

/** What a server does that is waited for. */
export function waitText(error: unknown): string {
  return error instanceof errors.TimeoutError
    ? "does not answer; where that lasts its log may say why, and its disk may be full"
    : `says "${messageOf(error)}"`;
}

/** Why JetStream cannot be used, and what to do about it. */
export function jetstreamFault(error: unknown): string {
  if (isForbidden(error)) {
    return `it forbids what is needed (${
      messageOf(error)
    }), let the user publish and subscribe to ` +
      "al.>, $JS.> and _INBOX.>";
  }
  return `it runs without JetStream (${messageOf(error)}), start it as nats-server -js -sd FOLDER`;
}

/** Whether the server lets the user in, and not to a subject. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error &&
    (error instanceof errors.PermissionViolationError || isForbidden(error.cause));
}

/** What JetStream refuses, and what to do about it. */
export function refusalFault({ message }: JetStreamApiError): string {
  const way = /insufficient|maximum|exceed|limit/i.test(message)
    ? "give its JetStream more room, 256 MiB for each worker (max_file_store, and the limits of the account), " +
      "or delete streams of runs that were killed"
    : "its log may say more";
  return `refuses it ("${message}"), ${way}`;
}

/** Why a server cannot be reached as an address says, and what to do about it. */
export function connectFault(error: unknown, { tls }: BrokerAddress): string {
  if (error instanceof errors.AuthorizationError) {
    return "it refuses the credentials, give others as --nats-user and --nats-password, or --nats-token";
  }
  const state = messageOf(error).replace(/^CONNECTION_/, "").toLowerCase();
  if (/fatal alert/.test(state)) {
    return `it refuses the certificate (${state}), give others as --nats-cert and --nats-key`;
  }
  if (/altnames/.test(state)) return `${state}, give the name that its certificate is for`;
  if (/certificate/.test(state)) return `${state}, give --nats-ca the certificate of who signed it`;
  if (/enotfound/.test(state)) return "there is no machine of this name, give another address";
  if (/doesn't exist/.test(state)) return `${state}, give another file of a certificate or key`;
  if (tls?.certFile) {
    return `${state}, where it refuses the certificate give others as --nats-cert and --nats-key`;
  }
  return `${state}, start one there as nats-server -js -sd FOLDER or give another address`;
}
