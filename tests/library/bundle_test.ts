/** The entries as pages load them: bundled, and run where there is neither `Deno` nor `process`. */
import { assert, assertEquals } from "@std/assert";
import { bundle, hasBundler, strangersBundle } from "./bundle.ts";

/** Programs by entry; each gives a value from what the entry exports. */
const programs: Readonly<Record<string, { readonly text: string; readonly answer: unknown }>> = {
  root: {
    text: `
      import { loadClassifier, newsDataset, openDevice, trainClassifier } from "@associated/learning";
      export async function run() {
        const { classes, train: { texts, labels } } = newsDataset();
        const device = await openDevice({ threads: 2 });
        const data = { texts: texts.slice(0, 300), labels: labels.slice(0, 300) };
        const net = await trainClassifier(data, { classes, device, model: "linearal", epochs: 1 });
        const again = await loadClassifier(new Blob([await net.save()]), { device });
        const [one] = await net.predict(data.texts), [other] = await again.predict(data.texts);
        device.destroy();
        return [classes.includes(one.label), one.label === other.label];
      }`,
    answer: [true, true],
  },
  engine: {
    text: `
      import { matmul, openCpu, tensor } from "@associated/learning/engine";
      export async function run() {
        const device = await openCpu({ threads: 2 });
        const values = [...await matmul(tensor(device, [[1, 2]]), tensor(device, [[3], [4]])).data()];
        device.destroy();
        return values;
      }`,
    answer: [11],
  },
  models: {
    text: `
      import { models } from "@associated/learning/models";
      export const run = () => Object.values(models).map(({ modality }) => modality).join();`,
    answer: "text,text,text,image,image,image,image,image,image",
  },
  data: {
    text: `
      import { readTable, Vocabulary } from "@associated/learning/data";
      export async function run() {
        const table = "text,label\\ngood film,pos\\nbad film,neg\\n";
        const { examples } = await readTable(new Blob([table]));
        return Vocabulary.build(examples.texts).words;
      }`,
    answer: ["<pad>", "<unk>", "film", "bad", "good"],
  },
};

/** Runs a bundle in a worker without the globals of Deno and Node. */
async function runInRealm(code: string): Promise<unknown> {
  const url = (text: string) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const program = url(code);
  const worker = new Worker(
    url(`
      for (const name of ["Deno", "process", "Buffer", "global", "setImmediate"]) delete globalThis[name];
      const { run } = await import(${JSON.stringify(program)});
      try {
        const left = ["Deno", "process"].filter((name) => name in globalThis);
        postMessage(left.length ? "there is " + left : await run());
      } catch (error) {
        postMessage(String(error?.stack ?? error));
      }`),
    { type: "module" },
  );
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
  } finally {
    worker.terminate();
  }
}

/** Bytes of a text when a server has packed it. */
async function packed(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;

/** Files of `tasks/` that belong to the library. */
const ofLibrary =
  /^tasks\/(loop\/|classifier\/|(library|labels|parts)\.ts$|(text|image|numbers)\/(encoding|labelled)\w*\.ts$)/;

Deno.test({ name: "a page's bundle", ignore: !hasBundler }, async (t) => {
  const texts = Object.entries(programs).map(([name, { text }]) => [name, text]);
  // Smaller ones, and ones in which functions are wrapped and classes lowered.
  const small = await bundle(Object.fromEntries(texts), "--minify");
  const lowered = await bundle(Object.fromEntries(texts), "--keep-names", "--target=es2020");
  for (const [name, { answer }] of Object.entries(programs)) {
    const { code, inputs } = small[name];
    const size = `${kilobytes(code.length)}, packed ${kilobytes(await packed(code))}`;
    await t.step(`of ./${name} (${size}) names no runtime`, () => {
      assertEquals(code.match(/node:|\bDeno\s*[.?[]|\bprocess\s*\./g), null);
    });
    await t.step(`of ./${name} holds nothing of the command line`, () => {
      assert(inputs.some((path) => /^(datasets|engine)\//.test(path)), `${inputs}`);
      const strange = inputs.filter((path) =>
        /^(tasks\/|datasets\/files\/)/.test(path) && !ofLibrary.test(path)
      );
      assertEquals(strange, []);
    });
    await t.step(`of ./${name} runs without Deno and process`, async () => {
      assertEquals(await runInRealm(code), answer);
      assertEquals(await runInRealm(lowered[name].code), answer);
    });
  }
});

/** The first number of a program's version; 0 where the program is not installed. */
async function version(command: string): Promise<number> {
  try {
    const { stdout } = await new Deno.Command(command, { args: ["--version"], stderr: "null" })
      .output();
    return Number(new TextDecoder().decode(stdout).match(/\d+/)?.[0]);
  } catch {
    return 0;
  }
}

const runtimes = [
  { name: "Node.js", command: "node", args: [], here: await version("node") >= 20 },
  { name: "Bun", command: "bun", args: ["run"], here: await version("bun") >= 1 },
];

for (const { name, command, args, here } of runtimes) {
  Deno.test(
    { name: `the stranger's program runs in ${name}`, ignore: !hasBundler || !here },
    async () => {
      const file = await Deno.makeTempFile({ suffix: ".mjs" });
      try {
        await Deno.writeTextFile(file, await strangersBundle("console.log(await stranger());"));
        const { stdout, stderr } = await new Deno.Command(command, { args: [...args, file] })
          .output();
        const [said, wrong] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
        assertEquals(wrong, "");
        const expected = "145 steps, right, the same when loaded, a block's loss read, ";
        assert(said.startsWith(expected), said);
      } finally {
        await Deno.remove(file);
      }
    },
  );
}
