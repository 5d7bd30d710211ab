import { assertEquals } from "@std/assert";
import {
  LEAST_EPOCHS,
  OWN_TEXTS,
  ownEpochs,
  ownTableDecay,
  tableDecay,
} from "../../../tasks/loop/own_data.ts";
import { buildModel, type TextModel, textModels } from "../../../models/mod.ts";
import { blockNets } from "../../../tasks/classifier/block_nets.ts";
import { textKind } from "../../../tasks/classifier/text_kind.ts";
import { trainOptions } from "../support.ts";

Deno.test("ownEpochs() makes 1,500 steps, within bounds", () => {
  const epochs = (rows: number) => ownEpochs({ rows, batch: 64 });
  assertEquals([0, 1, 2_700, 7_200, 19_200, 1e6].map(epochs), [100, 100, 35, 14, 5, LEAST_EPOCHS]);
  assertEquals(ownEpochs({ rows: 1e6, batch: 64, least: 3 }), 3);
});

Deno.test("ownTableDecay() is 4 of short texts, 1 of long ones, by their mean", () => {
  const of = (...words: readonly number[]) => {
    const ends = words.map((_, i) => words.slice(0, i + 1).reduce((a, b) => a + b));
    const offsets = Uint32Array.of(0, ...ends);
    return ownTableDecay({ offsets, labels: new Uint32Array(words.length) });
  };
  assertEquals([of(20), of(99, 100), of(100), of(3, 400)], [4, 4, 1, 1]);
});

Deno.test("tableDecay() makes what is asked for in an epoch, the last short batch counted", () => {
  const step = { decay: 2, rate: 0.005, batch: 64 };
  assertEquals(tableDecay({ ...step, rows: 640 }), 2 / (0.005 * 10));
  assertEquals(tableDecay({ ...step, rows: 641 }), 2 / (0.005 * 11));
  assertEquals(tableDecay({ ...step, decay: 0, rows: 640 }), 0);
});

Deno.test("OWN_TEXTS is how the commands and the library learn texts of one's own", () => {
  for (const model of Object.keys(textModels) as TextModel[]) {
    const own = ["--dataset", "a.csv", "--model", model];
    const { lr, embLr, weightDecay, maxLen, choose } = trainOptions(...own);
    const encoding = { classes: ["a", "b"], vocabulary: { size: 9 } } as never;
    const { learning } = blockNets.options(textKind, model, {}, encoding) as Parameters<
      typeof buildModel
    >[2];
    assertEquals([learning.rate, learning.firstRate, learning.decay], [lr, embLr, weightDecay]);
    assertEquals([weightDecay, maxLen], [OWN_TEXTS.decay, OWN_TEXTS.maxLen]);
    assertEquals([choose, textKind.choose], [OWN_TEXTS.choose, OWN_TEXTS.choose]);
  }
});
