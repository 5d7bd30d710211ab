/**
 * A block of image layers.
 *
 * @module
 */
import {
  averagePool,
  type Encoder,
  type Features,
  type Parameter,
  type Place,
  reshape,
  type Tensor,
} from "../../engine/mod.ts";
import { type Shape, sizeOf } from "../../engine/tensor/shape.ts";
import type { ImageLayer } from "./layers.ts";
import { type Part, partsOf, type Style } from "./parts.ts";
import type { SideImage } from "./side_image.ts";

/** What a block of image layers is made of. */
export interface ImageEncoderOptions {
  /** Its layers. */
  readonly layers: readonly ImageLayer[];
  /** Sizes of an example that enters: `[height, width, channels]` or `[columns]`. */
  readonly input: Shape;
  /** What its layers have in common. */
  readonly style: Style;
  /** Rows and columns that the bridge reads, means of parts of the image; 0 for all pixels. */
  readonly bridgePool: number;
  /** The image beside the features, if it enters here. */
  readonly side: SideImage | null;
}

/** Images or features `[batch, height, width, channels]`, or rows `[batch, columns]`, through some layers. */
export class ImageEncoder implements Encoder {
  /** Number of features that the bridge reads. */
  readonly width: number;
  /** Sizes of the features that it hands on. */
  readonly out: { readonly x: Shape };
  readonly #parts: readonly Part[];
  readonly #statistics: ReadonlySet<Parameter>;
  readonly #side: SideImage | null;
  /** Windows of the means that the bridge reads; null where it reads all. */
  readonly #means: Means | null;

  /**
   * Layers at a place.
   *
   * @throws {ShapeError} When an image is too small for a layer.
   */
  constructor(place: Place, { layers, input, style, bridgePool, side }: ImageEncoderOptions) {
    const parts = this.#parts = partsOf(place, layers, input, style);
    this.#statistics = new Set(parts.flatMap(({ statistics }) => statistics));
    this.#side = side;
    this.out = { x: parts.at(-1)?.out ?? input };
    this.#means = meansOf(this.out.x, bridgePool);
    this.width = sizeOf(this.#means?.out ?? this.out.x);
  }

  /** Those of its layers and of its side input, running statistics last. */
  get parameters(): readonly Parameter[] {
    const learning = this.#parts.flatMap(({ parameters }) => parameters);
    return [...learning, ...this.#side?.parameters ?? [], ...this.#statistics];
  }

  /** Says `statistic` of running statistics, and `weight` of all others. */
  learning(parameter: Parameter): "weight" | "statistic" {
    return this.#statistics.has(parameter) ? "statistic" : "weight";
  }

  /** Products of its convolutions and dense layers. */
  multiplyAdds(): number {
    const own = this.#side?.multiplyAdds ?? 0;
    return this.#parts.reduce((sum, part) => sum + part.multiplyAdds, own);
  }

  /** Applies the layers. */
  forward(input: Features, training: boolean): Features {
    const x = this.#side ? this.#side.joined(input) : input.x;
    return { ...input, x: this.#parts.reduce((y: Tensor, part) => part.forward(y, training), x) };
  }

  /** All numbers of an example, or the means of parts of its image. */
  pool({ x }: Features): Tensor {
    const means = this.#means ? averagePool(x, this.#means) : x;
    return reshape(means, [x.shape[0], this.width]);
  }
}

/** Windows of means, which may overlap, and what is left of an image. */
interface Means {
  readonly size: readonly [rows: number, columns: number];
  readonly stride: number;
  readonly out: Shape;
}

/** The windows of `side` x `side` means that cover an image; null where it has no more pixels than that. */
function meansOf([height, width, channels]: Shape, side: number): Means | null {
  const shorter = Math.min(height, width);
  if (channels === undefined || side === 0 || shorter <= side) return null;
  const stride = Math.floor(shorter / side);
  const passed = (side - 1) * stride;
  return { size: [height - passed, width - passed], stride, out: [side, side, channels] };
}
