/**
 * Writes `images.json`: small PNG and JPEG files, and the pixels that libvips decodes from them.
 *
 * `deno run -A tests/golden/write_images.ts`
 *
 * @module
 */

const SHARP = "npm:sharp@0.35"; // needs a binary, so that only this script loads it
const { default: sharp } = await import(SHARP);

const [width, height] = [11, 9];

/** A picture with slopes of red and green and blocks of blue. */
function picture(channels: 3 | 4): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [place, channel] = [Math.floor(i / channels), i % channels];
    const [x, y] = [place % width, Math.floor(place / width)];
    if (channel === 0) return Math.round(255 * x / (width - 1));
    if (channel === 1) return Math.round(255 * y / (height - 1));
    if (channel === 2) return ((x >> 2) + (y >> 2)) % 2 ? 200 : 60;
    return Math.round(255 * (x + y) / (width + height - 2));
  });
}

const open = (channels: 3 | 4) => sharp(picture(channels), { raw: { width, height, channels } });
const jpeg = { quality: 92, chromaSubsampling: "4:4:4" };
const files = {
  "baseline.jpg": open(3).jpeg(jpeg),
  "half_chroma.jpg": open(3).jpeg({ ...jpeg, chromaSubsampling: "4:2:0" }),
  "progressive.jpg": open(3).jpeg({ ...jpeg, progressive: true }),
  "gray.jpg": open(3).toColourspace("b-w").jpeg(jpeg),
  "cmyk.jpg": open(3).toColourspace("cmyk").jpeg(jpeg),
  "colours.png": open(3).png(),
  "interlaced.png": open(3).png({ progressive: true }),
  "palette.png": open(3).png({ palette: true, colours: 16 }),
  "palette_interlaced.png": open(3).png({ palette: true, colours: 4, progressive: true }),
  "gray.png": open(3).toColourspace("b-w").png(),
  "gray_1_bit.png": open(3).toColourspace("b-w").threshold(128).png({ palette: true, colours: 2 }),
  "colours_16_bits.png": open(3).toColourspace("rgb16").png(),
  "gray_16_bits.png": open(3).toColourspace("grey16").png(),
  "alpha.png": open(4).png(),
  "a.gif": open(3).gif(),
  "a.webp": open(3).webp(),
};

const images: Record<string, unknown> = {};
for (const [name, image] of Object.entries(files)) {
  const bytes = await image.toBuffer();
  const { data, info } = await sharp(bytes).toColourspace("srgb").raw()
    .toBuffer({ resolveWithObject: true });
  images[name] = {
    base64: bytes.toString("base64"),
    height: info.height,
    width: info.width,
    channels: info.channels,
    pixels: [...data],
  };
}
const path = new URL("images.json", import.meta.url);
const lines = Object.entries(images).map(([name, image]) => {
  return `${JSON.stringify(name)}: ${JSON.stringify(image)}`;
});
await Deno.writeTextFile(path, `{\n${lines.join(",\n")}\n}\n`);
