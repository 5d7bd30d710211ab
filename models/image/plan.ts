/**
 * The part that all image models share: images enter, and blocks are lists of layers.
 *
 * @module
 */
import type { Shape } from "../../engine/tensor/shape.ts";
import { imageValues } from "../first_values.ts";
import type { NetPlan } from "../net.ts";
import { ImageEntry } from "./entry.ts";
import { ImageEncoder } from "./image_encoder.ts";
import { layersOf, type Trunk } from "./layers.ts";
import type { ConvNetOptions } from "./options.ts";
import { type Style, TENSORFLOW_NORM, TORCH_NORM } from "./parts.ts";
import { SideImage } from "./side_image.ts";

/**
 * The plan of a convolutional model.
 *
 * @param trunk The layers of its blocks.
 *
 * @example
 * ```ts
 * import { buildNet, convPlan, defaultConv, defaultImageNet, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const scaling = { mean: [0.5], deviation: [0.5], perImage: false };
 * const input = { height: 8, width: 8, channels: 1, ...scaling };
 * const options = { ...defaultImageNet, classes: 2, blocks: 3, input, layers: defaultConv };
 * const plan = convPlan(options, {
 *   blocks: [[{ kind: "conv", channels: 8, stride: 1 }, { kind: "pool" }]],
 *   above: [{ kind: "residual", channels: 8, stride: 1 }], // of the second and the third block
 * });
 * const net = buildNet(device, options, plan);
 * console.assert(net.encoders[2].out.x.join() === "4,4,8"); // height, width, channels
 * device.destroy();
 * ```
 */
export function convPlan(options: ConvNetOptions, trunk: Trunk): NetPlan {
  const { input, layers } = options;
  const image = [input.height, input.width, input.channels];
  const style = styleOf(options);
  return {
    input: { x: image },
    encoder: (place, i, { x }) => {
      const below = x as Shape;
      // The image has a place beside the features as long as these are pixels.
      const side = layers.sides && i > 0 && below.length === 3
        ? new SideImage(place.at("side"), image, below, imageValues(options))
        : null;
      return new ImageEncoder(place, {
        layers: layersOf(trunk, i, layers.width),
        input: below,
        style,
        bridgePool: layers.bridgePool,
        side,
      });
    },
    entry: (_, device) => new ImageEntry(device, input, layers.sides),
  };
}

function styleOf({ layers, ...options }: ConvNetOptions): Style {
  const isNeco = layers.trunk === "neco";
  return {
    activation: layers.activation,
    batchNorm: layers.batchNorm,
    norm: isNeco ? TENSORFLOW_NORM : TORCH_NORM,
    padding: isNeco ? "same" : 1,
    residual: isNeco ? "twice" : "once",
    first: imageValues(options),
  };
}
