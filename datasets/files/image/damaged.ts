import { DataError } from "../../error.ts";

/** The error for the data of an image that cannot be decoded. */
export function damaged(format: "PNG" | "JPEG", name: string, reason: string, cause?: unknown) {
  return new DataError(
    `Cannot read ${name}: its ${format} data is damaged or cut off (${reason}), ` +
      `fetch it again or leave it out`,
    { cause },
  );
}
