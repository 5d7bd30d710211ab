import { assertEquals, assertMatch } from "@std/assert";
import { zipSync } from "fflate";
import { gather } from "../../../datasets/bytes.ts";
import { readZip } from "../../../datasets/files/zip.ts";
import { drain, inFolder, refusal, utf8 } from "../support.ts";

async function unpack(path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const member of readZip(path)) {
    found[member.name] = new TextDecoder().decode(await gather(member.chunks()));
  }
  return found;
}

/** The refusal of a zip that was made from files and then changed. */
async function refusalOf(
  files: Record<string, Uint8Array>,
  change: (bytes: Uint8Array, view: DataView) => Uint8Array | void = () => {},
): Promise<string> {
  let message = "";
  await inFolder(async (folder) => {
    const bytes = zipSync(files);
    const changed = change(bytes, new DataView(bytes.buffer)) ?? bytes;
    await Deno.writeFile(`${folder}/a.zip`, changed);
    message = await refusal(folder, () => unpack(`${folder}/a.zip`));
  });
  return message;
}

/** Where the first entry of the central directory starts. */
function central(view: DataView): number {
  return view.getUint32(view.byteLength - 22 + 16, true);
}

const LONG = "all work and no play ".repeat(50_000);

Deno.test("readZip() reads stored and packed files and passes over folders", async () => {
  await inFolder(async (folder) => {
    const zip = zipSync({
      "d/a.txt": utf8(LONG),
      "d/": new Uint8Array(0),
      "b.txt": [utf8("stored"), { level: 0 }],
      "none.txt": new Uint8Array(0),
    });
    await Deno.writeFile(`${folder}/a.zip`, zip);
    assertEquals(await unpack(`${folder}/a.zip`), {
      "d/a.txt": LONG,
      "b.txt": "stored",
      "none.txt": "",
    });
  });
});

Deno.test("readZip() takes the names that packers give the files of a folder", async () => {
  await inFolder(async (folder) => {
    const files = { "./": new Uint8Array(0), "./d/": new Uint8Array(0), "./d/a": utf8("one") };
    await Deno.writeFile(`${folder}/a.zip`, zipSync(files));
    assertEquals(await unpack(`${folder}/a.zip`), { "d/a": "one" });
  });
});

Deno.test("readZip() refuses names that lead outside before it reads any file", async () => {
  for (const name of ["../evil.txt", "a/../../evil.txt", "/evil.txt", "C:/evil.txt"]) {
    assertEquals(
      await refusalOf({ "good.txt": utf8("good"), [name]: utf8("evil") }),
      `Cannot unpack a.zip: the name ${JSON.stringify(name)} in it points outside its folder, ` +
        "fetch it again from a source you trust",
    );
  }
});

Deno.test("readZip() refuses a file that unpacks to more or less than it says", async () => {
  const say = (size: number) => (_: Uint8Array, view: DataView) =>
    view.setUint32(central(view) + 24, size, true);
  assertEquals(
    await refusalOf({ "a.txt": utf8(LONG) }, say(1000)),
    "Cannot unpack a.zip: a.txt unpacks to more than the 1000 bytes it says, fetch it again",
  );
  assertEquals(
    await refusalOf({ "a.txt": utf8("abc") }, say(1000)),
    "Cannot unpack a.zip: a.txt unpacks to 3 bytes and says 1000, fetch it again",
  );
});

Deno.test("readZip() stops a file that unpacks out of all proportion", async () => {
  assertMatch(
    await refusalOf({ "a.txt": new Uint8Array(200 * 1024 * 1024) }),
    /^Cannot unpack a\.zip: a\.txt: \d+ bytes of it already unpack to \d+, more than 200 times/,
  );
});

Deno.test("readZip() refuses a wrong CRC-32", async () => {
  assertEquals(
    await refusalOf({ "a.txt": utf8("abc") }, (_, view) => view.setUint32(central(view) + 16, 1)),
    "Cannot unpack a.zip: a.txt fails its CRC-32, fetch it again",
  );
});

Deno.test("readZip() refuses damaged deflate data", async () => {
  const message = await refusalOf({ "a.txt": utf8(LONG) }, (bytes) => void bytes.fill(255, 36, 60));
  assertMatch(
    message,
    /^Cannot unpack a\.zip: the deflate data of a\.txt is damaged|fails its CRC/,
  );
});

Deno.test("readZip() refuses an archive that is cut off", async () => {
  assertEquals(
    await refusalOf({ "a.txt": utf8(LONG) }, (bytes) => bytes.subarray(0, bytes.length >> 1)),
    "Cannot unpack a.zip: it has no zip directory at its end, it is cut off or no zip file, " +
      "fetch it again",
  );
});

Deno.test("readZip() refuses links, encryption, unknown methods and overlapping files", async () => {
  const at = (offset: number, value: number) => (_: Uint8Array, view: DataView) =>
    view.setUint16(central(view) + offset, value, true);
  const file = { "a.txt": utf8("abc") };
  assertMatch(await refusalOf(file, at(40, 0xa1ff)), /a\.txt is a link, only files are read/);
  assertMatch(await refusalOf(file, at(8, 1)), /a\.txt is encrypted/);
  assertMatch(
    await refusalOf(file, at(10, 14)),
    /a\.txt is packed by method 14, known are 0 and 8/,
  );
  assertMatch(await refusalOf(file, at(20, 5000)), /its files claim 5000 bytes of \d+/);
});

Deno.test("readZip() reads nothing of a file that nobody asks for", async () => {
  await inFolder(async (folder) => {
    const bytes = zipSync({ "a.txt": utf8("abc") });
    bytes[31 + 5] ^= 255;
    await Deno.writeFile(`${folder}/a.zip`, bytes);
    await drain(readZip(`${folder}/a.zip`));
  });
});
