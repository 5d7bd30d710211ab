import { assertEquals } from "@std/assert";
import { decodeText, splitLines } from "../../../datasets/table/lines.ts";
import { drain, inChunks, refusal, utf8 } from "../support.ts";

Deno.test("decodeText() gives the same text whatever the chunks", async () => {
  const text = "naïve – 東京 🏆\nend";
  for (const length of [1, 2, 3, 5, 100]) {
    const parts = await Array.fromAsync(decodeText(inChunks(utf8(text), length), "a.txt"));
    assertEquals(parts.join(""), text);
  }
});

Deno.test("decodeText() leaves out a byte order mark at the start only", async () => {
  for (const length of [1, 4, 100]) {
    const bytes = utf8("\ufeffa\ufeffb");
    const parts = await Array.fromAsync(decodeText(inChunks(bytes, length), "a.txt"));
    assertEquals(parts.join(""), "a\ufeffb");
  }
});

Deno.test("decodeText() names line and byte of what is not UTF-8", async () => {
  const bytes = Uint8Array.of(...utf8("é\nab\n"), 0x63, 0xff, 0x64);
  for (const length of [1, 2, 3, 100]) {
    assertEquals(
      await refusal("", () => drain(decodeText(inChunks(bytes, length), "a.csv"))),
      "Cannot read a.csv: line 3 is not UTF-8 at byte 7, save it as UTF-8",
    );
  }
});

Deno.test("decodeText() refuses a character cut off at the end", async () => {
  const bytes = utf8("ab東").subarray(0, 4);
  assertEquals(
    await refusal("", () => drain(decodeText(inChunks(bytes, 2), "a.csv"))),
    "Cannot read a.csv: line 1 is not UTF-8 at byte 2, save it as UTF-8",
  );
});

/** A text as UTF-16. */
function wide(text: string, isLittle: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) bytes.setUint16(2 * i, text.charCodeAt(i), isLittle);
  return new Uint8Array(bytes.buffer);
}

Deno.test("decodeText() reads UTF-16, with a mark or where it is plain", async () => {
  const content = "text,label\ngrün 東京 🎉,a\n";
  for (const length of [1, 3, 100]) {
    for (const isLittle of [true, false]) {
      for (const mark of ["", "\ufeff"]) {
        const pieces = decodeText(inChunks(wide(mark + content, isLittle), length), "a.csv");
        assertEquals((await Array.fromAsync(pieces)).join(""), content);
      }
    }
  }
  assertEquals(
    await refusal("", () => drain(decodeText(inChunks(wide(content, true).slice(1), 9), "a.csv"))),
    "Cannot read a.csv: it looks like UTF-16 and is damaged or cut off, save it as UTF-8",
  );
});

Deno.test("splitLines() numbers lines across chunks and takes both line ends", async () => {
  for (const length of [1, 3, 100]) {
    const text = decodeText(inChunks(utf8("a\r\n\nbc\nd"), length), "a.txt");
    const found: [number, string][] = [];
    for await (const { first, lines } of splitLines(text)) {
      lines.forEach((line, i) => found.push([first + i, line]));
    }
    assertEquals(found, [[1, "a"], [2, ""], [3, "bc"], [4, "d"]]);
  }
});

Deno.test("splitLines() takes time in proportion to a line that comes in many pieces", async () => {
  const piece = "x".repeat(1000);
  const count = 100_000;
  const text = async function* () {
    for (let i = 0; i < count; i++) yield i % 2 ? piece : await Promise.resolve(piece);
  };
  const lengths: number[] = [];
  for await (const { lines } of splitLines(text())) lengths.push(...lines.map((l) => l.length));
  assertEquals(lengths, [count * piece.length]);
});

Deno.test("decodeText() says what packed files are, whatever their names", async () => {
  const starts = {
    "packed by gzip": [0x1f, 0x8b, 8, 0],
    "a zip archive or a workbook": [0x50, 0x4b, 3, 4, 0x14],
    "packed by xz": [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
    "packed by zstd": [0x28, 0xb5, 0x2f, 0xfd],
    "packed by bzip2": [...utf8("BZh91AY&SY")],
  };
  for (const [what, bytes] of Object.entries(starts)) {
    const chunks = inChunks(Uint8Array.from([...bytes, ...utf8("text\n")]), 64);
    const message = await refusal("", () => drain(decodeText(chunks, "a.csv")));
    assertEquals(message.startsWith(`Cannot read a.csv: it is ${what}, `), true, message);
  }
});
