/** The authors' settings, by data set and model. */
import { assertEquals, assertThrows } from "@std/assert";
import { baseModel, reads } from "../../../tasks/options/models.ts";
import { kindOfSet, unreadable } from "../../../tasks/options/sets.ts";
import type { DataKind } from "../../../tasks/options/spec.ts";
import { OPTIONS } from "../../../tasks/options/table.ts";
import type { OptionsOf } from "../../../tasks/options/options.ts";
import { PRESETS, presetsOf, presetValues } from "../../../tasks/options/presets.ts";
import { OptionError } from "../../../tasks/options/value.ts";
import { trainOptions } from "../support.ts";

/** The options of a training by preset, data set and model. */
function optionsOf(preset: string, dataset: string, model: string): OptionsOf<"train"> {
  return trainOptions("--preset", preset, "--dataset", dataset, "--model", model);
}

Deno.test("presetValues() gives values that the options take, for every data set and model", () => {
  for (const [data, presets] of Object.entries(PRESETS)) {
    const names = OPTIONS.dataset.names.filter((name) => kindOfSet(name) === data);
    const models = OPTIONS.model.choices.filter((model) =>
      reads(baseModel(model), data as DataKind)
    );
    for (const preset of Object.keys(presets)) {
      for (const dataset of names) {
        for (const model of models) {
          if (!(preset in presetsOf(dataset, model)) || unreadable({ dataset, model })) continue;
          const { embDim, heads, model: taken } = optionsOf(preset, dataset, model);
          assertEquals([taken, embDim % heads], [model, 0], `${preset} ${dataset}`);
        }
      }
    }
  }
});

Deno.test("presetValues() puts a model's values for a data set before all others", () => {
  const rates = (preset: string, dataset: string, model: string) => {
    const { batchTrain, epoch, maxLen, stopWords } = optionsOf(preset, dataset, model);
    return [batchTrain, epoch, maxLen, stopWords];
  };
  assertEquals(rates("iclr2022", "dbpedia_14", "lstmal"), [128, 20, 500, true]);
  assertEquals(rates("iclr2022", "dbpedia_14", "transformeral"), [256, 5, 128, true]);
  assertEquals(rates("iclr2022", "ag_news", "lstmal"), [64, 10, 177, false]);
  assertEquals(rates("iclr2022", "ag_news", "transformeral"), [256, 15, 256, true]);
  assertEquals(rates("iclr2022", "sst2", "transformeral"), [256, 15, 256, false]);
  assertEquals(rates("thesis", "imdb", "transformeral"), [256, 20, 500, false]);
  assertEquals(rates("thesis", "imdb", "transformeralside"), [256, 100, 200, false]);
  assertEquals(rates("thesis", "dbpedia_14", "linearalside"), [256, 50, 80, true]);
});

Deno.test("presetValues() has the Transformers of the authors", () => {
  const sizes = (preset: string, dataset: string) => {
    const { heads, ffDim, l1Dim, norm, init, layerDropout, positions, deepLabelEmb } = optionsOf(
      preset,
      dataset,
      "transformeral",
    );
    return [heads, ffDim ?? l1Dim, norm, init, layerDropout, positions, deepLabelEmb];
  };
  assertEquals(sizes("iclr2022", "imdb"), [6, 256, "post", "pytorch", 0.1, "none", 256]);
  assertEquals(sizes("rewrite", "sst2"), [4, 256, "pre", "thesis", 0.1, "none", undefined]);
  assertEquals(sizes("rewrite", "ag_news"), [4, 300, "pre", "thesis", 0.1, "none", undefined]);
  assertEquals(sizes("thesis", "ag_news"), [4, 300, "pre", "thesis", 0.1, "none", undefined]);
  assertEquals(presetValues("rewrite", "ag_news", "transformeral")["ae-lr-scale"], 0.5);
  assertEquals(presetValues("rewrite", "ag_news", "lstmal")["ae-lr-scale"], 1);
});

