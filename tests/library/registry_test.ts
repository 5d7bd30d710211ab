/** The package as it is published: `deno publish` puts it into a registry, and other processes take it from there. */
import { assert, assertEquals } from "@std/assert";
import { Registry } from "./registry.ts";

const PACKAGE = "jsr:@associated/learning";

/** A program of ours that imports the package by its name. */
async function program(registry: Registry, path: string, end = ""): Promise<string> {
  const text = await Deno.readTextFile(new URL(path, import.meta.url));
  const file = `${registry.folder}/${path}`;
  await Deno.writeTextFile(file, text.replaceAll(`"@associated/`, `"jsr:@associated/`) + end);
  return file;
}

Deno.test("the published package", async (t) => {
  await using registry = await Registry.ofProject();
  const run = (...args: readonly string[]) => registry.deno("run", "-q", "--no-lock", ...args);
  const runs = `${registry.folder}/runs`;

  await t.step("runs no command where it is imported, and needs no permission", async () => {
    const end = "console.log(await stranger());\n";
    const file = await program(registry, "stranger.ts", end);
    const { code, stdout, stderr } = await run("--no-prompt", file);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const expected = "145 steps, right, the same when loaded, a block's loss read, ";
    assert(stdout.startsWith(expected), stdout);
  });

  await t.step("trains as a program, and its run loads as a classifier", async () => {
    const words =
      `--dataset news --model linearal --epoch 1 --device cpu --quiet --run-dir ${runs}`;
    const { code, stderr } = await run("-A", PACKAGE, ...words.split(" "));
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const file = `${registry.folder}/reads.ts`;
    await Deno.writeTextFile(
      file,
      `import { loadClassifier, newsDataset, openCpu } from "${PACKAGE}";
       import { readRun } from "${PACKAGE}/files";
       const device = await openCpu();
       const net = await loadClassifier(await readRun("${runs}"), { device });
       const { classes, test } = newsDataset();
       const names = Array.from(test!.labels, (label) => classes[label]);
       const found = await net.evaluate({ texts: test!.texts, labels: names });
       console.log(found.map(({ accuracy }) => accuracy > 0.75).join());`,
    );
    assertEquals((await run("-A", file)).stdout, "true,true,true\n");
  });

  for (const entry of ["", "/cli"]) {
    await t.step(`lists its commands when ${entry || "the root"} is run`, async () => {
      const { code, stdout } = await run("-A", `${PACKAGE}${entry}`, "help");
      assertEquals(code, 0);
      assert(stdout.includes("train       train a model"), stdout);
    });
  }

  await t.step("says what is wrong with a command line", async () => {
    const { code, stderr } = await run("-A", `${PACKAGE}/cli`, "train", "--modle", "lstmal");
    assertEquals(code, 2);
    assert(stderr.includes("--modle"), stderr);
  });
});
