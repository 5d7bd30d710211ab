/**
 * The net after VGG (Simonyan and Zisserman, 2015).
 *
 * @module
 */
import type { NetPlan } from "../net.ts";
import { conv, dense, pool, type Trunk } from "./layers.ts";
import type { ConvNetOptions } from "./options.ts";
import { convPlan } from "./plan.ts";

const trunks: Readonly<Record<ConvNetOptions["layers"]["trunk"], Trunk>> = {
  // VGG_AL of Peng (2023)
  thesis: {
    blocks: [
      [conv(128), conv(256), pool],
      [conv(256), conv(512), pool],
      [conv(512), pool],
      [conv(512), pool],
    ],
    above: [conv(512)],
  },
  // Cheap blocks of one convolution, which gain, below a block that takes half of the time
  early: {
    blocks: [
      [conv(64), pool],
      [conv(128), pool],
      [conv(256), conv(256), pool],
      [conv(512), pool],
    ],
    above: [conv(512)],
  },
  // VGG of Kao and Chen (2021)
  neco: {
    blocks: [
      [conv(128), conv(256), pool],
      [conv(256), conv(512), pool],
      [conv(512), pool, conv(512), pool],
      [dense(1024), dense(1024)],
    ],
    above: [dense(1024), dense(1024)],
  },
};

/** Blocks of convolutions that end in pooling. */
export const vggAl = (options: ConvNetOptions): NetPlan => {
  return convPlan(options, trunks[options.layers.trunk]);
};
