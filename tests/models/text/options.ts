/** Options of a small text model on the device of the test at hand, for tests to change what they are about. */
import { defaultSettings, type TextModelOptions } from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";

export const options = (): TextModelOptions => ({
  ...defaultSettings,
  device,
  mode: "al",
  seed: 1,
  vocabulary: 12,
  classes: 3,
  layers: 2,
  embedding: 6,
  hidden: 4,
  label: 5,
  deepLabel: 5,
  rate: 1e-2,
  feedForward: 4,
  embeddingRate: 1e-2,
  embeddingUpdate: "dense",
});
