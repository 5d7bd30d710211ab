import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { gzipSync, zipSync } from "fflate";
import { Vocabulary } from "../../../../datasets/mod.ts";
import { loadVectors, type VectorFileOptions } from "../../../../datasets/files/mod.ts";
import { inFolder, realData, refusal, utf8 } from "../../support.ts";

const VOCABULARY = Vocabulary.build(["b b b a a c", "unseen"]);
const GLOVE = "a 1 2 3\nzzz 9 9 9\nb -4 5e-1 6\n";

/** word2vec's binary form. */
function binary(rows: [string, number[]][], count = rows.length, feed = true): Uint8Array {
  const parts: number[] = [...utf8(`${count} ${rows[0][1].length}\n`)];
  for (const [word, numbers] of rows) {
    const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
    parts.push(...utf8(`${word} `), ...bytes, ...(feed ? [10] : []));
  }
  return Uint8Array.from(parts);
}

async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  action: (path: string, folder: string) => Promise<T>,
): Promise<T> {
  let result: T;
  await inFolder(async (folder) => {
    const path = `${folder}/${name}`;
    await Deno.writeFile(path, typeof content === "string" ? utf8(content) : content);
    result = await action(path, folder);
  });
  return result!;
}

function load(
  name: string,
  content: string | Uint8Array,
  options: Partial<VectorFileOptions> = {},
) {
  return withFile(name, content, (path) => loadVectors(path, VOCABULARY, { seed: 1, ...options }));
}

function refusalOf(
  name: string,
  content: string | Uint8Array,
  options: Partial<VectorFileOptions> = {},
) {
  return withFile(
    name,
    content,
    (path, folder) => refusal(folder, () => loadVectors(path, VOCABULARY, { seed: 1, ...options })),
  );
}

function rowOf(rows: Float32Array, dim: number, word: string): number[] {
  const id = VOCABULARY.id(word);
  return [...rows.subarray(id * dim, (id + 1) * dim)];
}

Deno.test("loadVectors() gives each word of the vocabulary its own vector, in every format", async () => {
  const rows: [string, number[]][] = [["a", [1, 2, 3]], ["zzz", [9, 9, 9]], ["b", [-4, 0.5, 6]]];
  const files: [string, string | Uint8Array][] = [
    ["glove.txt", GLOVE],
    ["fast.vec", `3 3\n${GLOVE.replaceAll("\n", " \n")}`],
    ["w2v.bin", binary(rows)],
    ["w2v.bin", binary(rows, 3, false)],
    ["glove.txt.gz", gzipSync(utf8(GLOVE))],
    ["w2v.bin.gz", gzipSync(binary(rows))],
    // The content tells the form, the name does not.
    ["text.bin", `3 3\n${GLOVE}`],
    ["glove.bin", GLOVE],
    ["binary.txt", binary(rows)],
    ["glove.zip", zipSync({ "glove.3d.txt": utf8(GLOVE), "readme.md": utf8("x") })],
  ];
  for (const [name, content] of files) {
    const { rows, dim, found, coverage, sources } = await load(name, content);
    assertEquals([dim, found, rows.length], [3, 2, VOCABULARY.size * 3], name);
    assertEquals(rowOf(rows, 3, "a"), [1, 2, 3], name);
    assertEquals(rowOf(rows, 3, "b"), [-4, 0.5, 6], name);
    assertEquals(rowOf(rows, 3, "<pad>"), [0, 0, 0], name);
    assertEquals(coverage, { types: 2 / 4, tokens: 5 / 7 }, name);
    assertEquals(sources.length, 1);
    assertEquals(sources[0].bytes, content.length);
  }
});

