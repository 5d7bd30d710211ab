/**
 * Sections of the report that show images.
 *
 * @module
 */

import type { Gallery } from "../answers/gallery.ts";
import { blocks, section } from "./parts.ts";
import { escapeText } from "../svg/frame.ts";
import { count, thresholdText } from "../terminal/figures.ts";

/** An image as markup, with a text for those who do not see it. */
export function pictureText(src: string, text: string, style = "picture"): string {
  const [source, words] = [src, text].map(escapeText);
  return `<img class="${style}" src="${source}" alt="${words}" title="${words}">`;
}

/** Images by the depth at which they leave, images that are confused, and the filters of the first layer. */
export function gallerySections({ threshold, leaving, confused, filters }: Gallery): string[] {
  const own = threshold === undefined ? "then in use" : thresholdText(threshold);
  const left = leaving.map(({ depth, count: all, pictures }) =>
    row(`${blocks(depth)}, ${count(all)} images`, pictures)
  );
  const pairs = confused.map(({ truth, answer, count: all, pictures }) =>
    row(`${truth} taken for ${answer}, ${count(all)} times`, pictures)
  );
  return [
    left.length === 0 ? "" : section({
      title: "Images by the depth at which they leave",
      about: `Test images as they left at the threshold ${own}.`,
      body: left.join(""),
      wide: true,
    }),
    pairs.length === 0 ? "" : section({
      title: "Most confused classes",
      about: "Test images after all blocks, the most frequent confusion first.",
      body: pairs.join(""),
      wide: true,
    }),
    filters === undefined ? "" : section({
      title: "Filters of the first layer",
      about: "Each from its least weight, dark, to its greatest.",
      body: pictureText(filters, "filters of the first layer", "filters"),
      wide: true,
    }),
  ];
}

function row(name: string, pictures: readonly string[]): string {
  const images = pictures.map((src) => pictureText(src, name));
  return `<p class="gallery"><span class="truth">${escapeText(name)}</span>${images.join("")}</p>`;
}
