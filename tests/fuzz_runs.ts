/** The files of a run folder, for `fuzz.ts`. */
import { writeReport } from "../tasks/report/write.ts";
import { RUN_FILES, type RunFile, runPath } from "../tasks/run/folder.ts";
import { position } from "../tasks/run/position.ts";
import { shaped } from "../tasks/run/json_object.ts";
import { readSafetensors } from "../tasks/run/safetensors.ts";
import { readVocabulary } from "../tasks/text/vocabulary_file.ts";
import type { Target } from "./fuzz.ts";
import { csv, printed, someRows, tiny } from "./tasks/support.ts";

/** Files that the report is made of. */
const REPORTED = [
  ...["config", "environment", "data", "metrics", "result", "adaptive", "examples"] as const,
];

/** Readers of the files of a run, which is trained in `folder`, and commands on the whole of it. */
export async function RUN_TARGETS(folder: string): Promise<readonly Target[]> {
  const run = `${folder}/run`;
  const rows = `${folder}/rows.csv`;
  await Deno.writeTextFile(rows, csv(someRows(45)));
  const model = ["--model", "linearal", "--epoch", "1", "--device", "cpu", "--threads", "1"];
  await printed("train", "--dataset", rows, "--run-dir", run, ...model, ...tiny, "--quiet");
  await printed("adapt", run, "--device", "cpu", "--threads", "1", "--quiet");
  const { metadata } = await readSafetensors(runPath(run, "last"));
  const way = "take another";
  return [
    ...REPORTED.map((file) => fileTarget(run, file, () => writeReport(run))),
    fileTarget(run, "vocabulary", () => readVocabulary(run)),
    {
      name: "position",
      isJson: true,
      seeds: [new TextEncoder().encode(metadata.position)],
      read: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        return Promise.resolve(shaped(text, "a position", { shape: position, way }));
      },
    },
  ];
}

/** Commands on a run of {@linkcode RUN_TARGETS}, each file of which is damaged in turn; they are slow. */
export function commandTargets(run: string): Target[] {
  const machine = ["--device", "cpu", "--threads", "1"];
  const commands: string[][] = [
    ["eval", run, ...machine, "--json"],
    ["eval", run, ...machine, "--json", "--adaptive", "0.5"],
    ["predict", run, ...machine, "--json", "--text", "purr meow"],
    ["train", "--resume", run, ...machine, "--quiet"],
  ];
  const files = Object.keys(RUN_FILES) as RunFile[];
  // Files that such a run has and reads: it is one of texts.
  const others = ["report", "picture", "lock", "pixels", "numbers", "settling", "gdu"];
  return files.filter((file) => !others.includes(file)).flatMap((file) =>
    commands.map((command) => ({
      ...fileTarget(run, file, () => printed(...command)),
      name: `${file}, ${command[0]}`,
    }))
  );
}

/** A file of a run that is damaged for a reading, and whole again behind it. */
function fileTarget(run: string, file: RunFile, read: () => Promise<unknown>): Target {
  const path = runPath(run, file);
  const whole = Deno.readFileSync(path);
  return {
    name: file,
    isJson: /\.jsonl?$/.test(path),
    seeds: [whole],
    async read(bytes) {
      await Deno.writeFile(path, bytes);
      try {
        return await read();
      } finally {
        await Deno.writeFile(path, whole);
      }
    },
  };
}