Deno.test("loadVectors() draws missing rows by seed, like the found ones", async () => {
  const words = Array.from({ length: 400 }, (_, i) => `w${i}`);
  const half = words.slice(200).map((w, i) => `${w} ${i % 2 ? 6 : 2} ${i % 2 ? 6 : 2}`).join("\n");
  await withFile("a.txt", half, async (path) => {
    const vocabulary = Vocabulary.build(words);
    const read = (options: Partial<VectorFileOptions>) =>
      loadVectors(path, vocabulary, { seed: 1, ...options });
    const { rows, found } = await read({});
    assertEquals(found, 200);
    const lost = words.slice(0, 200).flatMap((word) => {
      const id = vocabulary.id(word);
      return [...rows.subarray(id * 2, id * 2 + 2)];
    });
    const mean = lost.reduce((a, b) => a + b) / lost.length;
    const deviation = Math.sqrt(lost.reduce((sum, x) => sum + (x - mean) ** 2, 0) / lost.length);
    assertAlmostEquals(mean, 4, 0.4);
    assertAlmostEquals(deviation, 2, 0.3);
    assertEquals((await read({})).rows, rows);
    assert((await read({ seed: 2 })).rows.some((value, i) => value !== rows[i]));
    const zero = await read({ missing: "zero" });
    assertEquals(zero.rows.filter((value) => value === 0).length, 404);
    const uniform = await read({ missing: "uniform" });
    assert(uniform.rows.every((value) => value >= 0 && (value < 1 || value === 2 || value === 6)));
  });
});

Deno.test("loadVectors() takes words with spaces and the first of two rows", async () => {
  const { rows } = await load("a.txt", "a 1 2\n. . a 7 8\na 3 4\nb 5 6\n");
  assertEquals([rowOf(rows, 2, "a"), rowOf(rows, 2, "b")], [[1, 2], [5, 6]]);
});

Deno.test("loadVectors() takes the width of most lines, not of one whose word has spaces", async () => {
  for (const first of ["new york 5 6", "at 7 5 6", ". . . 5 6"]) {
    const { rows, dim } = await load("a.txt", `${first}\na 1 2\nb 3 4\n`);
    assertEquals([dim, ...rowOf(rows, 2, "a"), ...rowOf(rows, 2, "b")], [2, 1, 2, 3, 4], first);
  }
  assertEquals((await load("a.txt", "new york 5 6\nla paz 5 6\nb 3 4")).dim, 2);
});

Deno.test("loadVectors() refuses vectors that are wider than memory, before it makes room", async () => {
  assertEquals(
    await refusalOf("a.vec", "3 999999999\na 1 2\n"),
    "Cannot read a.vec: its vectors have 999999999 numbers and the most are 65536, " +
      "give a file of word vectors",
  );
  const many = Vocabulary.build(Array.from({ length: 20_000 }, (_, i) => `w${i}`));
  await withFile("b.vec", "3 65536\na 1 2\n", async (path, folder) => {
    assertMatch(
      await refusal(folder, () => loadVectors(path, many, { seed: 1 })),
      /^Cannot use b\.vec: 20002 words of 65536 numbers each are more than 1073741824 numbers/,
    );
  });
});

Deno.test("loadVectors() folds case on request, and then prefers the word itself", async () => {
  const content = "A 1 1\nB 2 2\nb 3 3\nB 4 4\n";
  assertEquals((await load("a.txt", content)).found, 1);
  const { rows, found } = await load("a.txt", content, { foldCase: true });
  assertEquals(found, 2);
  assertEquals([rowOf(rows, 2, "a"), rowOf(rows, 2, "b")], [[1, 1], [3, 3]]);
});

Deno.test("loadVectors() chooses among the files of a zip by dimension or name", async () => {
  const zip = zipSync({ "g.2d.txt": utf8("a 1 2\n"), "g.3d.txt": utf8("a 1 2 3\n") });
  assertEquals((await load("g.zip", zip, { dim: 3 })).dim, 3);
  assertEquals((await load("g.zip", zip, { member: "g.2d.txt" })).dim, 2);
  assertEquals(
    await refusalOf("g.zip", zip),
    "Cannot read g.zip: no single file in it is one of several, name one of g.2d.txt, g.3d.txt",
  );
});

