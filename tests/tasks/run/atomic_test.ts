import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import { removeTemporaries, writeError, writeFile, writeText } from "../../../tasks/run/atomic.ts";

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

Deno.test("writeFile() replaces a file by all chunks and leaves no other file", () =>
  inFolder(async (folder) => {
    await writeText(`${folder}/a.txt`, "old");
    await writeFile(`${folder}/a.txt`, [new Uint8Array([104]), new Uint8Array([105, 33])]);
    assertEquals(await Deno.readTextFile(`${folder}/a.txt`), "hi!");
    assertEquals(names(folder), ["a.txt"]);
  }));

Deno.test("writeFile() takes another name where a process of the same number left its file", () =>
  inFolder(async (folder) => {
    // The numbers that come next are not known; some hundred are taken.
    for (let i = 0; i < 400; i++) await Deno.create(`${folder}/.a.txt.${Deno.pid}-${i}.tmp`);
    await writeText(`${folder}/a.txt`, "new");
    assertEquals(await Deno.readTextFile(`${folder}/a.txt`), "new");
    await removeTemporaries(folder);
    assertEquals(names(folder), ["a.txt"]);
  }));

Deno.test("writeFile() leaves the old file when its chunks fail, and throws what they threw", () =>
  inFolder(async (folder) => {
    await writeText(`${folder}/a.txt`, "old");
    function* broken(): Generator<Uint8Array> {
      yield new Uint8Array(100);
      throw new RangeError("no more");
    }
    await assertRejects(() => writeFile(`${folder}/a.txt`, broken()), RangeError, "no more");
    assertEquals(await Deno.readTextFile(`${folder}/a.txt`), "old");
    assertEquals(names(folder), ["a.txt"]);
  }));

Deno.test("writeFile() says what is wrong with a missing folder, a file as folder, a folder as file", () =>
  inFolder(async (folder) => {
    const missing = await assertRejects(() => writeText(`${folder}/no/a.txt`, "x"), DataError);
    assertEquals(
      missing.message,
      `Cannot write ${folder}/no/a.txt: its folder does not exist, create it or give another folder with --save-dir`,
    );
    await writeText(`${folder}/file`, "x");
    const file = await assertRejects(() => writeText(`${folder}/file/a.txt`, "x"), DataError);
    assert(file.message.includes("a part of its path is a file and no folder"), file.message);
    await Deno.mkdir(`${folder}/dir`);
    const dir = await assertRejects(() => writeText(`${folder}/dir`, "x"), DataError);
    assert(dir.message.includes("there is a folder of this name"), dir.message);
    assertEquals(names(folder), ["dir", "file"]);
  }));

Deno.test("writeError() names a full disk, a quota, a read-only system and missing rights", () => {
  const message = (code: string) =>
    writeError("r/x", Object.assign(new Error("os error"), { code }), 12).message;
  assertEquals(
    message("ENOSPC"),
    "Cannot write r/x: the disk is full (after 12 bytes), free some space or give another folder with --save-dir",
  );
  assert(message("EDQUOT").includes("the disk quota is used up"));
  assert(message("EROFS").includes("the file system is read-only"));
  assert(message("EIO").includes("os error"));
  const denied = writeError("r/x", new Deno.errors.PermissionDenied("no")).message;
  assert(denied.includes("this user may not write there"));
});

Deno.test("writeFile() leaves the old or the new content when its process is killed while writing", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.bin`;
    await writeFile(path, new Uint8Array(1 << 20).fill(1));
    const module = new URL("../../../tasks/run/atomic.ts", import.meta.url).href;
    const code = `import { writeFile } from "${module}";
      for (let n = 2;; n = n % 250 + 1) {
        await writeFile(${JSON.stringify(path)}, new Uint8Array(1 << 20).fill(n));
        console.log(n);
      }`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", code],
      cwd: new URL("../../..", import.meta.url),
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    assert((await reader.read()).value !== undefined, "the child wrote nothing");
    child.kill("SIGKILL");
    while (!(await reader.read()).done);
    await child.status;
    const bytes = await Deno.readFile(path);
    assertEquals(bytes.length, 1 << 20);
    assert(bytes.every((byte) => byte === bytes[0]));
    await removeTemporaries(folder);
    assertEquals(names(folder), ["a.bin"]);
  }));
