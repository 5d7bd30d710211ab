/**
 * The gate: format, lint, types, documents, launcher, tests, examples, package. Every step runs, whatever the others
 * said. At the end stand a line for each step, the names of the tests that failed and, as the last line, the sum over
 * all of them, so that the tail of a log tells what failed; the exit code is 1 when anything failed.
 *
 * `deno task ok` runs all; `deno task ok lint tests` only what is named.
 *
 * @module
 */

/** Passed and failed checks; a step that runs no tests counts as one check. */
export interface Count {
  /** Checks that passed. */
  readonly passed: number;
  /** Checks that failed. */
  readonly failed: number;
}

/** What a step came to. */
interface Outcome extends Count {
  /** Tests that were ignored for want of a WebGPU adapter. */
  readonly ignored: number;
  /** The tests that failed, by name and place. */
  readonly names: readonly string[];
}

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether it is `deno test`, whose tests are counted one by one. */
  readonly tests?: boolean;
}

const root = new URL("../", import.meta.url);

/**
 * Reads the sum that `deno test` prints: `ok | 5 passed (2 steps) | 0 failed | 1 ignored (3s)`.
 *
 * A run that failed without a failed test (a file that does not compile, a leak) counts as one failure.
 */
export function countTests(output: string, success: boolean): Count {
  const sums = [...plain(output).matchAll(/^(?:ok|FAILED) \| (\d+) passed.*?\| (\d+) failed/gm)];
  const last = sums.at(-1);
  const passed = Number(last?.[1] ?? 0);
  const failed = Number(last?.[2] ?? 0);
  return { passed, failed: success ? failed : Math.max(failed, 1) };
}

/**
 * Finds the names of the failed tests, each with its file and line, in the list that `deno test` ends its output with.
 * What a test prints may hold such a list too; the last one is that of the run.
 */
export function failedTests(output: string): string[] {
  const lines = plain(output).split("\n");
  const head = lines.lastIndexOf(" FAILURES ");
  const end = lines.findIndex((line, at) => at > head && line.startsWith("FAILED | "));
  return head < 0 || end < 0 ? [] : lines.slice(head + 1, end).filter(Boolean);
}

/** Counts the tests that were ignored for want of a WebGPU adapter, whose names all end with it. */
export function countIgnored(output: string): number {
  return [...plain(output).matchAll(/WebGPU \.\.\. ignored/g)].length;
}

/** Text without colours. */
function plain(output: string): string {
  // deno-lint-ignore no-control-regex
  return output.replaceAll(/\x1b\[[0-9;]*m/g, "");
}

async function steps(): Promise<Step[]> {
  const configuration = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const entries: string[] = Object.values(configuration.exports);
  const deno = Deno.execPath();
  const documented = ["README.md", "docs", "mod.ts", "engine", "models", "datasets", "tasks"];
  // What an example asserts is thrown where it does not hold.
  const asserting = ["--preload", "./tests/assert_throws.ts"];
  return [
    { name: "format", command: deno, args: ["fmt", "--check"] },
    { name: "lint", command: deno, args: ["lint"] },
    { name: "types", command: deno, args: ["check", "."] },
    { name: "documents", command: deno, args: ["doc", "--lint", ...entries] },
    { name: "launcher", command: "sh", args: ["-n", "al"] },
    { name: "tests", command: deno, args: ["test", "-A", "--parallel", "tests"], tests: true },
    {
      name: "examples",
      command: deno,
      args: ["test", "-A", "--doc", "--parallel", "--permit-no-files", ...asserting, ...documented],
      tests: true,
    },
    { name: "package", command: deno, args: ["run", "-A", "tasks/publish.ts", "--dry-run"] },
  ];
}

/** Runs a step, shows its output while it runs, and counts its checks. */
async function run({ name, command, args, tests }: Step): Promise<Outcome> {
  console.log(`\n--- ${name}: ${command === Deno.execPath() ? "deno" : command} ${args.join(" ")}`);
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: root,
    stdout: "piped",
    env: environment(),
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    output += decoder.decode(chunk, { stream: true });
    await writeAll(chunk);
  }
  const { success } = await child.status;
  if (!tests) return { passed: Number(success), failed: Number(!success), ignored: 0, names: [] };
  const names = failedTests(output);
  return { ...countTests(output, success), ignored: countIgnored(output), names };
}

/**
 * Three files of tests at a time: each opens devices that use all processors, and waits for them a
 * fifth of its time. Colours where a person looks. On Linux Vulkan alone: the OpenGL backend brings
 * libEGL, whose exit handler races with ending test threads and aborts about one test run in 25 after
 * all have passed. Mesa's software driver compiles without optimizing, which takes it longer than
 * the small kernels of tests then run.
 */
function environment(): Record<string, string> {
  const colour = Deno.stdout.isTerminal() && !Deno.env.has("NO_COLOR");
  const vulkan = Deno.build.os === "linux" && !Deno.env.has("DENO_WEBGPU_BACKEND");
  return {
    DENO_JOBS: Deno.env.get("DENO_JOBS") ?? "3",
    GALLIVM_PERF: Deno.env.get("GALLIVM_PERF") ?? "nopt",
    ...(colour ? { FORCE_COLOR: "1" } : {}),
    ...(vulkan ? { DENO_WEBGPU_BACKEND: "vulkan" } : {}),
  };
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

async function main(names: readonly string[]): Promise<number> {
  const all = await steps();
  const unknown = names.find((name) => !all.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(
      `Cannot run the step ${unknown}: there is none, name ${all.map((s) => s.name).join(", ")}`,
    );
    return 2;
  }
  const table: string[] = [];
  const failures: string[] = [];
  const total = { passed: 0, failed: 0, ignored: 0 };
  for (const step of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const start = performance.now();
    const { passed, failed, ignored, names: tests } = await run(step);
    total.passed += passed;
    total.failed += failed;
    total.ignored += ignored;
    if (tests.length) failures.push(`\nFailed ${step.name}:`, ...tests.map((name) => `  ${name}`));
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
    table.push(
      `${failed ? "FAILED" : "ok    "} ${
        step.name.padEnd(10)
      }${seconds} s  ${passed} passed, ${failed} failed`,
    );
  }
  if (total.ignored) {
    table.push(
      `${total.ignored} tests on WebGPU were ignored: no adapter of their kind answers, ./al test ` +
        "installs a software driver where it may",
    );
  }
  if (failures.length) table.push(...failures, "");
  console.log(`\n${table.join("\n")}\n${total.passed} passed, ${total.failed} failed`);
  return total.failed ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
