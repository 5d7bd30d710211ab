/** The files of run folders, for `fuzz.ts`. */
import { writeReport } from "../tasks/report/write.ts";
import { type RunFile, runPath } from "../tasks/run/folder.ts";
import { position } from "../tasks/run/position.ts";
import { shaped } from "../tasks/run/json_object.ts";
import { readSafetensors } from "../tasks/run/safetensors.ts";
import { readVocabulary } from "../tasks/text/vocabulary_file.ts";
import type { Target } from "./fuzz.ts";
import { tinyDense, tinyImages, writePictures } from "./tasks/pictures.ts";
import { csv, printed, someRows, tiny } from "./tasks/support.ts";

const MACHINE = ["--device", "cpu", "--threads", "1"];

/** Files that the report is made of. */
const REPORTED = [
  ...["config", "environment", "data", "metrics", "result", "adaptive", "examples"] as const,
];

const WEIGHTS = ["best", "last"] as const;

/** A run. */
interface Run {
  /** Its kind of data. */
  readonly kind: string;
  /** What it learns from. */
  readonly data: string;
  readonly model: string;
  readonly sizes: readonly string[];
  /** The file that says how data are read. */
  readonly file: RunFile;
  /** Words that ask for a prediction. */
  readonly question: readonly string[];
}

const RUNS: readonly Run[] = [
  {
    kind: "text",
    data: "rows.csv",
    model: "linearal",
    sizes: tiny,
    file: "vocabulary",
    question: ["--text", "purr meow"],
  },
  {
    kind: "image",
    data: "pictures",
    model: "cnn_al",
    sizes: tinyImages,
    file: "pixels",
    question: ["pictures/left/0.png"],
  },
  {
    kind: "numbers",
    data: "numbers.csv",
    model: "mlp_al",
    sizes: tinyDense,
    file: "numbers",
    question: ["--file", "numbers.csv"],
  },
];

/** Readers of the files of runs, which are trained in `folder`. */
export async function runTargets(folder: string): Promise<readonly Target[]> {
  await trainRuns(folder);
  const { metadata } = await readSafetensors(runPath(`${folder}/text run`, "last"));
  const way = "take another";
  return [
    ...RUNS.flatMap(({ kind }) => {
      const run = `${folder}/${kind} run`;
      return REPORTED.map((file) => ({
        ...fileTarget(run, file, () => writeReport(run)),
        name: `${kind} ${file}`,
        isSlow: true,
      }));
    }),
    fileTarget(`${folder}/text run`, "vocabulary", () => readVocabulary(`${folder}/text run`)),
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

/** Trains and adapts a run of texts, one of images and one of numbers. */
async function trainRuns(folder: string): Promise<void> {
  const rows = someRows(60);
  const numbers = rows.map(({ text, label }) => `${text.length},${text.length % 7},${label}`);
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
  await Deno.writeTextFile(`${folder}/numbers.csv`, ["a,b,label", ...numbers].join("\n"));
  await writePictures(`${folder}/pictures`);
  for (const { kind, data, model, sizes } of RUNS) {
    const run = `${folder}/${kind} run`;
    const words = ["--dataset", `${folder}/${data}`, "--run-dir", run, "--model", model, ...sizes];
    await printed("train", ...words, "--epoch", "1", "--num-layer", "2", "--quiet", ...MACHINE);
    await printed("adapt", run, ...MACHINE, "--quiet");
  }
}

/** Commands on runs of {@linkcode runTargets}, each file of which is damaged in turn; they are slow. */
export function commandTargets(folder: string): Target[] {
  return RUNS.flatMap(({ kind, file, question }) => {
    const run = `${folder}/${kind} run`;
    const commands = [
      ["eval", run, ...MACHINE, "--json"],
      ["eval", run, ...MACHINE, "--json", "--adaptive", "0.5"],
      ["predict", run, ...MACHINE, "--json", ...question.map((word) => inside(folder, word))],
      ["train", "--resume", run, ...MACHINE, "--quiet"],
      ["summary", run],
    ];
    return [...REPORTED, file, ...WEIGHTS].flatMap((damaged) =>
      commands.map((command) => ({
        ...fileTarget(run, damaged, () => printed(...command)),
        name: `${kind} ${damaged}, ${command[0]}`,
        isSlow: true,
      }))
    );
  });
}

/** A word of a question; a path is one in the folder. */
function inside(folder: string, word: string): string {
  return word.includes(".") ? `${folder}/${word}` : word;
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
