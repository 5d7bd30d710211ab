/** The memory that is stated against the memory that is taken. */
import { assert, assertEquals } from "@std/assert";
import { signalsOf, tensor } from "../../../engine/mod.ts";
import {
  buildEquilibrium,
  defaultEquilibrium,
  equilibriumMemory,
  type EquilibriumOptions,
} from "../../../models/mod.ts";
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

onDevices("a step takes the memory that is stated, or up to a half less", async () => {
  const device = await openAnother();
  for (const form of forms) {
    const words = { vocabulary: 100, width: 32 };
    const options = small({ ...form, time: 12, hidden: [40], words });
    const { live } = device.memory();
    const { learner } = buildEquilibrium(device, options);
    const texts = Array.from({ length: 20 }, () => new Array(12).fill(3));
    const inputs = options.input === "text" ? rows(texts) : pairs(texts, texts);
    const host = learner.entry.host(inputs, { first: 0, end: 1, learns: () => true });
    const signals = signalsOf(device, host), labels = tensor(device, new Uint32Array(20));
    device.resetPeak();
    device.scope(() => learner.step(learner.entry.features(signals), labels));
    const taken = device.memory().peak - live, { total } = equilibriumMemory(options, 20);
    assert(taken <= total && taken > 0.5 * total, `${JSON.stringify(form)}: ${taken} of ${total}`);
    // Nothing of this form is left for the next one.
    device.release([signals, labels, ...learner.parameters]);
  }
  device.destroy();
});
