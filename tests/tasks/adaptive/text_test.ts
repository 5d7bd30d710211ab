import { assertMatch } from "@std/assert";
import type { AdaptiveFile } from "../../../tasks/adaptive/file.ts";
import { adaptText } from "../../../tasks/adaptive/text.ts";
import type { LoadedRun } from "../../../tasks/model/load_run.ts";

/** The text for a threshold with this accuracy and these milliseconds, where all blocks have 90 % in 2. */
function textOf(accuracy: number, milliseconds: number): string {
  const point = { accuracy, meanDepth: 1.5, exits: [5, 5] };
  const chosen = { threshold: 0.8, validation: point, test: point, cost: milliseconds / 2 };
  const file: AdaptiveFile = {
    ...{ checkpoint: "best", criterion: "margin", depths: 2, exits: [1, 2], temperatures: [1, 1] },
    ...{ crossEntropy: { raw: [1, 1], scaled: [1, 1] }, threshold: 0.8, budget: null },
    ...{ full: { validation: 0.9, test: 0.9 }, sweep: [chosen], chosen },
    times: {
      ...{ device: "one", rows: 10, batch: 5, full: 2, exits: [1, 1], single: [1, 1] },
      measured: [{ threshold: 0.8, milliseconds }],
    },
  };
  const run = { path: "runs/a", modality: { one: "text", unit: "texts" } };
  return adaptText(run as LoadedRun, file);
}

Deno.test("adaptText() advises to leave early where that is faster or more often right", () => {
  const use = /\.\nUse it: \.\/al eval runs\/a --adaptive 0\.8 --criterion margin$/;
  assertMatch(textOf(0.9, 1), use);
  assertMatch(
    textOf(0.89, 2),
    /does not pay here: all blocks for all texts are as fast\. Leave --adaptive out\.$/,
  );
  assertMatch(textOf(0.95, 3), /are as fast, but less often right: \.\/al eval runs\/a --adaptive/);
});
