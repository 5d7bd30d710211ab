/** Small images of made-up classes, as files in folders by class. */
import { encodePng } from "../../tasks/image/picture.ts";
import { numbers } from "./support.ts";

/** Which half of an image of a class is bright. */
const CLASSES = {
  left: (_: number, x: number) => x < 0.5,
  right: (_: number, x: number) => x >= 0.5,
  top: (y: number) => y < 0.5,
};

/** The pixels of an image: one half brighter, noise on all of it. */
export function somePixels(
  bright: (y: number, x: number) => boolean,
  { side, channels }: { readonly side: number; readonly channels: number },
  random: () => number,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: side * side * channels }, (_, i) => {
    const place = Math.floor(i / channels);
    const [y, x] = [Math.floor(place / side) / side, (place % side) / side];
    return Math.floor(100 * random() + (bright(y, x) ? 120 : 20));
  });
}

/** Writes `count` images of each of three classes, `folder/CLASS/0.png` and so on. */
export async function writePictures(
  folder: string,
  { count = 20, side = 8, channels = 1, seed = 1 } = {},
): Promise<void> {
  const random = numbers(seed);
  for (const [name, bright] of Object.entries(CLASSES)) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    for (let i = 0; i < count; i++) {
      const pixels = somePixels(bright, { side, channels }, random);
      const png = encodePng(pixels, { height: side, width: side, channels });
      await Deno.writeFile(`${folder}/${name}/${i}.png`, png);
    }
  }
}

/** Options that make any model of images tiny. */
export const tinyImages: readonly string[] =
  "--width 0.1 --label-emb 4 --batch-train 8 --log-every 3 --val-fraction 0.2".split(" ");

/** The same for dense layers. */
export const tinyDense: readonly string[] =
  "--l1-dim 6 --label-emb 4 --batch-train 8 --log-every 3 --val-fraction 0.2".split(" ");
