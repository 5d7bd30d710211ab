// SHIM: replaced by the branch of the data
import { digitsDataset } from "../../image/digits.ts";
import type { ImageDataset, ImageShape } from "../../image/images.ts";
import type { Progress } from "../ledger.ts";
export interface ImageLoadOptions {
  readonly seed: number;
  readonly dataDir?: string;
  readonly cacheDir?: string;
  readonly offline?: boolean;
  readonly testData?: string;
  readonly resize?: number;
  readonly onProgress?: (progress: Progress) => void;
}
export function loadImages(_: string, __: ImageLoadOptions): Promise<ImageDataset> {
  return Promise.resolve(digitsDataset());
}
export function imageFiles(place: string): Promise<string[]> {
  return Promise.resolve([place]);
}
export function readImageFile(_: string, shape: ImageShape): Promise<{ pixels: Uint8Array }> {
  return Promise.resolve({
    pixels: digitsDataset().test!.pixels.slice(0, shape.height * shape.width),
  });
}
