/** The short runs: together they take every model, and most options that decide weights. */
import { tiny, tinySettling } from "./support.ts";

/** A run of the command line. */
export interface ShortRun {
  /** Its name, and its folder's. */
  readonly name: string;
  /** What begins it. */
  readonly command: "train" | "accumulate" | "grow";
  /** Options beside those that make it small; FOLDER stands for the folder of the data. */
  readonly options: string;
  /** Options that make it small, where the others do not say otherwise. */
  readonly small: readonly string[];
  /** Name of the run before it that it grows from. */
  readonly from?: string;
  /** Lines of losses after which it is stopped, to go on with --resume; without it it runs through. */
  readonly stop?: number;
}

/** High rates, so that the few steps there are change weights much. */
const RATES = "--lr 0.05 --emb-lr 0.2";
const FAST = `${RATES} --epoch 3`;
const SIDES = "--side-dim 4-4-4 --max-len 12";

/** Nothing decays where neither the options nor a preset say how much. */
function plain(options: string): string {
  const has = (name: string) => options.includes(`--${name} `);
  const none = ["weight-decay", "emb-decay"].filter((name) => !has("preset") && !has(name));
  return [options, ...none.map((name) => `--${name} 0`)].join(" ");
}

function train(name: string, options: string, stop?: number): ShortRun {
  return { name, command: "train", options: plain(options), small: tiny, stop };
}

/** A run of a model that settles. */
function settling(name: string, options: string, stop?: number): ShortRun {
  const words = `${options} --lr 0.05 --epoch 3`;
  return { name, command: "train", options: words, small: tinySettling, stop };
}

function accumulate(name: string, options: string, stop?: number): ShortRun {
  return { name, command: "accumulate", options: plain(options), small: tiny, stop };
}

function grow(name: string, from: string, options: string): ShortRun {
  return { name, command: "grow", from, options, small: [] };
}

