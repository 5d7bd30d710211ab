/**
 * The program, which hears a signal at a given moment: with `SIGNAL=SIGINT:lines:6` in the environment SIGINT when
 * it has written the sixth line of metrics, with `SIGNAL=SIGINT:saved:1` when it has written its first checkpoint.
 * Its listeners are called at once: a signal from outside is heard some milliseconds later, when a small run may
 * be over. SIGKILL is real.
 *
 * @module
 */
import { main } from "../../tasks/cli.ts";

const [signal, event, number] = Deno.env.get("SIGNAL")!.split(":");

/** Events until the signal. */
let left = Number(number);

let hear = () => Deno.kill(Deno.pid, "SIGKILL");

function happens(what: string): void {
  if (what === event && --left === 0) hear();
}

const { addSignalListener, rename, FsFile: { prototype: file } } = Deno;
const { writeSync } = file;

Deno.addSignalListener = (heard, listener) => {
  if (heard === signal) hear = listener;
  addSignalListener(heard, listener);
};
Deno.rename = async (from, to) => {
  await rename(from, to);
  if (`${to}`.endsWith("/last.safetensors")) happens("saved");
};
file.writeSync = function (bytes) {
  const count = writeSync.call(this, bytes);
  if (/^\{"kind":"(train|epoch)"/.test(new TextDecoder().decode(bytes))) happens("lines");
  return count;
};

await main(Deno.args);
