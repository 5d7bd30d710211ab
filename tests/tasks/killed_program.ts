/**
 * The program, killed by itself at a call that touches the disk: `KILL=rename:3` in the environment ends it at
 * the third renaming, with half of the bytes where it is a write. Its process number is always 7, as in
 * containers that are started again.
 *
 * @module
 */
import { main } from "../../tasks/cli.ts";

const [kind, number] = (Deno.env.get("KILL") ?? "none:0").split(":");
const own = Deno.pid;
Object.defineProperty(Deno, "pid", { value: 7 });

/** Calls that are still let through. */
let left = Number(number);

/** Whether the process ends now: only calls of the asked kind count. */
function isLast(call: string): boolean {
  return call === kind && --left === 0;
}

function end(): void {
  Deno.kill(own, "SIGKILL");
}

const { rename, FsFile: { prototype: file } } = Deno;
const { write, writeSync, sync, syncSync } = file;

Deno.rename = async (from, to) => {
  if (isLast("rename")) end();
  await rename(from, to);
  if (isLast("renamed")) end();
};
file.sync = function () {
  if (isLast("sync")) end();
  return sync.call(this);
};
file.syncSync = function () {
  if (isLast("sync")) end();
  return syncSync.call(this);
};
file.write = async function (bytes) {
  const isEnd = isLast("write");
  const count = await write.call(this, isEnd ? bytes.subarray(0, bytes.length >> 1) : bytes);
  if (isEnd) end();
  return count;
};
file.writeSync = function (bytes) {
  const isEnd = isLast("write");
  const count = writeSync.call(this, isEnd ? bytes.subarray(0, bytes.length >> 1) : bytes);
  if (isEnd) end();
  return count;
};

await main(Deno.args);
