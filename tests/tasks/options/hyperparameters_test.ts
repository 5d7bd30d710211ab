import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Parsed, parseOptions } from "../../../tasks/options/options.ts";
import { OptionError } from "../../../tasks/options/value.ts";

type Json = Readonly<Record<string, unknown>>;

/** The file as the ICLR package brings it. */
const PARAMETERS = {
  activation: "tanh",
  batch_size: 256,
  class_num: 4,
  embedding_dim: 300,
  epochs: 50,
  hidden_dim: 512,
  label_dim: 128,
  lr: 0.001,
  max_len: 256,
  nhead: 6,
  nlayers: 2,
  one_hot_label: true,
  pretrained: "glove",
  ramdom_label: false,
  vocab_size: 30000,
};
const FILE = {
  Dataset: "AGNews",
  Mode: "LSTMAL",
  Parameters: PARAMETERS,
  Save_dir: "data/ckpt/",
  Title: "AGNews",
};

function read(content: Json, ...words: string[]): Parsed<"train"> {
  const text = JSON.stringify(content);
  const parsed = parseOptions(["train", "--config", "h.json", ...words], () => text);
  assert(parsed.command === "train");
  return parsed;
}

const withParameters = (changes: Json): Json => ({
  ...FILE,
  Parameters: { ...PARAMETERS, ...changes },
});

function refuses(content: Json, message: string): void {
  assertEquals(assertThrows(() => read(content), OptionError).message, message);
}

Deno.test("--config takes the ICLR package's hyperparameters.json of an LSTM", () => {
  const { options, given, notes } = read(FILE);
  const { dataset, model, mode, numLayer, embDim, l1Dim, labelEmb, deepLabelEmb } = options;
  assertEquals([dataset, model, mode, numLayer, embDim, l1Dim, labelEmb, deepLabelEmb], [
    "ag_news",
    "lstmal",
    "al",
    3,
    300,
    512,
    128,
    512,
  ]);
  const { batchTrain, epoch, lr, embLr, maxLen, vectors, vocabSize, saveDir, activation } = options;
  assertEquals([batchTrain, epoch, lr, embLr, maxLen, vectors, vocabSize, saveDir, activation], [
    256,
    50,
    1e-3,
    1e-3,
    256,
    "glove.6B.300d",
    30_000,
    "data/ckpt/",
    "tanh",
  ]);
  assertEquals([options.decoder, options.detachTarget], ["none", true]); // ours
  assertEquals(notes, ["h.json: nothing here depends on Title, nhead, see docs/originals.md"]);
  assert(given.has("lr") && !given.has("decoder"));
});

Deno.test("--config takes it of a Transformer, whose hidden_dim is its inner width", () => {
  const { options, notes } = read({
    ...FILE,
    Mode: "TransformerAL",
    Dataset: "SST",
    Parameters: { ...PARAMETERS, class_num: 2, pretrained: null, activation: "tanhsh" },
  });
  const { dataset, model, heads, ffDim, l1Dim, deepLabelEmb, vectors, activation } = options;
  assertEquals([dataset, model, heads, ffDim, deepLabelEmb, vectors, activation], [
    "sst2",
    "transformeral",
    6,
    512,
    512,
    undefined,
    "tanhshrink",
  ]);
  assertEquals(l1Dim, 64);
  assertEquals(notes, ["h.json: nothing here depends on Title, see docs/originals.md"]);
});

Deno.test("--config takes it of the baselines by backpropagation", () => {
  for (const [Mode, model] of [["LSTM", "lstmal"], ["Transformer", "transformeral"]]) {
    const { options } = read({ ...FILE, Mode });
    assertEquals([options.model, options.mode, options.deepLabelEmb], [model, "bp", undefined]);
  }
});

Deno.test("the command line and a preset stand beside hyperparameters.json as beside any file", () => {
  const { options } = read(FILE, "--lr", "0.5", "--preset", "iclr2022");
  assertEquals([options.lr, options.embLr, options.decoder, options.detachTarget], [
    0.5,
    1e-3,
    "tanh",
    false,
  ]);
  const { options: rest } = read({ Mode: "LSTMAL", Parameters: {} }, "--dataset", "ag_news");
  assertEquals([rest.model, rest.lr, rest.vectors], ["lstmal", 1e-3, undefined]);
});

Deno.test("hyperparameters.json is refused by file and key where it cannot be read", () => {
  refuses(
    withParameters({ batchsize: 3 }),
    'Cannot read "batchsize" in h.json: hyperparameters have no such key, did you mean "batch_size"?',
  );
  refuses(
    { ...FILE, Seed: 3 },
    'Cannot read "Seed" in h.json: hyperparameters have no such key, give Title, Dataset, Mode, Parameters, Save_dir',
  );
  refuses(
    withParameters({ lr: "fast" }),
    'Cannot read "lr": "fast" in h.json: it is a string, give a number between 1e-8 and 10',
  );
  refuses(
    withParameters({ hidden_dim: 1.5 }),
    'Cannot read "hidden_dim": 1.5 in h.json: it is not a whole number, give one between 1 and 16384',
  );
  refuses(
    withParameters({ nlayers: 0 }),
    'Cannot read "nlayers": 0 in h.json: it is too small, give one between 1 and 255',
  );
  refuses(
    withParameters({ class_num: 14 }),
    'Cannot read "class_num": 14 in h.json: the data set has 4 classes, correct it',
  );
  refuses(
    withParameters({ one_hot_label: false }),
    'Cannot read "one_hot_label": false in h.json: labels are one-hot vectors, give true',
  );
  refuses(
    withParameters({ ramdom_label: true }),
    'Cannot read "ramdom_label": true in h.json: labels are those of the data, give false',
  );
  refuses(
    withParameters({ pretrained: "word2vec" }),
    'Cannot read "pretrained": "word2vec" in h.json: there is no such choice, give glove, fasttext',
  );
  refuses(
    { ...FILE, Mode: "GRU" },
    'Cannot read "Mode": "GRU" in h.json: there is no such choice, give LSTM, LSTMAL, Transformer, TransformerAL',
  );
  refuses(
    { Parameters: PARAMETERS },
    'Cannot read "Mode" in h.json: it is missing, give LSTM, LSTMAL, Transformer, TransformerAL',
  );
  refuses(
    { ...FILE, Dataset: 3 },
    'Cannot read "Dataset": 3 in h.json: there is no such choice, give AGNews, DBpedia, IMDb, IMDB, SST',
  );
  refuses(
    { ...FILE, Parameters: [1] },
    'Cannot read "Parameters": [1] in h.json: it is no object, write {"lr": 1e-3, ...}',
  );
});

Deno.test("hyperparameters.json is refused by key for values of every wrong type", () => {
  for (const key of Object.keys(PARAMETERS)) {
    for (const wrong of [-1, "", "x", [], {}, 1e12]) {
      const { message } = assertThrows(() => read(withParameters({ [key]: wrong })), OptionError);
      assert(message.startsWith(`Cannot read "${key}": `), `${key} ${wrong}: ${message}`);
      assert(message.includes(" in h.json: "), message);
    }
  }
});
