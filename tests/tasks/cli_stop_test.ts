import { assert, assertEquals, assertMatch } from "@std/assert";
import { readMetrics } from "../../tasks/run/metrics.ts";
import { runPath } from "../../tasks/run/folder.ts";
import {
  csv,
  ended,
  inFolder,
  lossesOf,
  numbers,
  printed,
  refusal,
  root,
  someRows,
  start,
  tensorsOf,
  tiny,
} from "./support.ts";

const ARGS = "--model lstmal --num-layer 2 --dropout 0.3 --bucket --save-every 1 --quiet";

/** Options of a run on the rows of a folder. */
function args(folder: string, epochs: number): string[] {
  return ["--dataset", `${folder}/rows.csv`, ...tiny, ...ARGS.split(" "), "--epoch", `${epochs}`];
}

/** Waits until a run has so many lines of metrics; false where its process ends before. */
async function reaches(run: string, lines: number, child: Deno.ChildProcess): Promise<boolean> {
  let over = false;
  child.status.then(() => over = true);
  const seen = () => {
    try {
      return readMetrics(runPath(run, "metrics")).length >= lines;
    } catch {
      return false; // A resumed run rewrites the file.
    }
  };
  while (!seen()) {
    if (over) return false;
    await new Promise((done) => setTimeout(done, 5));
  }
  return true;
}

async function kill(child: Deno.ChildProcess, wait: number): Promise<void> {
  await new Promise((done) => setTimeout(done, wait));
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The last checkpoint is whole, and eval works or says that no epoch has ended. */
async function loads(run: string): Promise<void> {
  await tensorsOf(runPath(run, "last"));
  const isThere = await Deno.stat(runPath(run, "best")).then(() => true, () => false);
  if (isThere) {
    assertMatch(await printed("eval", "--run-dir", run, "--quiet"), /accuracy/);
    return;
  }
  assertEquals(
    await refusal("eval", "--run-dir", run),
    `Cannot open run ${run}: it has no best.safetensors as no epoch has ended, ` +
      `let it go on with --resume ${run} or give --checkpoint last`,
  );
}

async function sameRun(run: string, whole: string): Promise<void> {
  assertEquals(lossesOf(run), lossesOf(whole));
  for (const file of ["last", "best"] as const) {
    assertEquals(await tensorsOf(runPath(run, file)), await tensorsOf(runPath(whole, file)), file);
  }
  const results = await Promise.all([run, whole].map(async (path) => {
    const result = JSON.parse(await Deno.readTextFile(runPath(path, "result")));
    return { ...result, seconds: 0, samplesPerSecond: 0, memory: 0 };
  }));
  assertEquals(results[0], results[1]);
}

Deno.test("train stops at Ctrl-C, says how to go on, and goes on to the bit as if never stopped", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
    const run = `${folder}/the run`;
    const child = start(["train", ...args(folder, 60), "--run-dir", run]);
    assert(await reaches(run, 6, child));
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended(child);
    assertEquals([code, stderr], [
      130,
      "Stopping after this step; press Ctrl-C again to stop at once\n",
    ]);
    assertMatch(stdout, /^Stopped in epoch \d+ after [\d,]+ steps; everything is saved\.\n/);
    assert(stdout.endsWith(`\nGo on with: ./al train --resume '${run}'\n`), stdout);
    assert(!stdout.includes("\x1b"));
    await printed("train", "--resume", run, "--quiet");
    await printed("train", ...args(folder, 60), "--run-dir", `${folder}/whole`);
    await sameRun(run, `${folder}/whole`);
  }));

