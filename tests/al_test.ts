import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

// The launcher runs in a folder with a blank in its name, with a PATH of nothing but what it may need and stand-ins for
// deno, npm, curl and the package manager that write down how they were called.
const script = new URL("../al", import.meta.url);
const tools = ["sh", "ls", "cat", "sed", "grep", "find", "mkdir", "mv", "rm", "chmod", "dirname"]
  .concat(["readlink", "mktemp", "env", "head", "cp", "ln"]);

const deno = (version: string, adapter = true, wide = true) => `
echo "deno $*" >>"$LOG"
case $1 in
  --version) echo "deno ${version} (stable)" ;;
  eval)
    case "$*" in *--v8-flags=*) ${wide ? "exit 0" : "exit 1"} ;; esac
    ${adapter ? "exit 0" : '[ -e "$LOG.driver" ]'} ;;
  *) echo "$DENO_V8_FLAGS" >"$LOG.flags"; echo "in $INIT_CWD:"; for a in "$@"; do echo "<$a>"; done ;;
esac`;
/** Writes a Deno of the current version to the path `$1`. */
const writeDeno = `cat >"$1" <<'END'\n#!/bin/sh\n${deno("2.9.6")}\nEND\nchmod +x "$1"`;
const npm = `echo "npm $*" >>"$LOG"
mkdir -p "$3/node_modules/@deno/some-platform"
set -- "$3/node_modules/@deno/some-platform/deno"
${writeDeno}`;
const installer = `mkdir -p "$DENO_INSTALL/bin"; set -- "$DENO_INSTALL/bin/deno"\n${writeDeno}`;
const curl = `echo "curl $*" >>"$LOG"; cat <<'OUTER'\n${installer}\nOUTER`;
const packageManager = `echo "dnf $*" >>"$LOG"; : >"$LOG.driver"`;

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly log: string;
}

/** A machine with the given programs; `start` runs the launcher there. */
class Machine implements AsyncDisposable {
  readonly folder: string;
  environment: Record<string, string>;

  private constructor(folder: string) {
    this.folder = folder;
    this.environment = { PATH: `${folder}/bin`, HOME: `${folder}/home`, LOG: `${folder}/log` };
  }

  static async make(programs: Readonly<Record<string, string>>): Promise<Machine> {
    const machine = new Machine(await Deno.makeTempDir({ prefix: "al test " }));
    for (const name of ["bin", "home", "project", "elsewhere"]) {
      await Deno.mkdir(`${machine.folder}/${name}`);
    }
    await Deno.copyFile(script, `${machine.folder}/project/al`);
    const tasks = ["train", "test", "ok"].map((name) => `    "${name}": "x"`).join(",\n");
    await Deno.writeTextFile(`${machine.folder}/project/deno.json`, `{\n${tasks}\n}\n`);
    for (const tool of tools) {
      const path = ["/bin", "/usr/bin"].map((bin) => `${bin}/${tool}`).find(exists);
      if (path) await Deno.symlink(path, `${machine.folder}/bin/${tool}`);
    }
    const basics = { id: "echo 0", uname: "echo Linux", ...programs };
    for (const [name, code] of Object.entries(basics)) await machine.add(name, code);
    return machine;
  }

  add(name: string, code: string): Promise<void> {
    const path = `${this.folder}/bin/${name}`;
    return Deno.writeTextFile(path, `#!/bin/sh\n${code}\n`, { mode: 0o755 });
  }

  async start(...args: string[]): Promise<Result> {
    await Deno.writeTextFile(`${this.folder}/log`, "");
    const { code, stdout, stderr } = await new Deno.Command(`${this.folder}/project/al`, {
      args,
      cwd: `${this.folder}/elsewhere`,
      env: this.environment,
      clearEnv: true,
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, out, err, log: await Deno.readTextFile(`${this.folder}/log`) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.folder, { recursive: true });
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function test(name: string, body: () => Promise<void>): void {
  Deno.test({ name, fn: body, ignore: Deno.build.os === "windows" });
}

test("al hands the arguments over untouched and names the caller's folder", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  const { code, out, err } = await machine.start("train", "--text", "a  b", "$c", "");
  const configuration = `${machine.folder}/project/deno.json`;
  const expected = ["task", "--quiet", "--config", configuration, "train"];
  expected.push("--text", "a  b", "$c", "");
  assertEquals(out, `in ${machine.folder}/elsewhere:\n${expected.map((a) => `<${a}>\n`).join("")}`);
  assertEquals({ code, err }, { code: 0, err: "" });
});

test("al trains when it is given options only, and lets the program refuse other commands", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  assertMatch((await machine.start("--seed", "3")).out, /<train>\n<--seed>\n<3>\n$/);
  assertMatch((await machine.start("trian")).out, /<run>\n<-A>\n<.*\/mod\.ts>\n<trian>\n$/);
  assertMatch((await machine.start()).out, /<help>\n$/);
});

test("al looks for Deno once, and for an adapter once where tests want it", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  assertMatch((await machine.start("train")).log, /^deno --version\ndeno eval .*\ndeno task .*\n$/);
  assertMatch((await machine.start("train")).log, /^deno task .*\n$/);
  assertMatch((await machine.start("test")).log, /^deno eval .*\ndeno task .*\n$/);
  assertMatch((await machine.start("test")).log, /^deno task .*\n$/);
});

