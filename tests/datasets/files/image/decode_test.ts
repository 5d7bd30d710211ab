import { assert, assertEquals } from "@std/assert";
import { concat } from "../../../../datasets/bytes.ts";
import { decodeImage, isImageName } from "../../../../datasets/files/image/decode.ts";
import { readImageFile } from "../../../../datasets/files/mod.ts";
import recorded from "../../../golden/images.json" with { type: "json" };
import { inFolder, refusal, utf8 } from "../../support.ts";
import { makePng, pngChunk, word } from "./support.ts";

type Name = keyof typeof recorded;

const bytesOf = (name: Name) =>
  Uint8Array.from(atob(recorded[name].base64), (character) => character.charCodeAt(0));

/** How far the decoded bytes are from those that libvips decodes. */
async function compare(name: Name): Promise<{ most: number; mean: number; channels: number }> {
  const { height, width, channels: all, pixels } = recorded[name];
  const picture = await decodeImage(bytesOf(name), name);
  const { channels } = picture.shape;
  assertEquals(picture.shape, { height, width, channels });
  const differences = [...picture.pixels].map((byte, i) => {
    const at = Math.floor(i / channels) * all + i % channels;
    return Math.abs(byte - pixels[at]);
  });
  const mean = differences.reduce((a, b) => a + b) / differences.length;
  return { most: Math.max(...differences), mean, channels };
}

Deno.test("decodeImage() reads PNG of all kinds to the same bytes as libvips", async () => {
  const kinds: [Name, number][] = [
    ["colours.png", 3],
    ["interlaced.png", 3],
    ["palette.png", 3],
    ["palette_interlaced.png", 3],
    ["gray.png", 1],
    ["gray_1_bit.png", 1],
  ];
  for (const [name, channels] of kinds) {
    assertEquals(await compare(name), { most: 0, mean: 0, channels }, name);
  }
});

Deno.test("decodeImage() makes 8 bits of 16", async () => {
  for (const [name, channels] of [["colours_16_bits.png", 3], ["gray_16_bits.png", 1]] as const) {
    const found = await compare(name);
    assertEquals(found.channels, channels);
    assert(found.most <= 1, `${name} differs by ${found.most}`); // libvips cuts, here it is rounded
  }
});

Deno.test("decodeImage() lays what shows through on white", async () => {
  const { pixels } = await decodeImage(bytesOf("alpha.png"), "alpha.png");
  const colours = recorded["alpha.png"].pixels;
  pixels.forEach((byte, i) => {
    const at = 4 * Math.floor(i / 3);
    const alpha = colours[at + 3] / 255;
    const blended = colours[at + i % 3] * alpha + 255 * (1 - alpha);
    assert(Math.abs(byte - blended) <= 0.5001, `${byte} ${blended}`);
  });
  const gray = makePng({ height: 1, width: 3, channels: 2 }, [80, 255, 80, 0, 100, 51]);
  assertEquals((await decodeImage(gray, "gray")).pixels, Uint8Array.of(80, 255, 224));
  const transparent = pngChunk("tRNS", Uint8Array.of(0, 7));
  const shape = { height: 1, width: 2, channels: 1 };
  const keyed = makePng(shape, [7, 8], { chunks: [transparent] });
  assertEquals(await decodeImage(keyed, "keyed"), { pixels: Uint8Array.of(255, 8), shape });
});

Deno.test("decodeImage() reads JPEG, baseline and progressive, gray and colours, like libvips", async () => {
  const limits: [Name, number, number, number][] = [
    // Rounding of the inverse transform and of the colours.
    ["baseline.jpg", 3, 4, 1],
    ["progressive.jpg", 3, 4, 1],
    ["gray.jpg", 1, 2, 0.5],
    // libvips makes a slope between the chroma of neighbours, here each has its own.
    ["half_chroma.jpg", 3, 80, 15],
    // libvips uses a profile of the inks, here there is none.
    ["cmyk.jpg", 3, 140, 40],
  ];
  for (const [name, channels, most, mean] of limits) {
    const found = await compare(name);
    assertEquals(found.channels, channels, name);
    assert(found.most <= most && found.mean <= mean, `${name} ${JSON.stringify(found)}`);
  }
});

Deno.test("decodeImage() reads JPEG that says it is red, green and blue as it is", async () => {
  // Adobe's marker with transform 0: the three components are no YCbCr.
  const adobe = concat([Uint8Array.of(0xff, 0xee, 0, 14), utf8("Adobe"), new Uint8Array(7)]);
  const bytes = bytesOf("baseline.jpg");
  const plain = await decodeImage(bytes, "plain");
  const asRgb = await decodeImage(concat([bytes.slice(0, 2), adobe, bytes.slice(2)]), "rgb");
  const [luma] = asRgb.pixels;
  const [red, green, blue] = plain.pixels;
  assert(Math.abs(luma - (0.299 * red + 0.587 * green + 0.114 * blue)) < 2, `${luma}`);
});

const DAMAGED = "damaged or cut off";

