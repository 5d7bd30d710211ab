/**
 * The plain convolutional net.
 *
 * @module
 */
import type { NetPlan } from "../net.ts";
import { conv, type Trunk } from "./layers.ts";
import type { ConvNetOptions } from "./options.ts";
import { convPlan } from "./plan.ts";

/** CNN of Kao and Chen (2021) and CNN_AL of Peng (2023), whose layers are the same. */
const trunk: Trunk = {
  blocks: [
    [conv(32), conv(32)],
    [conv(32), conv(32, 2)],
    [conv(64), conv(64)],
    [conv(64), conv(64, 2)],
  ],
  above: [conv(64), conv(64)],
};

/** Blocks of two convolutions; the image is halved in the second and the fourth. */
export const cnnAl = (options: ConvNetOptions): NetPlan => convPlan(options, trunk);
