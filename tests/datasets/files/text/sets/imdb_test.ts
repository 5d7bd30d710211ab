import { assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import { loadText } from "../../../../../datasets/files/mod.ts";
import { inFolder, makeTar, refusal, write } from "../../../support.ts";

const REVIEWS = Object.fromEntries(
  ["train", "test"].flatMap((part) =>
    ["neg", "pos"].flatMap((kind) =>
      [10, 9, 0].map((i) => [`aclImdb/${part}/${kind}/${i}_3.txt`, `${part} ${kind} ${i} é`])
    )
  ),
);

Deno.test("loadText() reads IMDB alike from folder and archive, without its unlabelled part", async () => {
  await inFolder(async (folder) => {
    const more = { "aclImdb/train/unsup/0_0.txt": "unsup", "aclImdb/train/pos/urls.txt": "http" };
    await write(folder, { ...REVIEWS, ...more });
    const unpacked = await loadText("imdb", { seed: 1, dataDir: folder });
    const files = Object.entries({ ...more, ...REVIEWS }).map(([name, content]) => ({
      name,
      content,
    }));
    await write(folder, { "tar/aclImdb_v1.tar.gz": gzipSync(makeTar(files)) });
    const packed = await loadText("imdb", { seed: 1, dataDir: `${folder}/tar` });
    assertEquals(packed.train, unpacked.train);
    assertEquals(packed.test, unpacked.test);
    assertEquals(packed.train.labels, Uint32Array.of(0, 0, 0, 1, 1, 1));
    assertEquals(packed.train.texts.slice(0, 3), [0, 9, 10].map((i) => `train neg ${i} é`));
  });
});

Deno.test("loadText() keeps the reviews of a film of IMDB together: by its list of films, or as neighbours", () =>
  inFolder(async (folder) => {
    await write(folder, REVIEWS);
    const load = () => loadText("imdb", { seed: 1, dataDir: folder });
    const without = await load();
    assertEquals(without.train.groups, ["neg 0", "neg 33", "neg 66", "pos 0", "pos 33", "pos 66"]);
    assertEquals(
      without.notes.at(-1)?.slice(0, 50),
      "stretches of a hundredth of a class's reviews are ",
    );
    const many = Array.from({ length: 250 }, (_, i) => [`aclImdb/train/pos/${100 + i}_9.txt`, "x"]);
    await write(folder, Object.fromEntries(many));
    const groups = (await load()).train.groups!;
    const sizes = Map.groupBy(groups.slice(3), (group) => group).values().map((own) => own.length);
    assertEquals(Array.from(new Set(sizes)).sort(), [2, 3]);
    const address = (film: number) => `http://www.imdb.com/title/tt${film}/usercomments`;
    const films = Array.from({ length: 11 }, (_, i) => address(i)).join("\n");
    await write(folder, { "aclImdb/train/urls_neg.txt": films });
    await write(folder, { "aclImdb/train/urls_pos.txt": `${films}\n` });
    assertEquals(
      await refusal(folder, load),
      "Cannot read aclImdb/train/urls_pos.txt: line 101, the film of train/pos/100, is not there, " +
        "put the published file there or take it away",
    );
    for (const [name] of many) await Deno.remove(`${folder}/${name}`);
    const { train, notes } = await load();
    assertEquals(train.groups, ["tt0", "tt9", "tt10", "tt0", "tt9", "tt10"]);
    assertEquals(notes.at(-1), "reviews of a film are on one side of a split");
  }));

Deno.test("loadText() follows links to folders and files, and ends where they lead round", () =>
  inFolder(async (folder) => {
    const entries = Object.entries(REVIEWS).map(([name, text]) =>
      [name.replace("aclImdb/train/neg", "elsewhere"), text] as const
    );
    await write(folder, Object.fromEntries(entries));
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/aclImdb/train/neg`);
    await Deno.symlink(`${folder}/aclImdb`, `${folder}/aclImdb/train/round`);
    await write(folder, { "one.txt": "behind a link" });
    await Deno.symlink(`${folder}/one.txt`, `${folder}/aclImdb/train/pos/77_9.txt`);
    const { train } = await loadText("imdb", { seed: 1, dataDir: folder });
    assertEquals(train.labels, Uint32Array.of(0, 0, 0, 1, 1, 1, 1));
    assertEquals(train.texts.at(-1), "behind a link");
    await Deno.symlink("nowhere", `${folder}/aclImdb/train/.litter`);
    await loadText("imdb", { seed: 1, dataDir: folder });
    await Deno.symlink("nowhere", `${folder}/aclImdb/train/neg2`);
    assertEquals(
      await refusal(folder, () => loadText("imdb", { seed: 1, dataDir: folder })),
      "Cannot read aclImdb/train/neg2: it is a link that leads nowhere, mend it or take it away",
    );
  }));

Deno.test("loadText() refuses a copy of a set whose training rows lack a class", () =>
  inFolder(async (folder) => {
    const some = Object.entries(REVIEWS).filter(([name]) => !name.includes("train/neg"));
    await write(folder, Object.fromEntries(some));
    assertEquals(
      await refusal(folder, () => loadText("imdb", { seed: 1, dataDir: folder })),
      "Cannot load imdb: aclImdb has no training row of negative, put the whole set there",
    );
  }));

Deno.test("loadText() reads many small files as one source that changes with any of them", async () => {
  await inFolder(async (folder) => {
    const many = Array.from({ length: 30 }, (_, i) => [`aclImdb/train/pos/${100 + i}_9.txt`, "x"]);
    await write(folder, { ...REVIEWS, ...Object.fromEntries(many) });
    const load = () => loadText("imdb", { seed: 1, dataDir: folder });
    const [before] = (await load()).sources;
    await write(folder, { "aclImdb/train/pos/105_9.txt": "y" });
    const after = (await load()).sources;
    assertEquals(after.length, 1);
    assertEquals(after[0].bytes, before.bytes);
    assertEquals(after[0].sha256 === before.sha256, false);
  });
});
