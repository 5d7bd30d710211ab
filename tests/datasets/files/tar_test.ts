import { assertEquals, assertMatch } from "@std/assert";
import { gather } from "../../../datasets/bytes.ts";
import { readTar } from "../../../datasets/files/tar.ts";
import { drain, inChunks, makeTar, refusal, type TarFile } from "../support.ts";

async function unpack(bytes: Uint8Array, length: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const member of readTar(inChunks(bytes, length), "a.tar")) {
    found[member.name] = new TextDecoder().decode(await gather(member.chunks()));
  }
  return found;
}

function reading(files: TarFile[]): () => Promise<void> {
  return () => drain(readTar(inChunks(makeTar(files), 100), "a.tar"));
}

Deno.test("readTar() takes the names that tar gives the files of a folder", async () => {
  const tar = makeTar([{ name: "./", type: "5" }, { name: "./d/a", content: "one" }]);
  const names: string[] = [];
  for await (const { name } of readTar(inChunks(tar, 100), "a.tar")) names.push(name);
  assertEquals(names, ["d/a"]);
});

Deno.test("readTar() reads files in order and passes over folders", async () => {
  const long = "x".repeat(1500);
  const tar = makeTar([{ name: "d/", type: "5" }, { name: "d/a", content: "one" }, {
    name: "d/b",
    content: long,
  }, { name: "empty" }]);
  for (const length of [1, 100, 512, 100_000]) {
    assertEquals(await unpack(tar, length), { "d/a": "one", "d/b": long, empty: "" });
  }
});

Deno.test("readTar() skips what is not read, in whole or in part", async () => {
  const tar = makeTar([{ name: "a", content: "x".repeat(3000) }, { name: "b", content: "two" }]);
  const names: string[] = [];
  for await (const member of readTar(inChunks(tar, 64), "a.tar")) {
    names.push(member.name);
    if (member.name === "a") { for await (const _ of member.chunks()) break; }
  }
  assertEquals(names, ["a", "b"]);
});

Deno.test("readTar() takes long names of GNU and pax", async () => {
  const name = `${"folder/".repeat(30)}a.txt`;
  const record = `path=${name}\n`;
  const length = record.length + 1 + 3;
  const tar = makeTar([
    { name: "././@LongLink", type: "L", content: `${name}\0` },
    { name: "short", content: "gnu" },
    { name: "pax", type: "x", content: `${length} ${record}` },
    { name: "short", content: "pax" },
    { name: "short", content: "plain" },
  ]);
  const members: [string, string][] = [];
  for await (const member of readTar(inChunks(tar, 1000), "a.tar")) {
    members.push([member.name, new TextDecoder().decode(await gather(member.chunks()))]);
  }
  assertEquals(members, [[name, "gnu"], [name, "pax"], ["short", "plain"]]);
});

Deno.test("readTar() refuses names that lead outside", async () => {
  for (const name of ["../a", "d/../../a", "/etc/a", "C:/a", "d\\..\\a"]) {
    assertEquals(
      await refusal("", reading([{ name, content: "x" }])),
      `Cannot unpack a.tar: the name ${JSON.stringify(name)} in it points outside its folder, ` +
        "fetch it again from a source you trust",
    );
  }
});

Deno.test("readTar() refuses links and devices", async () => {
  for (const type of ["1", "2", "3"]) {
    assertMatch(
      await refusal("", reading([{ name: "a", type }])),
      /^Cannot unpack a\.tar: a at byte 0 is a link or device \(type \d\), only files and folders/,
    );
  }
});

Deno.test("readTar() refuses a damaged header by its offset", async () => {
  const tar = makeTar([{ name: "a", content: "one" }, { name: "b", content: "two" }]);
  tar[1024] ^= 1;
  assertEquals(
    await refusal("", () => drain(readTar(inChunks(tar, 100), "a.tar"))),
    "Cannot unpack a.tar: the tar header at byte 1024 is damaged, fetch it again",
  );
});

Deno.test("readTar() refuses an archive that is cut off", async () => {
  const tar = makeTar([{ name: "a", content: "x".repeat(2000) }], { end: false });
  for (const end of [100, 512, 1000, 2000, tar.length]) {
    const cut = tar.subarray(0, end);
    assertMatch(
      await refusal("", () => drain(readTar(inChunks(cut, 100), "a.tar"))),
      /^Cannot unpack a\.tar: it is cut off at byte \d+, fetch it again$/,
    );
  }
});

Deno.test("readTar() refuses a name of a length that no name has", async () => {
  const files = [{ name: "a", type: "L", content: "x", size: 1_000_000_000 }];
  assertMatch(await refusal("", reading(files)), /a name of 1000000000 bytes/);
});

Deno.test("readTar() refuses a file that claims more than there is", async () => {
  const files = [{ name: "a", content: "x", size: 5_000_000 }];
  assertMatch(await refusal("", reading(files)), /it is cut off at byte \d+/);
});
