/** The tables of the papers: parameters of every model, counted without making them. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type FeatureShape,
  type Initializer,
  type Parameter,
  Place,
  Random,
  type Shape,
  ShapeError,
  sizeOf,
  Tape,
} from "../../../engine/mod.ts";
import { imageModels } from "../../../models/image/catalog.ts";
import { bridge, decoder, labelEncoder } from "../../../models/label_side.ts";
import { defaultConv, type ImageModel, models, type NetPlan } from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";
import { type AnyImage, type Changes, netOf, options } from "./options.ts";

/** A place that counts what layers ask for and gives them parameters without elements. */
class CountingPlace extends Place {
  readonly #count: { elements: number };

  constructor(count: { elements: number }) {
    super(device, new Tape("counted"), "counted", new Random(1));
    this.#count = count;
  }

  override at(): Place {
    return new CountingPlace(this.#count);
  }

  override parameter(name: string, shape: Shape, _: Initializer): Parameter {
    this.#count.elements += sizeOf(shape);
    return super.parameter(name, [0], () => new Float32Array());
  }
}

interface Counted {
  /** Parameters of the four maps, by block; running statistics are not counted. */
  readonly f: number[];
  readonly b: number[];
  readonly g: number[];
  readonly h: number[];
  /** Features that each bridge reads. */
  readonly widths: number[];
}

/** Elements that a layer asks for. */
function elements(make: (place: Place) => void): number {
  const total = { elements: 0 };
  make(new CountingPlace(total));
  return total.elements;
}

/** Counts the parameters of a model. */
function count(name: ImageModel, given: AnyImage): Counted {
  const plan: NetPlan = models[name].plan(given);
  const { f, b, g, h, widths }: Counted = { f: [], b: [], g: [], h: [], widths: [] };
  let input: FeatureShape = plan.input;
  for (let i = 0; i < given.blocks; i++) {
    f.push(elements((place) => {
      const encoder = plan.encoder(place, i, input);
      widths.push(encoder.width);
      input = encoder.out;
    }));
    b.push(elements((place) => bridge(place, given, widths[i], i)));
    g.push(elements((place) => labelEncoder(place, given, i)));
    h.push(elements((place) => decoder(place, given, i)));
  }
  return { f, b, g, h, widths };
}

/** The labels' widths and the layers that a paper gives for data of a kind. */
function sized(
  [side, channels, classes]: readonly [side: number, channels: number, classes: number],
  label: number,
  layers: Changes["layers"],
) {
  return options({
    classes,
    input: { height: side, width: side, channels },
    labels: { width: label, deepWidth: label },
    layers: { width: 1, bridgePool: 0, ...layers },
  });
}

const [mnist, cifar10, cifar100, tiny] = [[28, 1, 10], [32, 3, 10], [32, 3, 100], [
  64,
  3,
  200,
]] as const;

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

Deno.test("models of the thesis have its parameters", () => {
  const thesis = (name: ImageModel, batchNorm = true) =>
    count(name, sized(cifar10, 500, { batchNorm }));
  const cnn = thesis("cnn_al", false), vgg = thesis("vgg_al"), resnet = thesis("resnet_al");
  assertEquals(cnn.f, [10_144, 18_496, 55_424, 73_856]);
  assertEquals(vgg.f, [299_136, 1_771_008, 2_360_320, 2_360_320]);
  assertEquals(resnet.f, [149_824, 525_568, 2_099_712, 8_393_728]);
  assertEquals(cnn.widths, [32_768, 8192, 16_384, 4096]);
  assertEquals(vgg.widths, [65_536, 32_768, 8192, 2048]);
  assertEquals(resnet.widths, [65_536, 32_768, 16_384, 8192]);
  const millions = (counts: readonly number[]) => counts.map((n) => (n / 1e6).toFixed(1)).join();
  assertEquals(millions([...cnn.b, sum(cnn.b)]), "83.2,21.7,42.2,11.5,158.6");
  assertEquals(millions([...vgg.b, sum(vgg.b)]), "165.1,83.2,21.7,6.4,276.4");
  assertEquals(millions([...resnet.b, sum(resnet.b)]), "165.1,83.2,42.2,21.7,312.2");
});

/** Millions of parameters in training, and of those that predict at the full depth. */
const totals: readonly (readonly [
  name: ImageModel,
  data: typeof mnist | typeof cifar10 | typeof cifar100 | typeof tiny,
  label: number,
  training: string,
  path: string,
  width?: number,
])[] = [
  ["mlp_al", mnist, 1024, "24.957962", "13.405194"],
  ["mlp_al", cifar10, 3000, "216.327010", "117.273010"],
  ["mlp_al", cifar100, 3000, "216.867100", "117.543100"],
  ["mlp_al", tiny, 3000, "245.115200", "145.491200"],
  ["cnn_al", mnist, 256, "62.09", "4.70"],
  ["cnn_al", cifar10, 256, "80.52", "5.93"],
  ["cnn_al", cifar100, 500, "160.37", "12.45"],
  ["cnn_al", tiny, 500, "313.96", "22.62", 0.5],
  ["vgg_al", cifar10, 300, "164.36", "12.20"],
  ["vgg_al", cifar100, 500, "269.99", "14.55"],
  ["resnet_20_al", cifar10, 300, "70.21", "7.14"],
  ["resnet_20_al", cifar100, 500, "119.53", "12.57"],
  ["resnet_32_al", cifar10, 300, "70.41", "7.34"],
  ["resnet_32_al", cifar100, 500, "119.72", "12.76"],
];

for (const [name, data, label, training, path, width = 1] of totals) {
  Deno.test(`${name} of NECO 2021 with labels of ${label} has its ${training} million parameters`, () => {
    const batchNorm = name.startsWith("resnet");
    const layers = { trunk: "neco", batchNorm, width, units: label } as const;
    const blocks = name === "mlp_al" ? 2 : 4;
    const { f, b, g, h } = count(name, { ...sized(data, label, layers), blocks });
    const places = training.split(".")[1].length;
    const shown = (count: number) => (count / 1e6).toFixed(places);
    assertEquals(shown(sum([...f, ...b, ...g, ...h])), training);
    assertEquals(shown(sum([...f, b.at(-1)!, ...h])), path);
  });
}

Deno.test("the third block of our own table after VGG has half of the products of four", () => {
  const { encoders } = netOf("vgg_al", {
    blocks: 5,
    input: { height: 32, width: 32 },
    layers: { trunk: "early", width: 1 / 8 },
  });
  const products = encoders.map((encoder) => encoder.multiplyAdds({ steps: 1 }));
  assertEquals(products, [
    9 * 3 * 8 * 1024,
    9 * 8 * 16 * 256,
    9 * (16 + 32) * 32 * 64,
    9 * 32 * 64 * 16,
    9 * 64 * 64 * 4,
  ]);
  assert(2 * products[2] > sum(products.slice(0, 4)));
  assertEquals(imageModels.vgg_al.layers, { ...defaultConv, trunk: "early" });
});

Deno.test("models of images refuse what they cannot read", () => {
  const refuses = (name: ImageModel, change: object, message: string) =>
    assertEquals(
      assertThrows(() => netOf(name, change as Changes), ShapeError).message,
      message,
    );
  refuses(
    "cnn_al",
    { layers: { trunk: "thesis2" } },
    `Cannot build the model "cnn_al": layers.trunk is "thesis2", give one of thesis, neco`,
  );
  refuses(
    "resnet_al",
    { layers: { trunk: "early" } },
    `Cannot build the model "resnet_al": layers.trunk is "early", give one of thesis, neco`,
  );
  refuses(
    "resnet_al",
    { layers: { width: 0 } },
    `Cannot build the model "resnet_al": layers.width is 0, give a number of 0.001 or more`,
  );
  refuses(
    "vgg_al",
    { input: { height: undefined } },
    `Cannot build the model "vgg_al": input.height is undefined, give a whole number of 1 or more`,
  );
  refuses(
    "vgg_al",
    {},
    "Cannot pool features of 1 x 1 pixels: there are no 2 x 2 of them, give larger images or fewer blocks",
  );
});
