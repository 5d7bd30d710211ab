/**
 * Every state in which a kill could leave the folder of a run: one run is trained, and its folder copied at each
 * call that touches the disk, half of the bytes written where it is a write. From every copy the run goes on, and at
 * the end all weights, losses and results must be those of the whole run. Then the same for a run that goes on from
 * the copy in the middle.
 *
 * `deno run -A tests/tasks/kill_states.ts --data texts`, also `images`, `settling` and `pairs`, looks at some hundred
 * states in a few minutes.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { createHash } from "node:crypto";
import { isTemporary } from "../../tasks/run/atomic.ts";
import { dataNamed, next, programEnd, readable, same, trainWhole, type Whole } from "./kill.ts";
import { inFolder, printed } from "./support.ts";

/** The states of a run, and what came of them. */
interface States {
  /** Copies of its folder, each content once, in their order. */
  readonly copies: readonly string[];
  /** What is wrong with some. */
  readonly faults: readonly string[];
}

/**
 * Goes on from every state in which a kill could leave the folder of a run, and compares each with the whole one.
 *
 * @param from The copy of a folder that the run goes on from; it begins anew where absent.
 */
async function eachState(
  whole: Whole,
  from?: string,
): Promise<States> {
  const name = from === undefined ? "begun" : "resumed";
  const [run, copied] = [`${whole.folder}/${name}`, `${whole.folder}/copies of ${name}`];
  if (from !== undefined) await copy(from, run);
  const { code, stderr } = await programEnd(await next({ ...whole, run }), { COPIES: copied });
  assertEquals(code, 0, stderr);
  await same(run, whole.run);
  const faults: string[] = [];
  const copies = await distinct(copied);
  for (const copy of copies) {
    try {
      await goOn(copy, whole);
    } catch (error) {
      faults.push(`${copy.replace(whole.folder, "")}: ${error}`);
    }
  }
  return { copies, faults };
}

/** Goes on from a copy of a run, in this process. */
async function goOn(copied: string, whole: Whole): Promise<void> {
  const run = `${whole.folder}/again`;
  await copy(copied, run);
  try {
    await readable(run);
    await printed(...await next({ ...whole, run }));
    await same(run, whole.run);
    assertEquals([...Deno.readDirSync(run)].filter(({ name }) => /tmp|lock/.test(name)), []);
  } finally {
    await Deno.remove(run, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** The folders in a folder in the order of the numbers that they begin with, each content once. */
async function distinct(folder: string): Promise<string[]> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .sort((a, b) => parseInt(a) - parseInt(b));
  const contents = new Set<string>();
  const found: string[] = [];
  for (const name of names) {
    const content = await contentOf(`${folder}/${name}`);
    if (!contents.has(content)) found.push(`${folder}/${name}`);
    contents.add(content);
  }
  return found;
}

/**
 * The names and checksums of the files of a folder. A file that is being written is taken away whatever it holds, so
 * that of such a file the name alone counts.
 */
async function contentOf(folder: string): Promise<string> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const bytes = isTemporary(name) ? name : await Deno.readFile(`${folder}/${name}`);
    lines.push(`${name} ${createHash("sha256").update(bytes).digest("hex")}`);
  }
  return lines.sort().join("\n");
}

function tell(how: string, { copies, faults }: States): readonly string[] {
  faults.forEach((fault) => console.log(fault));
  console.log(`${copies.length} states of a run that ${how}, ${faults.length} faults`);
  if (faults.length) Deno.exitCode = 1;
  return copies;
}

async function main(): Promise<void> {
  const { data } = parseArgs(Deno.args, { string: ["data"], default: { data: "texts" } });
  await inFolder(async (folder) => {
    const whole = await trainWhole(folder, dataNamed(data));
    const copies = tell("begins", await eachState(whole));
    tell("goes on", await eachState(whole, copies[copies.length >> 1]));
  });
}

if (import.meta.main) await main();