Deno.test("loadVectors() refuses short rows and bad numbers by line", async () => {
  assertEquals(
    await refusalOf("a.txt", "a 1 2 3\nzzz 1 2\n"),
    "Cannot read a.txt: line 2 has 2 numbers and the file's vectors 3, it is cut off or damaged, " +
      "fetch it again",
  );
  for (const bad of ["x", "NaN", "1e999", ""]) {
    assertEquals(
      await refusalOf("a.txt", `zzz 1 2 3\na 1 ${bad} 3\n`),
      `Cannot read a.txt: line 2 has ${JSON.stringify(bad)} for number 2, fetch it again`,
    );
  }
});

Deno.test("loadVectors() refuses another dimension, missing rows and files of no vectors", async () => {
  assertEquals(
    await refusalOf("a.txt", GLOVE, { dim: 300 }),
    "Cannot read a.txt: its vectors have 3 numbers, 300 were asked for",
  );
  assertEquals(
    await refusalOf("a.vec", "4 3\n" + GLOVE),
    "Cannot read a.vec: its header says 4 rows and it has 3, it is cut off or damaged, " +
      "fetch it again",
  );
  assertEquals(
    await refusalOf("a.txt", "a\n"),
    "Cannot read a.txt: its first line has no numbers, give a file of word vectors",
  );
  assertEquals(await refusalOf("a.txt", ""), "Cannot read a.txt: it is empty, fetch it again");
  assertEquals(
    await refusalOf("a.txt", "zzz 1 2\n"),
    "Cannot use a.txt: it has a vector for none of the 4 words, check its language and case",
  );
});

Deno.test("loadVectors() refuses binary files that are cut off or something else", async () => {
  const whole = binary([["a", [1, 2, 3]], ["b", [4, 5, 6]]]);
  for (const end of [whole.length - 2, whole.length - 13]) {
    assertEquals(
      await refusalOf("a.bin", whole.subarray(0, end)),
      "Cannot read a.bin: its header says 2 rows and it has 1, it is cut off or damaged, " +
        "fetch it again",
    );
  }
  assertEquals(
    await refusalOf("a.bin", binary([["a", [1, 2]], ["b", [4, 5]]], 1)),
    "Cannot read a.bin: it goes on behind the 1 rows of 2 numbers that its header says, " +
      "it is damaged or of another form, fetch it again",
  );
  assertMatch(
    await refusalOf("a.bin", Uint8Array.of(0xba, 0x16, 0x4f, 0x2f, 12, 0, 0, 0)),
    /^Cannot read a\.bin: its first line is not a count and a dimension .+, take the \.vec or/,
  );
  assertEquals(
    await refusalOf("a.bin", binary([["zzz", [1]], ["a", [NaN]]])),
    "Cannot read a.bin: row 2 has a number that is not finite, fetch it again",
  );
});

Deno.test("loadVectors() says where a published file must lie when offline", async () => {
  await inFolder(async (folder) => {
    const options = { seed: 1, cacheDir: folder, offline: true };
    assertEquals(
      await refusal(folder, () => loadVectors("glove.6B", VOCABULARY, options)),
      "Cannot load glove.6B offline: glove.6B.zip is missing, put " +
        "https://nlp.stanford.edu/data/glove.6B.zip there, or give the path of a file of word vectors",
    );
  });
});

Deno.test("loadVectors() finds real GloVe rows in a data folder", async () => {
  const dataDir = realData();
  if (!dataDir) return;
  const vocabulary = Vocabulary.build(["the oil price of qwxz"]);
  const options = { seed: 1, dataDir, dim: 50 };
  const { rows, found } = await loadVectors("glove.6B", vocabulary, options);
  assertEquals(found, 4);
  const id = vocabulary.id("the");
  assertAlmostEquals(rows[id * 50], 0.418, 1e-6);
  assertAlmostEquals(rows[id * 50 + 1], 0.24968, 1e-6);
});
