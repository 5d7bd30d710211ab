/**
 * Options of blocks that learn in several processes or on several machines.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { spreading } from "./commands.ts";

const group = "Blocks on several machines";

/** The options under the heading Blocks on several machines, by name. */
export const NATS_OPTIONS = {
  "blocks-on": {
    type: "string",
    placeholder: "URL",
    commands: ["train", "accumulate"],
    live: true,
    group,
    help:
      "NATS server with JetStream, as nats://HOST:4222, over which workers (./al work) host the blocks; train feeds and follows them.",
  },
  "workers": {
    type: "integer",
    min: 1,
    max: 1000,
    commands: ["train", "accumulate"],
    live: true,
    group,
    help: "Workers that share the blocks, with --blocks-on; without it one for each block.",
  },
  "wire": {
    type: "choice",
    choices: ["f32", "f16"],
    default: "f32",
    commands: ["train", "accumulate"],
    live: true,
    group,
    help:
      "Type of the features and codes between workers, with --blocks-on: f32 learns the same to the bit as one process; f16 is half as long and inexact.",
  },
  "worker-save": {
    type: "integer",
    min: 1,
    max: 1e9,
    commands: ["train", "accumulate"],
    live: true,
    group,
    help:
      "Steps after which a worker saves the state of its blocks, with --blocks-on; 100 where none is given. A worker that takes over does those since again.",
  },
  "nats": {
    type: "string",
    placeholder: "URL",
    commands: ["work"],
    group,
    help:
      "NATS server to find runs on, as nats://HOST:4222; without it NATS_URL of the environment.",
  },
  "once": {
    type: "flag",
    default: false,
    commands: ["work"],
    group,
    help: "End with the first run, instead of waiting for the next.",
  },
  "nats-user": {
    type: "string",
    placeholder: "NAME",
    commands: spreading,
    live: true,
    group,
    help: "User of the NATS server; without it NATS_USER of the environment.",
  },
  "nats-password": {
    type: "string",
    placeholder: "TEXT",
    commands: spreading,
    live: true,
    group,
    help: "Password of the user; without it NATS_PASSWORD, which no list of processes shows.",
  },
  "nats-token": {
    type: "string",
    placeholder: "TEXT",
    commands: spreading,
    live: true,
    group,
    help: "Token in place of user and password; without it NATS_TOKEN.",
  },
  "nats-ca": {
    type: "path",
    placeholder: "FILE",
    commands: spreading,
    live: true,
    group,
    help: "Certificate (PEM) of who signed the server's, for TLS; without it NATS_CA.",
  },
  "nats-cert": {
    type: "path",
    placeholder: "FILE",
    commands: spreading,
    live: true,
    group,
    help: "Own certificate (PEM), where the server asks for one; without it NATS_CERT.",
  },
  "nats-key": {
    type: "path",
    placeholder: "FILE",
    commands: spreading,
    live: true,
    group,
    help: "Key (PEM) of the own certificate; without it NATS_KEY.",
  },
} as const satisfies Record<string, OptionSpec>;
