/**
 * Nets of blocks, as the library knows them.
 *
 * @module
 */
import { COUNT } from "../../engine/options.ts";
import {
  buildModel,
  type ModelName,
  type ModelOptions,
  type NetOptions,
} from "../../models/mod.ts";
import { kindOf } from "../../models/catalog.ts";
import { labelKinds, learningKinds, lossKinds, netKinds } from "../../models/options.ts";
import { CRITERIA } from "../loop/exits/confidence.ts";
import { isObject } from "./json.ts";
import type { NetFamily } from "./family.ts";
import type { NetParts } from "./kind.ts";

/** Nets of blocks. */
export const blockNets: NetFamily = {
  own: { mode: netKinds.mode, blocks: COUNT, criterion: CRITERIA },
  columns: () => 0,
  choices: () => ({}),
  parts: (kind, model) => ({
    labels: labelKinds,
    learning: { ...learningKinds, ...lossKinds },
    ...kind.parts(model as ModelName),
  }),
  options: (kind, model, given, encoding) => {
    const { net } = kindOf(model as ModelName);
    const { mode = net.mode, seed = 1, blocks = net.blocks, labels, learning, ...parts } = given;
    const own: NetOptions = {
      ...net,
      mode: mode as NetOptions["mode"],
      seed,
      blocks,
      classes: encoding.classes.length,
      labels: { ...net.labels, ...labels as object },
      learning: {
        ...net.learning,
        ...kind.learning(model as ModelName),
        ...learning as object,
      },
    };
    // The kind adds the parts that its models have beside those of every net.
    return kind.net(own, model as ModelName, parts as NetParts, encoding) as ModelOptions;
  },
  build: (device, model, options) =>
    buildModel(device, model as ModelName, options as ModelOptions),
  isNet: (value) => {
    const own = "words" in value ? ["words", "above"] : ["input", "layers"];
    return ["labels", "learning", ...own].every((name) => isObject(value[name])) &&
      Number.isSafeInteger(value.blocks);
  },
  counts: (options) => {
    const { blocks } = options as NetOptions;
    return { depths: blocks, places: blocks };
  },
};
