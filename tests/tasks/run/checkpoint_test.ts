import { assertEquals } from "@std/assert";
import { Totals } from "../../../engine/mod.ts";
import { linearal } from "../../../models/mod.ts";
import {
  loadCheckpoint,
  loadWeights,
  saveCheckpoint,
  saveWeights,
} from "../../../tasks/run/checkpoint.ts";
import { device, play } from "../../engine/device.ts";
import { options } from "../../models/text/options.ts";

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
    const learner = linearal(options());
    const totals = new Totals(device, learner.lossNames.length);
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
      await saveCheckpoint(path, linearal({ ...options(), device: other }), totals, position);
      device.choices.set("matmul", "row");
      await loadCheckpoint(path, learner, totals);
      assertEquals(device.choices.get("matmul"), "row");
    } finally {
      if (before === undefined) device.choices.delete("matmul");
      else device.choices.set("matmul", before);
    }
  }));

Deno.test("loadWeights() gives weights with what was said of their epoch", () =>
  inFile(async (path) => {
    const [learner, other] = [1, 2].map((seed) => linearal({ ...options(), seed }));
    const about = { epoch: 3, validation: [0.5, 0.75] };
    await saveWeights(path, learner, about);
    assertEquals(await loadWeights(path, other), about);
    for (const [i, parameter] of other.parameters.entries()) {
      assertEquals(await parameter.data(), await learner.parameters[i].data());
    }
  }));
