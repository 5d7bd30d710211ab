/** Short trainings that show what options do. */
import { assert } from "@std/assert";
import { modalityOf } from "../../../tasks/modalities.ts";
import { tinyDense, tinyImages, writePictures } from "../pictures.ts";
import {
  csv,
  shared,
  someRows,
  tensorsOf,
  tiny,
  tinySettling,
  trainerOf,
  trainOptions,
} from "../support.ts";

/** Where the trials find their files. */
export const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const [head, ...lines] = csv(someRows(60)).trimEnd().split("\n");
const kinds = lines.map((line, i) => `${line},${i % 2 ? "odd" : "even"}`);
await Deno.writeTextFile(`${folder}/rows.csv`, [`${head},kind`, ...kinds].join("\n"));
const plain = someRows(60);
await Deno.writeTextFile(
  `${folder}/parted.csv`,
  plain.map(({ text, label }) => `${text};like,${label}\n`).join(""),
);
await Deno.writeTextFile(
  `${folder}/numbered.csv`,
  `1,2\n${plain.map(({ text, label }) => `${text},${label}\n`).join("")}`,
);
await Deno.writeTextFile(`${folder}/other.csv`, csv(someRows(30, 2)));
await Deno.writeTextFile(
  `${folder}/vectors.txt`,
  ["purr", "bark", "the", "wing"].map((word, i) => `${word} 0.5 -0.25 ${i} 1 2 3\n`).join(""),
);

const pairs = plain.map(({ text, label }, i) =>
  `${text},${text.slice(i % 7)} x,${text} y,${label}`
);
await Deno.writeTextFile(
  `${folder}/pairs.csv`,
  `sentence1,sentence2,other,label\n${pairs.join("\n")}\n`,
);

await writePictures(`${folder}/pictures`);

/** The weights after a short training with options, as one text. */
export async function weights(args: string): Promise<string> {
  const given = args.split(" ").filter((word) => word !== "");
  const mine = (flag: string) => given.includes(flag);
  const image = /--model (\w+_al)/.exec(args)?.[1];
  const settling = /--model (ep_\w+)/.exec(args)?.[1];
  const blocks = !image ? tiny : image === "mlp_al" ? tinyDense : tinyImages;
  const sizes = settling ? tinySettling : blocks;
  const data = `${folder}/${
    image ? "pictures" : settling === "ep_pair" ? "pairs.csv" : "rows.csv"
  }`;
  const defaults = ["--dataset", data, "--epoch", "2", ...sizes];
  const kept: string[] = [];
  for (let i = 0; i < defaults.length; i += 2) {
    if (!mine(defaults[i])) kept.push(defaults[i], defaults[i + 1]);
  }
  const options = trainOptions(...kept, ...given);
  const prepared = await modalityOf(options).prepare(options, () => {});
  const learner = prepared.build(shared);
  const paths = { best: `${folder}/best`, last: `${folder}/last` };
  assert(await trainerOf(learner, prepared, options, paths).run());
  const names = new Set(learner.parameters.map(({ name }) => name));
  const all = await tensorsOf(paths.last);
  return JSON.stringify([...all].filter(([name]) => names.has(name)));
}