Deno.test("presetValues() has the side inputs of the thesis, as wide as the blocks", () => {
  const parts = { ag_news: "10-10-10-10", dbpedia_14: "20-20-20-20", imdb: "50-50-50-50" };
  for (const [dataset, sideDim] of Object.entries(parts)) {
    for (const model of ["linearalside", "lstmalside", "transformeralside"]) {
      const options = optionsOf("thesis", dataset, model);
      assertEquals([options.sideDim, options.sideMerge, options.lr], [sideDim, "max", 5e-4]);
      assertEquals(options.embDim, options.l1Dim);
      assertEquals(options.bidirectional, model !== "lstmalside");
      assertEquals(options.numLayer, 4);
    }
  }
});

Deno.test("presetValues() reads the last states of LSTMs as the authors do", () => {
  const readout = (preset: string) => optionsOf(preset, "ag_news", "lstmal").readout;
  assertEquals(["iclr2022", "rewrite", "thesis"].map(readout), ["both", "sum", "sum"]);
});

Deno.test("presetValues() refuses presets of other data", () => {
  assertThrows(
    () => presetValues("rewrite", "mnist", "cnn_al"),
    OptionError,
    "Cannot use --preset rewrite with --model cnn_al: its authors had no such model, give " +
      "--preset fixed, neco2021 or thesis",
  );
  assertThrows(() => presetValues("neco2021", "ag_news", "lstmal"), OptionError, "iclr2022");
});

Deno.test("presetValues() has the image models of the authors", () => {
  const sizes = (preset: string, dataset: string, model: string) => {
    const { labelEmb, numLayer, l1Dim, lr, batchTrain, augment, scaling, bridge } = optionsOf(
      preset,
      dataset,
      model,
    );
    return [labelEmb, numLayer, l1Dim, lr, batchTrain, augment, scaling, bridge].join(" ");
  };
  assertEquals(sizes("thesis", "cifar10", "CNN_AL"), "500 4 64 0.001 128 views published mlp");
  assertEquals(sizes("thesis", "cifar100", "resnet_al"), "500 4 64 0.0001 128 views published mlp");
  assertEquals(optionsOf("thesis", "tiny_imagenet", "vgg_al").resize, 32);
  assertEquals(sizes("neco2021", "mnist", "mlp_al"), "1024 2 1024 0.0001 32 none pixels mlp");
  assertEquals(sizes("neco2021", "cifar100", "cnn_al"), "500 4 64 0.0001 32 neco2021 image mlp");
  assertEquals(
    sizes("neco2021", "cifar10", "resnet_20_al"),
    "300 4 64 0.0001 32 neco2021 image mlp",
  );
});

Deno.test("presetValues() has values for files of texts, which the authors' presets and tables of numbers do not take", () => {
  const decay = (...words: string[]) =>
    trainOptions("--dataset", "a/rows.csv", ...words).weightDecay;
  assertEquals([decay(), decay("--model", "transformeral"), decay("--mode", "bp")], [2, 2, 2]);
  assertEquals([decay("--weight-decay", "0"), decay("--preset", "iclr2022")], [0, 0]);
  assertEquals([decay("--model", "mlp_al"), decay("--model", "ep_text")], [0, 0]);
  const rate = (...words: string[]) => trainOptions("--dataset", "a/rows.csv", ...words).lr;
  assertEquals([rate(), rate("--model", "linearal"), rate("--model", "transformeral")], [
    ...[4e-3, 4e-3, 1e-3],
  ]);
  assertEquals([rate("--lr", "1e-3"), optionsOf("fixed", "sst2", "lstmal").lr], [1e-3, 1e-3]);
  assertEquals([trainOptions().weightDecay, optionsOf("fixed", "sst2", "lstmal").weightDecay], [
    0,
    0,
  ]);
});

Deno.test("presetValues() lets words of SST-2 learn by a loss that sees their order, in models without side inputs", () => {
  const shape = (model: string) => {
    const { firstLayers, numLayer, positions } = optionsOf("fixed", "sst2", model);
    return [firstLayers, numLayer, positions === "sinusoidal"];
  };
  assertEquals(["linearal", "lstmal", "transformeral", "lstmalside"].map(shape), [
    [0, 3, false],
    [1, 2, false],
    [1, 2, true],
    [0, 3, false],
  ]);
});
