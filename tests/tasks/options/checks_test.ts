import { assert, assertEquals, assertThrows } from "@std/assert";
import { CONFIG_FORMAT, CONFIG_VERSION, configValues } from "../../../tasks/options/config.ts";
import { OPTIONS } from "../../../tasks/options/table.ts";
import {
  completeOptions,
  configOptions,
  type Parsed,
  parseOptions,
} from "../../../tasks/options/options.ts";
import { OptionError } from "../../../tasks/options/value.ts";

function read(line: string, config = "{}"): Parsed<"train"> {
  const parsed = parseOptions(line.split(" "), () => config);
  assert("options" in parsed);
  return parsed as Parsed<"train">;
}

function refuses(line: string, message: string, config?: string): void {
  assertEquals(assertThrows(() => read(line, config), OptionError).message, message);
}

Deno.test("the early table is that of vgg_al alone", () => {
  for (const model of ["vgg_al", "vgg_al_side"]) {
    const trunk = (more: string) =>
      read(`train --dataset digits --model ${model}${more}`).options.trunk;
    assertEquals([trunk(""), trunk(" --trunk thesis")], ["early", "thesis"]);
  }
  refuses(
    "train --dataset digits --model cnn_al --trunk early",
    "Cannot use --trunk early with --model cnn_al: it is a table of vgg_al alone, give thesis or neco",
  );
});

Deno.test("heads must share a Transformer's width", () => {
  const message = "Cannot use --heads 4 with --emb-dim 130: heads share the width 130 evenly, " +
    "give --heads 1, 2, 5, 10, 13 or 26, or another --emb-dim";
  for (const model of ["transformeral", "transformeralside"]) {
    refuses(`train --model ${model} --heads 4 --emb-dim 130`, message);
    refuses(`summary --model ${model} --emb-dim 130`, message);
    read(`train --model ${model} --heads 13 --emb-dim 130`);
    // Its width is that of the file.
    read(`train --model ${model} --emb-dim 130 --vectors v.txt`);
    read(`train --model ${model} --emb-dim 130 --word-vec runs/a`);
  }
  refuses(
    "train --model transformeral --emb-dim 7",
    "Cannot use --heads 4 with --emb-dim 7: heads share the width 7 evenly, give --heads 1 or 7, or another --emb-dim",
  );
  refuses(
    "train --model transformeral --vectors glove.6B.50d",
    "Cannot use --heads 4 with --vectors glove.6B.50d: heads share the width 50 evenly, give --heads 1, 2, 5, 10 or 25, or other vectors",
  );
  read("train --model transformeral --vectors glove.6B.50d --heads 5");
  read("train --model transformeral --vectors wiki-news-300d-1M --emb-dim 7");
  read("train --model lstmal --emb-dim 130");
});

Deno.test("what a model that settles would not use is refused, and so are vectors of two places", () => {
  refuses(
    "train --model ep_text --l2 0.5",
    "Cannot use --l2 with --model ep_text: it is for models of blocks, leave it out",
  );
  refuses(
    "train --dataset a.csv --model ep_text --second-column b",
    "Cannot use --second-column with --model ep_text: it belongs to linearal, lstmal, transformeral or " +
      "ep_pair, leave it out or give --model linearal, lstmal, transformeral or ep_pair",
  );
  for (const model of ["linearal", "ep_pair"]) {
    read(`train --dataset a.csv --model ${model} --second-column b`);
  }
  for (const model of ["lstmal", "ep_text"]) {
    refuses(
      `train --model ${model} --vectors v.txt --word-vec runs/a`,
      "Cannot use --vectors with --word-vec: both name vectors to start from, give one of them",
    );
  }
});

Deno.test("vectors that are named leave no first values to choose", () => {
  for (const option of ["--vectors v.txt", "--word-vec runs/a"]) {
    const [name] = option.split(" ");
    refuses(
      `train ${option} --first-vectors counts`,
      `Cannot use --first-vectors with ${name}: it names the vectors to start from, leave it out`,
    );
  }
  read("train --dataset a.csv --vectors v.txt"); // whose set has counts by default
});

Deno.test("groups are refused where files leave nothing to split", () => {
  const files = ["--val-data v.csv", "--test-data t.csv"];
  refuses(
    `train --dataset a.csv --group-column person ${files.join(" ")}`,
    "Cannot use --group-column with --val-data and --test-data: no rows are split then, leave it out",
  );
  for (const file of files) read(`train --dataset a.csv --group-column person ${file}`);
});

/** A value of each option that belongs to models of a kind. */
const OF_KIND = {
  lstmal: ["--no-bidirectional", "--readout sum", "--no-hand-over"],
  linearal: ["--side-merge max"],
  transformeral: ["--heads 2", "--ff-dim 8", "--norm pre", "--positions sinusoidal"].concat([
    "--layer-dropout 0",
  ]),
};

Deno.test("options of one kind of model are refused with another, and taken with it", () => {
  for (const [kind, all] of Object.entries(OF_KIND)) {
    for (const words of all) {
      const name = words.split(" ")[0].replace("no-", "");
      read(`train --model ${kind}side ${words}`);
      read(`accumulate --model ${kind}side ${words}`);
      for (const model of OPTIONS.model.choices) {
        if (model.startsWith(kind)) continue;
        refuses(
          `train --model ${model} ${words}`,
          `Cannot use ${name} with --model ${model}: it belongs to ${kind}, leave it out or give --model ${kind}`,
        );
      }
    }
  }
  refuses(
    "train --heads 4",
    "Cannot use --heads with --model lstmal: it belongs to transformeral, leave it out or give --model transformeral",
  );
});