Deno.test("decodeImage() refuses every file that is cut off", async () => {
  for (const name of Object.keys(recorded) as Name[]) {
    if (!isImageName(name)) continue;
    const bytes = bytesOf(name);
    for (let end = 3; end < bytes.length - 1; end += 5) {
      const message = await refusal("", () => decodeImage(bytes.slice(0, end), name));
      assert(message.startsWith(`Cannot read ${name}: `) && message.includes(DAMAGED), message);
    }
  }
});

Deno.test("decodeImage() ends in an answer or a DataError whatever byte is wrong", async () => {
  for (const name of ["progressive.jpg", "palette_interlaced.png"] as const) {
    const bytes = bytesOf(name);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] ^= 0x55;
      await refusal("", async () => {
        await decodeImage(changed, name);
        await decodeImage(new Uint8Array(), name); // so that the first may pass
      });
    }
  }
});

Deno.test("decodeImage() checks the checksums of PNG", async () => {
  const bytes = makePng({ height: 2, width: 2, channels: 1 }, [1, 2, 3, 4]);
  await decodeImage(bytes, "a.png");
  bytes[bytes.length - 12 - 1] ^= 1; // the last byte of the pixels' checksum
  const message = await refusal("", () => decodeImage(bytes, "a.png"));
  assert(message.includes(DAMAGED), message);
});

Deno.test("decodeImage() refuses what is no image, and other kinds by their names", async () => {
  const text = utf8("It was a dark and stormy night");
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), "it is empty, fetch it again"],
    [text, "it is no PNG or JPEG, convert it"],
    [bytesOf("a.gif"), "it is GIF, and PNG and JPEG are read, convert it"],
    [bytesOf("a.webp"), "it is WebP, and PNG and JPEG are read, convert it"],
    [utf8("BM0000"), "it is BMP, and PNG and JPEG are read, convert it"],
    [utf8("II*\0"), "it is TIFF, and PNG and JPEG are read, convert it"],
  ];
  for (const [bytes, state] of cases) {
    assertEquals(
      await refusal("", () => decodeImage(bytes, "a.png")),
      `Cannot read a.png: ${state} or leave it out`,
    );
  }
});

Deno.test("decodeImage() refuses kinds of JPEG that it would read wrongly", async () => {
  const kinds: [marker: number, precision: number, components: number, state: string][] = [
    [0xc3, 8, 3, "it is a lossless JPEG"],
    [0xc9, 8, 3, "it is an arithmetic-coded JPEG"],
    [0xc1, 12, 3, "it has 12 bits a number"],
    [0xc0, 8, 2, "it has 2 components"],
    [0xc0, 8, 4, "it has four components and no Adobe marker that says which"],
  ];
  for (const [marker, precision, components, state] of kinds) {
    const ids = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat();
    const frame = [precision, 0, 9, 0, 11, components, ...ids];
    const bytes = Uint8Array.of(
      0xff,
      0xd8,
      0xff,
      marker,
      0,
      2 + frame.length,
      ...frame,
      0xff,
      0xd9,
    );
    assertEquals(
      await refusal("", () => decodeImage(bytes, "a.jpg")),
      `Cannot read a.jpg: ${state}, ` +
        `save it as a baseline or progressive JPEG of 8 bits, or as PNG`,
    );
  }
});

Deno.test("decodeImage() takes no memory for images that say they are huge", async () => {
  const side = [60_000 >> 8, 60_000 & 255];
  const frame = [8, ...side, ...side, 1, 1, 0x11, 0];
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 2 + frame.length, ...frame, 0xff, 0xd9);
  const header = concat([word(60_000), word(60_000), Uint8Array.of(8, 2, 0, 0, 0)]);
  const png = makePng({ height: 1, width: 1, channels: 3 }, [0]);
  const huge = concat([png.slice(0, 8), pngChunk("IHDR", header), png.slice(33)]);
  for (const bytes of [jpeg, huge]) {
    assertEquals(
      await refusal("", () => decodeImage(bytes, "a")),
      "Cannot read a: it says that it has 60000 x 60000 pixels, 1 to 32 million are read, " +
        "make it smaller or leave it out",
    );
  }
  // Small by its header, and 2 MiB of zeros in its pixels.
  const small = makePng({ height: 1, width: 1 << 21, channels: 1 }, [0]);
  const one = concat([word(1), word(1), Uint8Array.of(8, 0, 0, 0, 0)]);
  const bomb = concat([small.slice(0, 8), pngChunk("IHDR", one), small.slice(33)]);
  const message = await refusal("", () => decodeImage(bomb, "bomb"));
  assert(message.includes("more than the 2 bytes of its pixels"), message);
  // A second header, by which the decoder would go.
  const again = concat([png.slice(0, 33), pngChunk("IHDR", header), png.slice(33)]);
  const second = await refusal("", () => decodeImage(again, "again"));
  assert(second.includes("two headers"), second);
});

Deno.test("readImageFile() reads a file, and says what is wrong with its path", () =>
  inFolder(async (folder) => {
    const shape = { height: 1, width: 2, channels: 3 };
    await Deno.writeFile(`${folder}/a.png`, makePng(shape, [1, 2, 3, 4, 5, 6]));
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    assertEquals(await readImageFile(`${folder}/a.png`), { pixels, shape });
    assertEquals(
      await refusal(folder, () => readImageFile(`${folder}/b.png`)),
      "Cannot read b.png: no such file or folder, check the path",
    );
  }));
