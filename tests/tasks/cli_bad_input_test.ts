import { assert, assertEquals, assertMatch } from "@std/assert";
import { zipSync } from "fflate";
import { gzipSync } from "node:zlib";
import { webgpu } from "../engine/device.ts";
import { cli, csv, inFolder, refusal, someRows, tiny } from "./support.ts";

const rows = someRows(60);
const quick = ["--model", "linearal", "--epoch", "1", "--quiet", ...tiny];

/** Runs the program as a process; it must say one line, that fits, and nothing else. */
async function saysOnly(
  { code, line, args, env }: {
    code: number;
    line: RegExp;
    args: readonly string[];
    env?: Record<string, string>;
  },
): Promise<void> {
  const ended = await cli(args, { env });
  assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
  assertMatch(ended.stderr, line);
  assertEquals(ended.stderr.trimEnd().split("\n").length, 1, ended.stderr);
}

/** The message of a refused training, which must leave no run folder behind. */
async function refusesTraining(folder: string, ...args: string[]): Promise<string> {
  const saveDir = `${folder}/runs`;
  const message = await refusal("train", ...quick, "--save-dir", saveDir, ...args);
  const left = await Deno.stat(saveDir).then(() => true, () => false);
  assert(!left, `${saveDir} was made`);
  assertEquals(message.split("\n").length, 1);
  return message.replaceAll(`${folder}/`, "");
}

Deno.test("the program ends with 2 and one line for a command line that cannot be read", async () => {
  await saysOnly({
    code: 2,
    args: ["train", "--epoochs", "3"],
    line: /^Cannot read option --epoochs: there is no such option, did you mean --epoch\?\n$/,
  });
  await saysOnly({
    code: 2,
    args: ["trian"],
    line: /^Cannot run "trian": there is no such command, did you mean train\?\n$/,
  });
});

Deno.test("the program ends with 1 and one line for data that is not there", () =>
  inFolder((folder) =>
    saysOnly({
      code: 1,
      args: ["train", "--dataset", "ag_news", "--data-dir", `${folder}/no`, "--save-dir", folder],
      line:
        /^Cannot load ag_news: the data folder .*\/no does not exist, correct --data-dir or leave it out to download\n$/,
    })
  ));

Deno.test("the program runs without any adapter, and ends with 1 and one line where one is asked for", () =>
  inFolder(async (folder) => {
    const none = {
      VK_DRIVER_FILES: "/none",
      VK_ICD_FILENAMES: "/none",
      DENO_WEBGPU_BACKEND: "vulkan",
    };
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const data = ["--dataset", `${folder}/rows.csv`, "--save-dir", `${folder}/runs`, ...quick];
    for (const device of ["gpu", "software"]) {
      const sought = device === "gpu" ? "hardware" : device;
      await saysOnly({
        code: 1,
        env: none,
        args: ["train", ...data, "--device", device],
        line: new RegExp(
          `^Cannot open a WebGPU device: no adapter answers where a ${sought} one was looked for, ` +
            "install its driver \\(.*\\), or take the processors \\(--device cpu\\)\n$",
        ),
      });
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["rows.csv"]);
    const { code, stdout, stderr } = await cli(["train", ...data], { env: none });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^Epoch 1, chosen by validation accuracy/);
  }));

Deno.test({
  name: "the program takes no software adapter for a GPU, on software WebGPU",
  ignore: webgpu?.traits.kind !== "software",
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
      await saysOnly({
        code: 1,
        args: ["train", "--dataset", `${folder}/rows.csv`, "--device", "gpu"],
        line:
          /^Cannot open a WebGPU device: only the software adapter .* answers where a hardware one was looked for, /,
      });
    }),
});

