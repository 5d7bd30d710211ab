import { assertEquals } from "@std/assert";
import { type Device, type Learner, Totals } from "../../../engine/mod.ts";
import { buildModel, defaultLinear, defaultNet, defaultWords } from "../../../models/mod.ts";
import {
  loadCheckpoint,
  loadEpoch,
  saveCheckpoint,
  saveWeights,
} from "../../../tasks/run/checkpoint.ts";
import { device, play } from "../../engine/device.ts";

/** A small model. */
const model = (on: Device = device, seed = 1): Learner =>
  buildModel(on, "linearal", {
    ...defaultNet,
    seed,
    classes: 3,
    words: { ...defaultWords, vocabulary: 12, width: 6 },
    above: { ...defaultLinear, width: 4 },
  });

async function inFile(action: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await action(`${folder}/x.safetensors`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadCheckpoint() brings back the kernels that a run began with on the same device", () =>
  inFile(async (path) => {
    const learner = model();
    const totals = new Totals(device, learner.losses.length);
    const position = {
      epoch: 2,
      batch: 3,
      step: 7,
      unread: 1,
      seconds: 1.5,
      best: null,
      schedules: {},
      done: [],
      cache: null,
    };
    const before = device.choices.get("matmul");
    try {
      device.choices.set("matmul", "square");
      await saveCheckpoint(path, learner, totals, position);
      device.choices.set("matmul", "row");
      assertEquals(await loadCheckpoint(path, learner, totals), position);
      assertEquals(device.choices.get("matmul"), "square");
      // Those of another device are not for this one.
      const other = play({ name: "another" }, device);
      await saveCheckpoint(path, model(other), totals, position);
      device.choices.set("matmul", "row");
      await loadCheckpoint(path, learner, totals);
      assertEquals(device.choices.get("matmul"), "row");
    } finally {
      if (before === undefined) device.choices.delete("matmul");
      else device.choices.set("matmul", before);
    }
  }));

Deno.test("loadEpoch() gives weights with what was said of their epoch", () =>
  inFile(async (path) => {
    const [learner, other] = [1, 2].map((seed) => model(device, seed));
    const about = { epoch: 3, validation: [0.5, 0.75] };
    await saveWeights(path, learner, about);
    assertEquals(await loadEpoch(path, other), about);
    for (const [i, parameter] of other.parameters.entries()) {
      assertEquals(await parameter.data(), await learner.parameters[i].data());
    }
  }));
