/**
 * Sections of the report that show images.
 *
 * @module
 */

import type { Gallery } from "../answers/gallery.ts";
import { blocks, section } from "./parts.ts";
import { escapeText } from "../svg/frame.ts";
import { count } from "../terminal/figures.ts";

/** An image as markup, with a text for those who do not see it. */
export function pictureText(src: string, text: string): string {
  return `<img class="picture" src="${escapeText(src)}" alt="${escapeText(text)}" title="${
    escapeText(text)
  }">`;
}

/** Images by the depth at which they leave, images that are confused, and the filters of the first layer. */
export function gallerySections({ leaving, confused, filters }: Gallery): string[] {
  const left = leaving.map(({ depth, count: all, pictures }) =>
    row(`${blocks(depth)}, ${count(all)} images`, pictures)
  );
  const pairs = confused.map(({ truth, answer, count: all, pictures }) =>
    row(`${truth} taken for ${answer}, ${count(all)} times`, pictures)
  );
  return [
    left.length === 0 ? "" : section({
      title: "Images by the depth at which they leave",
      about: "Test images at the threshold in use.",
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
      body: pictureText(filters, "filters of the first layer").replace("picture", "filters"),
      wide: true,
    }),
  ];
}

function row(name: string, pictures: readonly string[]): string {
  const images = pictures.map((src) => pictureText(src, name));
  return `<p class="gallery"><span class="truth">${escapeText(name)}</span>${images.join("")}</p>`;
}