const BROKEN: readonly [name: string, content: string | Uint8Array, message: string | RegExp][] = [
  [
    "quote.csv",
    'text,label\n"a b,x\nc d,y\n',
    /^Cannot read quote\.csv: line \d+ .*quot/,
  ],
  [
    "columns.csv",
    "text,label\na,x\nb,y,z\n",
    "Cannot read columns.csv: line 3 has 3 columns and the header 2, " +
    "look for quotes around a field that holds a comma too many or too few",
  ],
  [
    "latin.csv",
    Uint8Array.of(...new TextEncoder().encode("text,label\na,x\ncaf"), 0xe9, 44, 121, 10),
    "Cannot read latin.csv: line 3 is not UTF-8 at byte 18, save it as UTF-8",
  ],
  ["empty.csv", "", "Cannot read empty.csv: it is empty, give a file with a header row"],
  [
    "head.csv",
    "text,label\n",
    "Cannot read head.csv: it is empty, give a file with a row for each text",
  ],
  [
    "one.csv",
    "text,label\na,x\nb,x\n",
    'Cannot use one.csv: all 2 rows have the class "x", give data of two classes or more',
  ],
  [
    "few.csv",
    "text,label\na,x\nb,y\n",
    /^Cannot hold out 0\.1 of 2 rows of 2 classes \(test\): .*, or test rows by --test-data$/,
  ],
  ["cut.csv.gz", new Uint8Array(gzipSync(csv(rows))).slice(0, 60), /^Cannot unpack cut\.csv\.gz: /],
  [
    "line.jsonl",
    '{"text":"a","label":"x"}\n{"text":\n',
    /^Cannot read line\.jsonl: line 2 is not JSON/,
  ],
];

for (const [name, content, message] of BROKEN) {
  Deno.test(`train refuses ${name} with its place and leaves no run behind`, () =>
    inFolder(async (folder) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${folder}/${name}`, bytes);
      const said = await refusesTraining(folder, "--dataset", `${folder}/${name}`);
      if (typeof message === "string") assertEquals(said, message);
      else assertMatch(said, message);
    }));
}

Deno.test("train refuses test rows of an unknown class, bad archives and short word vectors", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const data = ["--dataset", `${folder}/rows.csv`];
    await Deno.writeTextFile(`${folder}/test.csv`, "text,label\na,cats\nb,horses\n");
    assertEquals(
      await refusesTraining(folder, ...data, "--test-data", `${folder}/test.csv`),
      'Cannot read test.csv: line 3 has the class "horses" and rows.csv only birds, cats, dogs, ' +
        "correct the line",
    );

    const utf8 = (text: string) => new TextEncoder().encode(text);
    await Deno.mkdir(`${folder}/sst2`);
    await Deno.writeFile(`${folder}/sst2/SST-2.zip`, zipSync({ "../up.tsv": utf8("x") }));
    const sst2 = ["--dataset", "sst2", "--data-dir", folder];
    assertMatch(
      await refusesTraining(folder, ...sst2),
      /^Cannot unpack sst2\/SST-2\.zip: .*\.\.\/up\.tsv/,
    );
    await Deno.mkdir(`${folder}/imdb`);
    const packed = new Uint8Array(gzipSync(crypto.getRandomValues(new Uint8Array(4096))));
    await Deno.writeFile(`${folder}/imdb/aclImdb_v1.tar.gz`, packed.slice(0, 1000));
    const imdb = ["--dataset", "imdb", "--data-dir", folder];
    assertMatch(
      await refusesTraining(folder, ...imdb),
      /^Cannot unpack imdb\/aclImdb_v1\.tar\.gz: /,
    );

    await Deno.writeTextFile(`${folder}/short.txt`, "purr 1 2 3\nbark 1 2\n");
    assertMatch(
      await refusesTraining(folder, ...data, "--vectors", `${folder}/short.txt`),
      /^Cannot read short\.txt: line 2 has 2 numbers and the file's vectors 3, /,
    );
    await Deno.writeTextFile(`${folder}/greek.txt`, "αλφα 1 2 3\n");
    assertMatch(
      await refusesTraining(folder, ...data, "--vectors", `${folder}/greek.txt`),
      /^Cannot use greek\.txt: it has a vector for none of the \d+ words, check its language/,
    );
  }));

Deno.test("train refuses a place that cannot be written or holds something, and leaves it as it was", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    await Deno.writeTextFile(`${folder}/file`, "mine");
    const data = ["train", "--dataset", `${folder}/rows.csv`, ...quick];
    for (const place of [["--save-dir", `${folder}/file`], ["--run-dir", `${folder}/file/run`]]) {
      const said = await refusal(...data, ...place);
      assertMatch(said, /^Cannot write .*\/file\S*: /);
      assertMatch(said, /, give another folder with --save-dir$/);
    }
    assertMatch(
      await refusal(...data, "--run-dir", folder),
      /^Cannot begin a run in .*: it holds \w+(\.csv)?, give an empty or new folder or continue the run with --resume/,
    );
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals([names, await Deno.readTextFile(`${folder}/file`)], [
      ["file", "rows.csv"],
      "mine",
    ]);
  }));
