/** The memory that is stated against the memory that is taken. */
import { assert, assertEquals } from "@std/assert";
import { forTraining, type Learner, signalsOf, tensor } from "../../../engine/mod.ts";
import {
  buildEquilibrium,
  defaultEquilibrium,
  equilibriumMemory,
  type EquilibriumOptions,
} from "../../../models/mod.ts";
import { Prediction, TrainingStep } from "../../../tasks/loop/steps.ts";
import { onDevices, openAnother } from "../../engine/device.ts";
import { pairs, rows, small } from "./support.ts";

Deno.test("the authors' nets have their numbers of parameters", () => {
  const words = { vocabulary: 9, width: 300 };
  const imdb = { ...defaultEquilibrium, classes: 2, time: 600, words, hidden: [1000, 40] };
  assertEquals(equilibriumMemory(imdb, 1).parameters, 4 * 180_131_122);
  assertEquals(equilibriumMemory(imdb, 1).largest, 4 * 180_000_000);
  const snli = { ...imdb, input: "pair" as const, classes: 3, time: 25, hidden: [400] };
  assertEquals(equilibriumMemory(snli, 1).parameters, 4 * 12_361_603);
});

const forms: readonly Partial<EquilibriumOptions>[] = (["text", "pair"] as const).flatMap((
  input,
) => [
  { input },
  { input, nudged: 10 },
  { input, algorithm: "bptt" as const },
  { input, algorithm: "bptt" as const, nudged: 10 },
]);

const words = { vocabulary: 100, width: 32 };

/** Inputs of a net, all of the same words. */
function inputsOf({ entry }: Learner, { input }: EquilibriumOptions, count: number) {
  const texts = Array.from({ length: count }, () => new Array(12).fill(3));
  return entry.host(input === "text" ? rows(texts) : pairs(texts, texts), forTraining);
}

onDevices("a step takes the memory that is stated, or up to a half less", async () => {
  const device = await openAnother();
  for (const form of forms) {
    const options = small({ ...form, time: 12, hidden: [40], words });
    const { live } = device.memory();
    const { learner } = buildEquilibrium(device, options);
    const signals = signalsOf(device, inputsOf(learner, options, 20));
    const labels = tensor(device, new Uint32Array(20));
    device.resetPeak();
    device.scope(() => learner.step(learner.entry.features(signals), labels));
    const taken = device.memory().peak - live, { total } = equilibriumMemory(options, 20);
    assert(taken <= total && taken > 0.5 * total, `${JSON.stringify(form)}: ${taken} of ${total}`);
    // Nothing of this form is left for the next one.
    device.release([signals, labels, ...learner.parameters]);
  }
  device.destroy();
});

onDevices(
  "training with answers to more rows takes no more than is stated, in parts too",
  async () => {
    for (const form of [forms[0], { ...forms[4], tolerance: 1e-6 }, forms[6]]) {
      const device = await openAnother();
      const options = small({ ...form, time: 12, hidden: [40], words });
      const { live } = device.memory();
      const { learner } = buildEquilibrium(device, options);
      const step = new TrainingStep(learner), prediction = new Prediction(learner);
      device.resetPeak();
      for (const size of [20, 7, 80]) {
        const texts = Array.from({ length: size }, () => new Array(12).fill(3));
        const inputs = options.input === "text" ? rows(texts) : pairs(texts, texts);
        const batch = { size, rows: new Uint32Array(size), labels: new Uint32Array(size), inputs };
        if (size <= 20) await step.run(batch);
        await prediction.run(batch);
      }
      const taken = device.memory().peak - live, { total } = equilibriumMemory(options, 20, 80);
      assert(
        taken <= total && taken > 0.4 * total,
        `${JSON.stringify(form)}: ${taken} of ${total}`,
      );
      device.destroy();
    }
  },
);