Deno.test("options are held to the model of a new run alone", () => {
  // A run that is read or goes on has a model of its own.
  read("train --resume runs/a --heads 2");
  read("summary --run-dir runs/a --heads 2");
  refuses(
    "train --run-dir runs/a --heads 2",
    "Cannot use --heads with --model lstmal: it belongs to transformeral, leave it out or give --model transformeral",
  );
});

Deno.test("options of side inputs are refused where there is none", () => {
  refuses(
    "train --model linearal --side-merge max",
    "Cannot use --side-merge with --model linearal: it takes no side input, give --model linearalside or --side",
  );
  refuses(
    "train --same-emb",
    "Cannot use --same-emb with --model lstmal: it takes no side input, give --model lstmalside or --side",
  );
  refuses(
    "train --side-dim 3-3-3",
    'Cannot read --side-dim "3-3-3" with --model lstmal: its blocks take no words of their own, give --model lstmalside',
  );
  refuses(
    "accumulate --model lstmalside --side-dim 3-3",
    'Cannot read --side-dim "3-3": it has 2 parts and --num-layer is 3, give one for each block',
  );
  read("train --model linearal --side title@2 --side-merge max");
});

Deno.test("options of the blocks' own losses are refused with backpropagation", () => {
  for (const words of ["--ae-lr-scale 2", "--no-detach-target", "--reconstruction mse"]) {
    const name = words.split(" ")[0].replace("no-", "");
    refuses(
      `train --mode bp ${words}`,
      `Cannot use ${name} with --mode bp: blocks have no losses of their own there, leave it out`,
    );
    read(`train ${words}`);
  }
});

Deno.test("--side-dim says how many words are read where --max-len does not", () => {
  const side = "train --model linearalside --num-layer 2 --side-dim 30-12";
  assertEquals(read(side).options.maxLen, 42);
  assertEquals(read(`${side} --max-len 20`).options.maxLen, 20);
  assertEquals(read(`${side} --config c`, '{"max-len": 20}').options.maxLen, 20);
});

Deno.test("--criterion and --exits are refused where no text leaves early", () => {
  for (const command of ["eval", "predict"]) {
    for (const words of ["--criterion margin", "--exits 1,2"]) {
      const name = words.split(" ")[0];
      refuses(
        `${command} ${words}`,
        `Cannot use ${name} without --adaptive: every text runs through all blocks, give --adaptive`,
      );
      read(`${command} ${words} --adaptive 0.5`);
    }
  }
  read("adapt --criterion margin --exits 1,2");
});

Deno.test("--depth is refused beside --adaptive, depth 1 and threshold 0 too", () => {
  for (const command of ["eval", "predict"]) {
    refuses(
      `${command} --depth 1 --adaptive 0`,
      "Cannot read --depth 1 with --adaptive 0: each says where examples leave, give one of them",
    );
    read(`${command} --depth 1`);
  }
});

Deno.test("a user's file is held to what goes together, a run's own is not", () => {
  const options = configValues(read("train --model lstmal").options);
  assert("heads" in options && "side-merge" in options);
  const run = JSON.stringify({ format: CONFIG_FORMAT, version: CONFIG_VERSION, options });
  assertEquals(read("train --config c --model linearal", run).options.model, "linearal");
  assertEquals(read("train --config c", run).options.model, "lstmal");
  refuses(
    "train --config c --model linearal",
    "Cannot use --heads with --model linearal: it belongs to transformeral, leave it out or give --model transformeral",
    '{"heads": 2}',
  );
  refuses(
    "train --config c --model linearal --readout sum",
    "Cannot use --readout with --model linearal: it belongs to lstmal, leave it out or give --model lstmal",
    run,
  );
});

Deno.test("options on how files are written are refused where no file is read", () => {
  const refused = (line: string, name: string, dataset = "news") =>
    refuses(line, `Cannot use --${name} with --dataset ${dataset}: it is for files, leave it out`);
  refused("train --text-column body", "text-column");
  refused("train --dataset news --no-header", "header");
  refused("accumulate --dataset sst2 --delimiter ; --val-data test", "delimiter", "sst2");
  refused("eval --dataset news --label-column a", "label-column");
  refused("train --dataset snli --second-column b", "second-column", "snli");
  const taken = [
    "train --dataset a.csv",
    "train --val-data a.csv",
    "eval",
    "eval --test-data a.csv",
  ];
  for (const line of taken) read(`${line} --text-column body --delimiter ;`);
});

Deno.test("a part of the rows is that of a new run: eval takes none, and a run that goes on keeps its own", () => {
  for (const name of ["fold", "group-column"]) {
    refuses(
      `eval --${name} 1/3`,
      `Cannot read --${name}: eval does not take it, it belongs to train, accumulate, grow, summary`,
    );
  }
  read("train --resume run --fold 1/3"); // held to the fold of the run, which is not known here
  refuses(
    "train --fold 1/3",
    "Cannot use --fold 1/3 with --dataset news: it brings the test rows, leave one of them out",
  );
});

Deno.test("the options of any model can be read back from its run", () => {
  for (const model of OPTIONS.model.choices) {
    const { options } = read(`train --model ${model}`);
    const given = configOptions("train", "config.json", configValues(options));
    assertEquals({ ...completeOptions("train", given) }, { ...options });
  }
});
