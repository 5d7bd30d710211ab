/**
 * The program, killed by itself at a call that touches the disk: `KILL=rename:3` in the environment ends it at
 * the third renaming, with half of the bytes where it is a write. `COPIES=FOLDER` copies its run folder at each of
 * these calls instead, as it would be found after a kill there. Its process number is always 7, as in containers
 * that are started again.
 *
 * @module
 */
import { main } from "../../tasks/cli.ts";

const { KILL = "none:0", COPIES } = Deno.env.toObject();
const [kind, number] = KILL.split(":");
const own = Deno.pid;
Object.defineProperty(Deno, "pid", { value: 7 });

/** The run folder, as the command line names it. */
const run = Deno.args[1 + Deno.args.findIndex((word) => /^--(run-dir|resume)$/.test(word))];

/** Calls that are still let through. */
let left = Number(number);
let copies = 0;

/** Whether a call is one at which the process ends, or its folder is copied. */
function isMoment(call: string): boolean {
  return COPIES !== undefined || call === kind && --left === 0;
}

function act(call: string): void {
  if (COPIES === undefined) Deno.kill(own, "SIGKILL");
  else copyFolder(run, `${COPIES}/${copies++}-${call}`);
}

/** Copies the files of a folder, where it is there already. */
function copyFolder(from: string, to: string): void {
  try {
    const names = [...Deno.readDirSync(from)].map(({ name }) => name);
    Deno.mkdirSync(to, { recursive: true });
    for (const name of names) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const { rename, FsFile: { prototype: file } } = Deno;
const { write, writeSync, sync, syncSync } = file;

Deno.rename = async (from, to) => {
  if (isMoment("rename")) act("rename");
  await rename(from, to);
  if (isMoment("renamed")) act("renamed");
};
file.sync = function () {
  if (isMoment("sync")) act("sync");
  return sync.call(this);
};
file.syncSync = function () {
  if (isMoment("sync")) act("sync");
  return syncSync.call(this);
};
file.write = async function (bytes) {
  if (!isMoment("write")) return await write.call(this, bytes);
  const half = await write.call(this, bytes.subarray(0, bytes.length >> 1));
  act("write");
  return half + await write.call(this, bytes.subarray(half));
};
file.writeSync = function (bytes) {
  if (!isMoment("write")) return writeSync.call(this, bytes);
  const half = writeSync.call(this, bytes.subarray(0, bytes.length >> 1));
  act("write");
  return half + writeSync.call(this, bytes.subarray(half));
};

await main(Deno.args);