test("al looks anew when Deno changed", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  await machine.start("test");
  await machine.add("deno", deno("2.10.11"));
  assertMatch(
    (await machine.start("test")).log,
    /^deno --version\ndeno eval .*v8-flags.*\ndeno eval /,
  );
  assertMatch((await machine.start("test")).log, /^deno task .*\n$/);
});

test("al looks anew when what it found is cut off", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  await machine.start("train");
  const found = `${machine.folder}/home/.cache/associated-learning/found`;
  for (const text of ["", `${machine.folder}/bin/deno`]) {
    await Deno.writeTextFile(found, text);
    const { log, err } = await machine.start("train");
    assertMatch(log, /^deno --version\ndeno eval .*\ndeno task /);
    assertEquals(err, "");
  }
});

for (const found of ["none", "2.8.3", "1.46.0"]) {
  test(`al installs Deno with npm when PATH has ${found}`, async () => {
    await using machine = await Machine.make({ npm, curl });
    if (found !== "none") await machine.add("deno", deno(found));
    const first = await machine.start("train");
    assertMatch(first.log, /npm install --prefix .* deno@2\.\d+\.\d+\n/);
    assertStringIncludes(first.err, "installing Deno");
    assertMatch(first.out, /<train>\n$/);
    const second = await machine.start("train");
    assertEquals(second.err, "");
    assertMatch(second.log, /^deno task .*\n$/);
  });
}

test("al takes the official installer when there is no npm", async () => {
  await using machine = await Machine.make({ curl });
  const { log, out } = await machine.start("train");
  assertStringIncludes(log, "curl -fsSL https://deno.land/install.sh");
  assertMatch(out, /<train>\n$/);
});

test("al says what is missing when there is neither Deno nor a way to it", async () => {
  await using machine = await Machine.make({});
  const { code, err } = await machine.start("train");
  assertEquals(code, 1);
  assertMatch(err, /^al: Cannot install Deno: neither npm nor curl was found, install .*\n$/);
});

test("al leaves nothing half-installed when npm fails", async () => {
  await using machine = await Machine.make({ npm: 'mkdir -p "$3/half"; exit 7' });
  const { code, err } = await machine.start("train");
  assertEquals(code, 1);
  assertStringIncludes(err, "Cannot install Deno: npm failed");
  const left = Array.from(Deno.readDirSync(`${machine.folder}/home/.cache/associated-learning`));
  assertEquals(left.filter(({ name }) => name.startsWith("deno-")), []);
});

for (const command of ["test", "ok"]) {
  test(`al installs a driver when ${command} finds no adapter`, async () => {
    const programs = { deno: deno("2.9.6", false), dnf: packageManager };
    await using machine = await Machine.make(programs);
    const { log, err, out } = await machine.start(command);
    assertStringIncludes(log, "dnf install -y mesa-vulkan-drivers");
    assertStringIncludes(err, "installing Mesa's software Vulkan driver");
    assertMatch(out, new RegExp(`<${command}>\n$`));
    const second = await machine.start(command);
    assertEquals(second.err, "");
    assertMatch(second.log, /^deno task .*\n$/);
  });
}

test("al prints the one command when it may not install a driver, and tests without", async () => {
  const programs = { deno: deno("2.9.6", false), dnf: packageManager, id: "echo 1000" };
  await using machine = await Machine.make(programs);
  const { code, log, err, out } = await machine.start("test");
  assertStringIncludes(err, "sudo dnf install -y mesa-vulkan-drivers");
  assertMatch(err, /\nal: going on without a Vulkan adapter: tests that need one are ignored\n$/);
  assertEquals(log.includes("dnf"), false);
  assertMatch(out, /<test>\n$/);
  assertEquals(code, 0);
});

