import { assert } from "@std/assert";
import { OPTIONS } from "../../../tasks/options/table.ts";
import { baseModel, isEquilibrium, reads } from "../../../tasks/options/models.ts";
import { PRESETS, presetsOf } from "../../../tasks/options/presets.ts";
import type { DataKind } from "../../../tasks/options/spec.ts";
import { weights } from "./trials.ts";

/** What each preset is tried with, by model: sizes that it would make great. */
function sizesOf(preset: string, model: string): string {
  // Five times pooled, an image of 8 pixels is none.
  if (model.startsWith("vgg")) return "--resize 32 --limit 9";
  if (model === "mlp_al") return "--num-layer 2";
  if (model.includes("_al")) return preset === "fixed" ? "" : "--resize 8";
  const heads = model.startsWith("transformer") ? "--heads 2 --ff-dim 5" : "";
  return preset === "iclr2022" ? `--deep-label-emb 4 ${heads}` : heads;
}

for (const [data, presets] of Object.entries(PRESETS)) {
  const models = OPTIONS.model.choices.filter((model) =>
    reads(baseModel(model), data as DataKind) && !isEquilibrium(baseModel(model))
  );
  for (const preset of data === "numbers" ? [] : Object.keys(presets)) {
    for (const model of models) {
      Deno.test(`--preset ${preset} builds and trains ${model}`, async () => {
        const args = `--preset ${preset} --model ${model} ${sizesOf(preset, model)}`;
        const tensors = await weights(`${args} --epoch 1`);
        assert(tensors !== await weights(`${args} --epoch 2`));
      });
    }
  }
}

for (const preset of Object.keys(presetsOf("rows.csv", "ep_text"))) {
  for (const model of ["ep_text", "ep_pair"]) {
    Deno.test(`--preset ${preset} builds and trains ${model}`, async () => {
      const args = `--preset ${preset} --model ${model}`;
      const tensors = await weights(`${args} --epoch 1`);
      assert(tensors !== await weights(`${args} --epoch 2`));
      assert(tensors !== await weights(`${args} --epoch 1 --mode bp`));
    });
  }
}