Deno.test("train killed at any moment leaves a checkpoint that loads and goes on to the same bits", async (test) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(90)));
  await printed("train", ...args(folder, 4), "--run-dir", `${folder}/whole`);
  const run = `${folder}/run`;
  const random = numbers(7);
  const total = lossesOf(`${folder}/whole`).length;
  let lines = 0;
  for (const part of [0.1, 0.5, 0.9]) {
    await test.step(`after ${part} of its lines and a random moment`, async () => {
      const begin = lines ? ["--resume", run, "--quiet"] : [...args(folder, 4), "--run-dir", run];
      const child = start(["train", ...begin]);
      lines = Math.ceil(part * total);
      if (await reaches(run, lines, child)) await kill(child, 40 * random());
      await ended(child);
      await loads(run);
    });
  }
  await test.step("and to the end", async () => {
    await printed("train", "--resume", run, "--quiet");
    await sameRun(run, `${folder}/whole`);
    const names = [...Deno.readDirSync(run)].map(({ name }) => name);
    assertEquals(names.filter((name) => /tmp|lock/.test(name)), []);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("StopSignal asks to stop at the first signal and ends the process at the second", async () => {
  const code = `import { StopSignal } from "${root}tasks/training/stop_signal.ts";
    const stop = new StopSignal(() => console.log("asked", stop.requested));
    console.log("ready", stop.requested);
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", "--no-lock", code],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await lines.read()).value, "ready false\n");
  child.kill("SIGINT");
  assertEquals((await lines.read()).value, "asked true\n");
  child.kill("SIGINT");
  assertEquals((await child.status).code, 130);
  await lines.cancel();
});

/** A process that hears signals, tells what it heard, and what its lines are. */
function hearing(...before: string[]): {
  child: Deno.ChildProcess;
  line: () => Promise<string | undefined>;
} {
  const code = `import { StopSignal } from "${root}tasks/training/stop_signal.ts";
    const stop = new StopSignal(() => console.log("asked"));
    Deno.addSignalListener("SIGUSR1", () => console.log(stop.requested ? "stops" : "goes on"));
    console.log("ready");
    setInterval(() => {}, 1000);`;
  const [program, ...words] = [...before, Deno.execPath(), "eval", "--ext=ts", "--no-lock", code];
  const child = new Deno.Command(program, { args: words, stdout: "piped", stderr: "null" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  return { child, line: async () => (await lines.read()).value };
}

Deno.test("StopSignal stops at a hangup, and a second hangup does not end the process", async () => {
  const { child, line } = hearing();
  assertEquals(await line(), "ready\n");
  child.kill("SIGHUP");
  assertEquals(await line(), "asked\n");
  child.kill("SIGHUP");
  child.kill("SIGUSR1");
  assertEquals(await line(), "stops\n");
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 130);
  while (await line() !== undefined);
});

Deno.test("StopSignal leaves a hangup alone where nohup has it ignored", async () => {
  const { child, line } = hearing("nohup");
  assertEquals(await line(), "ready\n");
  child.kill("SIGHUP");
  child.kill("SIGUSR1");
  assertEquals(await line(), "goes on\n");
  child.kill("SIGKILL");
  await child.status;
  while (await line() !== undefined);
});

Deno.test("train and eval go on where progress or results cannot be written any more", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const model = ["--model", "linearal", "--epoch", "1", "--device", "cpu", ...tiny];
    const data = ["--dataset", `${folder}/rows.csv`];
    const ends = async (redirect: string, args: readonly string[]) => {
      const program = [Deno.execPath(), "run", "-A", "--no-lock", `${root}mod.ts`, ...args];
      const words = program.map((word) => `'${word}'`).join(" ");
      return await ended(
        new Deno.Command("bash", {
          args: ["-o", "pipefail", "-c", `${words} ${redirect}`],
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
        }).spawn(),
      );
    };
    const full = `${folder}/full`;
    const { code, stdout } = await ends("2>/dev/full", [
      ...["train", ...data, ...model],
      ...["--run-dir", full],
    ]);
    assertEquals(code, 0);
    assertMatch(stdout, /\nTest accuracy /);
    assertEquals((await ends("2>/dev/full", ["eval", full])).code, 0);

    const piped = await ends("2>&1 | head -n 1", [
      ...["train", ...data, ...model],
      ...["--run-dir", `${folder}/piped`],
    ]);
    assertEquals(piped.code, 0, piped.stdout);
    const { epochs } = JSON.parse(await Deno.readTextFile(`${folder}/piped/result.json`));
    assertEquals(epochs, 1);

    const lost = await ends(">/dev/full", ["eval", full, "--quiet"]);
    assertEquals(lost.code, 1);
    assertEquals(
      lost.stderr,
      "Cannot print the results: No space left on device (os error 28), " +
        "direct the output elsewhere\n",
    );
  }));