test("al tests without an adapter when the driver cannot be installed", async () => {
  const programs = { deno: deno("2.9.6", false), dnf: "exit 1" };
  await using machine = await Machine.make(programs);
  const { code, err, out } = await machine.start("test");
  assertStringIncludes(err, "the installation failed");
  assertStringIncludes(err, "going on without a Vulkan adapter");
  assertMatch(out, /<test>\n$/);
  assertEquals(code, 0);
});

test("al asks for no adapter when it does not test, or where the system has its own", async () => {
  const programs = { deno: deno("2.9.6", false), dnf: packageManager };
  await using machine = await Machine.make(programs);
  for (const command of ["train", "eval", "predict", "summary", "bench", "help", "check"]) {
    const { log, err } = await machine.start(command);
    assertEquals(err, "");
    assertMatch(log, /^(deno --version\ndeno eval .*v8-flags.*\n)?deno (task|run) .*\n$/);
  }
  await machine.add("uname", "echo Darwin");
  assertEquals((await machine.start("test")).err, "");
});

test("al lets V8 join vectors where it can, and asks once", async () => {
  const wide = "--experimental-wasm-revectorize";
  const flags = async (machine: Machine, given?: string): Promise<string> => {
    const { PATH, HOME, LOG } = machine.environment;
    machine.environment = {
      PATH,
      HOME,
      LOG,
      ...(given === undefined ? {} : { DENO_V8_FLAGS: given }),
    };
    const { code, err } = await machine.start("train");
    assertEquals({ code, err }, { code: 0, err: "" });
    return (await Deno.readTextFile(`${machine.folder}/log.flags`)).trim();
  };
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  assertEquals(await flags(machine), wide);
  assertEquals(await flags(machine), wide);
  assertMatch((await machine.start("train")).log, /^deno task .*\n$/);
  assertEquals(await flags(machine, "--stack-size=2000"), `--stack-size=2000,${wide}`);
  const refused = "--no-experimental-wasm-revectorize";
  assertEquals(await flags(machine, refused), refused);
  // A V8 without it, which may be a later one.
  await machine.add("deno", deno("2.10.11", true, false));
  assertEquals(await flags(machine), "");
  assertEquals(await flags(machine, "--stack-size=2000"), "--stack-size=2000");
  assertMatch((await machine.start("train")).log, /^deno task .*\n$/);
});

test("al works without HOME", async () => {
  await using machine = await Machine.make({ deno: deno("2.9.6") });
  machine.environment = { ...machine.environment, HOME: "", TMPDIR: machine.folder };
  await machine.add("id", `echo ${Deno.uid()}`);
  const { code, err } = await machine.start("train");
  assertEquals({ code, err }, { code: 0, err: "" });
});

Deno.test("the tasks of deno.json let V8 join vectors as the launcher does, unless the caller decides", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  // All that run kernels: those of mod.ts but for the two that only print.
  const commands = Object.entries<{ command: string }>(tasks)
    .filter(([name, { command }]) =>
      command.includes("mod.ts") && name !== "summary" && name !== "help"
    ).map(([, { command }]) => command);
  assertEquals(commands.length, 15);
  const prefix = commands[0].slice(0, commands[0].indexOf("ROOT="));
  for (const command of commands) assertStringIncludes(command, `${prefix}ROOT=`);
  const folder = await Deno.makeTempDir();
  const shown = async (prefix: string, own?: string) => {
    const tasks = { show: `${prefix} echo "<$DENO_V8_FLAGS>"` };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ tasks }));
    const { DENO_V8_FLAGS: _, ...env } = Deno.env.toObject();
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "show"],
      cwd: folder,
      clearEnv: true,
      env: own === undefined ? env : { ...env, DENO_V8_FLAGS: own },
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const wide = prefix.match(/--v8-flags=(\S+)/)![1];
  const { success: known } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `--v8-flags=${wide}`, "0"],
    stderr: "null",
  }).output();
  assertEquals(await shown(prefix), known ? `<${wide}>` : "<>");
  assertEquals(await shown(prefix, "--stack-size=900"), "<--stack-size=900>");
  assertEquals(await shown(prefix.replaceAll(wide, "--of-no-V8")), "<>");
  await Deno.remove(folder, { recursive: true });
});