/** The runs, in an order in which each stands behind what it grows from. */
export const RUNS: readonly ShortRun[] = [
  train("linearal", `--model linearal ${FAST}`),
  train("lstmal", `--model lstmal ${FAST}`),
  train("transformeral", `--model transformeral --heads 2 ${FAST}`),
  train("linearalside", `--model linearalside ${SIDES} ${FAST}`),
  train("lstmalside", `--model lstmalside ${SIDES} ${FAST}`),
  train("transformeralside", `--model transformeralside --heads 2 ${SIDES} ${FAST}`),

  train("bp-linearal", `--mode bp --model linearal --clip 0.5 --schedule constant ${FAST}`),
  train(
    "bp-lstmal",
    `--mode bp --model lstmal --schedule plateau --schedule-every 1 --dropout 0.3 ${RATES} --epoch 3`,
  ),
  train(
    "bp-transformeral",
    `--mode bp --model transformeral --heads 3 --norm pre --weight-decay 0.2 ${FAST}`,
  ),
  train("bp-linearalside", `--mode bp --model linearalside --side-merge max ${SIDES} ${FAST}`),
  train(
    "bp-lstmalside",
    `--mode bp --model lstmalside --optimizer sgd --weight-decay 0.1 ${SIDES} ${FAST}`,
  ),
  train(
    "bp-transformeralside",
    `--mode bp --model transformeralside --heads 2 --same-emb ${SIDES} ${FAST}`,
  ),

  accumulate("accumulate-lstmal", `--model lstmal --dropout 0.3 --clip 0.5 ${FAST}`),
  accumulate("accumulate-sides", `--model transformeralside --heads 2 ${SIDES} ${FAST}`),
  grow("grow-layers", "lstmal", `--layers 1 --dropout 0.2 ${FAST}`),
  grow("grow-column", "linearal", `--side title --layers 1 --weight-decay 0.1 ${FAST}`),
  grow(
    "grow-transformeral",
    "transformeral",
    `--layers 1 --side title --feature-cache disk --embedding-update dense ${FAST}`,
  ),

  train("column-lstmal", `--model lstmal --side title@2 --clip 0.3 ${FAST}`),
  train("column-transformeral", `--model transformeral --heads 2 --side title@3 ${FAST}`),
  train("column-linearal", `--model linearal --side title@2 --side-merge max ${FAST}`),
  train("same-emb-linearal", `--model linearalside --same-emb ${SIDES} ${FAST}`),
  train(
    "same-emb-lstmal",
    `--model lstmalside --l1-dim 3 --same-emb --embedding-update dense --weight-decay 0.3 ${SIDES} ${FAST}`,
  ),

  train("iclr2022-linearal", `--preset iclr2022 --model linearal ${FAST}`),
  train("iclr2022-lstmal", `--preset iclr2022 --model lstmal --deep-label-emb 7 ${FAST}`),
  train(
    "iclr2022-transformeral",
    `--preset iclr2022 --model transformeral --ff-dim 7 --deep-label-emb 7 ${FAST}`,
  ),
  train("rewrite-lstmal", `--preset rewrite --model lstmal ${FAST}`),
  train("rewrite-transformeral", `--preset rewrite --model transformeral --heads 2 ${FAST}`),
  train(
    "thesis-linearalside",
    `--preset thesis --model linearalside --schedule-every 1 ${RATES} --epoch 4`,
  ),
  train("thesis-lstmalside", `--preset thesis --model lstmalside --max-len 20 ${FAST}`),
  train("thesis-transformeral", `--preset thesis --model transformeral --heads 2 ${FAST}`),

  train(
    "sgd-step",
    "--model lstmal --optimizer sgd --lr 0.1 --emb-lr 0.5 --clip 0.4 --schedule step " +
      "--schedule-every 1 --schedule-factor 0.5 --epoch 3 --weight-decay 0.05",
  ),
  train(
    "undetached",
    "--model linearal --bridge mlp --no-detach-target --reconstruction mse --decoder tanh " +
      `--decoder-deep sigmoid --ae-lr-scale 0.5 --activation gelu --forward-activation prelu ${FAST}`,
  ),
  train(
    "sinusoidal",
    "--model transformeral --heads 2 --positions sinusoidal --norm pre --layer-dropout 0.3 " +
      `--pool positions --ff-dim 7 --no-detach-target ${FAST}`,
  ),
  train(
    "readout-sum",
    `--model lstmal --readout sum --no-hand-over --bridge mlp --no-label-bias --seed 7 ${FAST}`,
  ),
  train(
    "readout-both",
    `--model lstmal --readout both --init thesis --batch-train 5 --batch-test 5 --no-bucket ${FAST}`,
  ),
  train(
    "positions-dense",
    "--model linearal --pool positions --embedding-update dense --weight-decay 0.5 --stop-words " +
      `--test-data FOLDER/test.csv --text-column title,text --limit 40 ${FAST}`,
  ),
  train(
    "vectors",
    "--model lstmal --no-bidirectional --vectors FOLDER/vectors.txt --min-count 2 --vocab-size 20 " +
      FAST,
  ),

  train(
    "stopped",
    `--model lstmal --dropout 0.3 --clip 0.5 --schedule plateau --log-every 4 ${FAST}`,
    1,
  ),
  train("stopped-emb-decay", `--model linearal --emb-decay 3 --batch-train 2 ${FAST}`, 7),
  settling("ep_text", "--model ep_text"),
  settling("ep_pair", "--model ep_pair --dataset FOLDER/pairs.jsonl --unit-activation tanh"),
  settling("bp-ep_text", "--model ep_text --mode bp --unit-activation my_sigmoid --hidden 7,5"),
  settling(
    "bp-ep_pair",
    "--model ep_pair --dataset FOLDER/pairs.jsonl --mode bp --unit-activation sigmoid",
  ),
  settling(
    "ijcai2023-ep_text",
    "--preset ijcai2023 --model ep_text --vectors FOLDER/vectors.txt --beta 0.2 --rates 0.1,0.05,0.02",
  ),
  settling(
    "stopped-ep_pair",
    "--model ep_pair --dataset FOLDER/pairs.jsonl --no-third-phase --settling-order upward --log-every 2",
    3,
  ),
  accumulate("stopped-accumulate", `--model lstmal --dropout 0.3 --log-every 2 ${FAST}`, 13),
];
