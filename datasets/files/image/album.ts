import { DataError } from "../../error.ts";
import { imageBytes, type ImageShape } from "../../image/images.ts";
import { type Picture, type PixelSize, recolour, resizer } from "../../image/picture.ts";
import { checkMemory, sizeText } from "./decode.ts";

/** Images that come one after the other, in any order, and end in one array. */
export class Album {
  readonly #set: string;
  readonly #count: number;
  readonly #size: PixelSize | undefined;
  #pixels = new Uint8Array(0);
  #shape: ImageShape | null = null;
  #channels: number;
  /** The size of the image before, and how it was resized. */
  #from: ImageShape | null = null;
  #resize: ReturnType<typeof resizer> = (pixels) => pixels;
  #first = "";

  /**
   * Starts an album.
   *
   * @param set Name of the set in errors.
   * @param count Number of images.
   * @param size Height and width to which all are resized; by default all must have one size.
   * @param channels Channels of all; by default 1 where all are gray, else 3.
   */
  constructor(set: string, count: number, size?: PixelSize, channels: 1 | 3 = 1) {
    this.#set = set;
    this.#count = count;
    this.#size = size;
    this.#channels = channels;
  }

  /**
   * Puts an image into its row.
   *
   * @param name Name of its file in errors.
   * @throws {DataError} when it has another size than the first and none was asked for.
   */
  put(row: number, picture: Picture, name: string): void {
    const { height, width } = this.#size ?? picture.shape;
    const channels = Math.max(this.#channels, picture.shape.channels);
    const shape = { height, width, channels };
    this.#prepare(shape, name);
    const from = { ...picture.shape, channels };
    if (JSON.stringify(from) !== JSON.stringify(this.#from)) {
      this.#from = from;
      this.#resize = resizer(from, shape);
    }
    this.#pixels.set(this.#resize(recolour(picture, channels)), row * imageBytes(shape));
  }

  /** The pixels of all rows. */
  finish(): Picture {
    return { pixels: this.#pixels, shape: this.#shape! };
  }

  /** Makes room at the first image, and at the first one in colours if gray ones came before. */
  #prepare(shape: ImageShape, name: string): void {
    const before = this.#shape;
    if (!before) {
      checkMemory(this.#set, this.#count, shape);
      this.#pixels = new Uint8Array(this.#count * imageBytes(shape));
      this.#first = name;
    } else if (before.height !== shape.height || before.width !== shape.width) {
      const option = "resize";
      throw new DataError(
        `Cannot load ${this.#set}: its images have several sizes, ${this.#first} is ` +
          `${sizeText(before)} and ${name} ${sizeText(shape)}, give one for all with ${option}`,
        { option },
      );
    } else if (before.channels !== shape.channels) {
      checkMemory(this.#set, this.#count, shape);
      const height = this.#count * before.height;
      this.#pixels = recolour({ pixels: this.#pixels, shape: { ...before, height } }, 3);
    }
    this.#shape = shape;
    this.#channels = shape.channels;
  }
}
