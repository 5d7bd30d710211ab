/** The files of run folders, for `fuzz.ts`. */
import { writeReport } from "../tasks/report/write.ts";
import { type RunFile, runPath } from "../tasks/run/folder.ts";
import { position } from "../tasks/run/position.ts";
import { shaped } from "../tasks/run/json_object.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type TensorSource,
} from "../tasks/loop/safetensors.ts";
import { readSafetensors } from "../tasks/run/safetensors.ts";
import { readVocabulary } from "../tasks/text/vocabulary_file.ts";
import type { Target } from "./fuzz.ts";
import { tinyDense, tinyImages, writePictures } from "./tasks/pictures.ts";
import { csv, oneThread, printed, someRows, tiny, tinySettling } from "./tasks/support.ts";

/** Where blocks can learn at the same time, whose times are kept then. */
const TRAINED_ON = ["--device", "cpu", "--threads", "2"];

/** Files that the report of each run is made of. */
const REPORTED = ["config", "environment", "data", "metrics", "result", "examples"] as const;

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
  /** The command that measures it, and the files that only runs of such nets have; the report is made of them too. */
  readonly measure: "adapt" | "gducheck";
  readonly measured: readonly RunFile[];
  /** Words that ask for a prediction. */
  readonly question: readonly string[];
}

const TWO_AT_ONCE = ["--num-layer", "2", "--block-schedule", "pipeline"];
const BLOCKS = { measure: "adapt", measured: ["adaptive", "pipeline"] } as const;

const RUNS: readonly Run[] = [
  {
    kind: "text",
    data: "rows.csv",
    model: "linearal",
    sizes: [...tiny, ...TWO_AT_ONCE],
    file: "vocabulary",
    ...BLOCKS,
    question: ["--text", "purr meow"],
  },
  {
    kind: "image",
    data: "pictures",
    model: "cnn_al",
    sizes: [...tinyImages, ...TWO_AT_ONCE],
    file: "pixels",
    ...BLOCKS,
    question: ["pictures/left/0.png"],
  },
  {
    kind: "numbers",
    data: "numbers.csv",
    model: "mlp_al",
    sizes: [...tinyDense, ...TWO_AT_ONCE],
    file: "numbers",
    ...BLOCKS,
    question: ["--file", "numbers.csv"],
  },
  {
    kind: "settling",
    data: "rows.csv",
    model: "ep_text",
    sizes: tinySettling,
    file: "vocabulary",
    measure: "gducheck",
    measured: ["settling", "gdu"],
    question: ["--text", "purr meow"],
  },
];

/** Readers of the files of runs, which are trained in `folder`. */
export async function runTargets(folder: string): Promise<readonly Target[]> {
  await trainRuns(folder);
  const { metadata } = await readSafetensors(runPath(`${folder}/text run`, "last"));
  const way = "take another";
  return [
    ...RUNS.flatMap(({ kind, measured }) => {
      const run = `${folder}/${kind} run`;
      return [...REPORTED, ...measured].map((file) => ({
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

/** Trains and measures the runs. */
async function trainRuns(folder: string): Promise<void> {
  const rows = someRows(60);
  const numbers = rows.map(({ text, label }) => `${text.length},${text.length % 7},${label}`);
  await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
  await Deno.writeTextFile(`${folder}/numbers.csv`, ["a,b,label", ...numbers].join("\n"));
  await writePictures(`${folder}/pictures`);
  for (const { kind, data, model, sizes, measure } of RUNS) {
    const run = `${folder}/${kind} run`;
    const words = ["--dataset", `${folder}/${data}`, "--run-dir", run, "--model", model, ...sizes];
    await printed("train", ...words, "--epoch", "3", "--quiet", ...TRAINED_ON);
    await printed(measure, run, ...oneThread, "--quiet");
  }
}

/** Commands on runs of {@linkcode runTargets}, each file of which is damaged in turn; they are slow. */
export function commandTargets(folder: string): Target[] {
  return RUNS.flatMap(({ kind, file, measure, measured, question }) => {
    const run = `${folder}/${kind} run`;
    const commands = [
      ["eval", run, ...oneThread, "--json"],
      ["eval", run, ...oneThread, "--json", "--adaptive", "0.5"],
      ["predict", run, ...oneThread, "--json", ...question.map((word) => inside(folder, word))],
      ["train", "--resume", run, ...oneThread, "--quiet"],
      ["summary", run],
      ["compare", run, "--run-dir", `${folder}/study`, "--json"],
      [measure, run, ...oneThread, "--json"],
    ];
    return commands.flatMap((command) => {
      const read = () => printed(...command);
      const files = [...REPORTED, ...measured, file, ...WEIGHTS];
      return [
        ...files.map((damaged) => ({ ...fileTarget(run, damaged, read), file: `${damaged}` })),
        ...WEIGHTS.map((damaged) => ({
          ...weightsTarget(run, damaged, read),
          file: `${damaged} with its checksum`,
        })),
      ].map(({ file, ...target }) => ({
        ...target,
        name: `${kind} ${file}, ${command[0]}`,
        isSlow: true,
      }));
    });
  });
}

/** A checkpoint whose words and shapes are damaged and whose checksum is right. */
function weightsTarget(run: string, file: "best" | "last", read: () => Promise<unknown>): Target {
  const target = fileTarget(run, file, read);
  const { metadata, tensors } = decodeSafetensors(target.seeds[0]);
  const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
  return {
    ...target,
    isJson: true,
    seeds: [new TextEncoder().encode(JSON.stringify({ metadata, shapes }))],
    async read(bytes) {
      const changed = Object(parsed(bytes));
      const words = Object.entries(Object(changed.metadata)).map(([key, value]) =>
        [key, typeof value === "string" ? value : JSON.stringify(value)] as const
      );
      const sources = Object.entries(Object(changed.shapes)).filter(([, shape]) => isSmall(shape))
        .map(([name, shape]): TensorSource => {
          const size = (shape as number[]).reduce((product, n) => product * n, 1);
          const isWord = tensors.get(name)?.dtype === "U32";
          const data = isWord ? new Uint32Array(size) : new Float32Array(size);
          return { name, dtype: isWord ? "U32" : "F32", shape: shape as number[], data };
        });
      return await target.read(await encodeSafetensors(sources, Object.fromEntries(words)));
    },
  };
}

function isSmall(shape: unknown): boolean {
  return Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0 && n < 100);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
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
