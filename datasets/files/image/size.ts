import { DataError } from "../../error.ts";
import type { PixelSize } from "../../image/picture.ts";

/** Pixels of an image that is decoded, 32 million: as many as the photos of telephones have. */
const MOST_PIXELS = 32e6;

/**
 * Refuses images that say of themselves that they have no pixels, or so many that decoding would fill the
 * memory.
 *
 * @param name Name of the file in errors.
 * @throws {DataError} for 0 or more than 32 million pixels.
 */
export function checkSize({ height, width }: PixelSize, name: string): void {
  if (height > 0 && width > 0 && height * width <= MOST_PIXELS) return;
  throw new DataError(
    `Cannot read ${name}: it says that it has ${height} x ${width} pixels, ` +
      `1 to ${MOST_PIXELS / 1e6} million are read, make it smaller or leave it out`,
  );
}
