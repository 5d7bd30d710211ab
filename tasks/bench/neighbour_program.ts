/**
 * Trains a net in sequence on one thread, and prints the milliseconds of a mini-batch whenever it reads a line.
 *
 * @module
 */
import { openDevice } from "../model/device.ts";
import { Net } from "./pipeline_net.ts";

/** Milliseconds in which the system spreads processes that begin to work over processors. */
const SPREADING = 40;

const net = new Net(await openDevice("cpu", 1), JSON.parse(Deno.args[0]), {
  mode: "al",
  schedule: "sequential",
});
await net.begin();
for await (const _ of Deno.stdin.readable) {
  await net.warm(SPREADING);
  console.log(await net.time());
}
Deno.exit();
