import { assertEquals } from "@std/assert";
import { gzipSync, zipSync } from "fflate";
import { loadText, TEXT_SETS } from "../../../../datasets/files/mod.ts";
import { newsDataset } from "../../../../datasets/mod.ts";
import { inFolder, makeTar, refusal, utf8, write } from "../../support.ts";

const NEWS_SHA256 = "cb64f153ea0cab580d851f8b56109ca7cd0e3ce37050688261af6e1f9568234b";

Deno.test("loadText() makes the same news every time, whatever the seed of the run", async () => {
  const set = await loadText("news", { seed: 1 });
  const again = await loadText("news", { seed: 2 });
  assertEquals(again, set);
  assertEquals([set.train.texts.length, set.test!.texts.length], [8000, 1000]);
  assertEquals(set.sources[0].sha256, NEWS_SHA256);
  assertEquals({ ...set, sources: [] }, newsDataset());
});

const AG_TRAIN = '"3","A ""T""","x\\y"\n"1","","z"\n"2","","s"\n"4","","c"\n';

Deno.test("loadText() reads AG News in its layout and says that it is a subset", async () => {
  await inFolder(async (folder) => {
    const classes = "World\nSports\nBusiness\nSci/Tech\n";
    const files = { "train.csv": AG_TRAIN, "test.csv": '"4","t","u"\n', "classes.txt": classes };
    for (const [name, content] of Object.entries(files)) {
      await write(folder, { [`ag_news/${name}`]: content });
    }
    const set = await loadText("ag_news", { seed: 1, dataDir: folder });
    assertEquals(set.train, {
      texts: ['A "T" x\\y', "z", "s", "c"],
      labels: Uint32Array.of(2, 0, 1, 3),
    });
    assertEquals(set.test, { texts: ["t u"], labels: Uint32Array.of(3) });
    assertEquals(set.notes, [
      "train is a subset: 4 of 120,000 rows",
      "test is a subset: 1 of 7,600 rows",
    ]);
  });
});

Deno.test("loadText() reads the official archive from the cache like the folder", async () => {
  await inFolder(async (folder) => {
    const tar = makeTar([
      { name: "ag_news_csv/", type: "5" },
      { name: "ag_news_csv/readme.txt", content: "x" },
      { name: "ag_news_csv/test.csv", content: '"4","t","u"\n' },
      { name: "ag_news_csv/train.csv", content: AG_TRAIN },
    ]);
    await write(folder, { "ag_news_csv.tgz": gzipSync(tar) });
    const options = { seed: 1, cacheDir: folder, offline: true };
    const set = await loadText("ag_news", options);
    assertEquals(set.train.texts, ['A "T" x\\y', "z", "s", "c"]);
    assertEquals(set.sources.length, 1);
    await write(folder, { "ag_news_csv.tgz.sha256": "0".repeat(64) });
    assertEquals(
      await refusal(folder, () => loadText("ag_news", options)),
      `Cannot use ag_news_csv.tgz: its sha256 is ${set.sources[0].sha256} and was ` +
        `${"0".repeat(64)} when it was downloaded, delete it to fetch it again`,
    );
  });
});

Deno.test("loadText() refuses rows that are not AG News, by file and line", async () => {
  const load = async (train: string, classes = "a\nb\nc\nd\n") => {
    let message = "";
    await inFolder(async (folder) => {
      await write(folder, {
        "train.csv": train,
        "test.csv": '"4","t","u"\n',
        "classes.txt": classes,
      });
      message = await refusal(folder, () => loadText("ag_news", { seed: 1, dataDir: folder }));
    });
    return message;
  };
  assertEquals(
    await load('"1","a","b"\n"2","a"\n'),
    "Cannot read train.csv: line 2 has 2 columns and ag_news 3 (class, title, description), " +
      "correct the line",
  );
  assertEquals(
    await load('"1","a","b"\n"5","a","b"\n'),
    'Cannot read train.csv: line 2 has the class "5" and ag_news 1 to 4, correct the line',
  );
  assertEquals(
    await load(""),
    "Cannot read train.csv: it is empty, put the published file there",
  );
  assertEquals(
    await load('"1","a","b"\n', "a\nb\n"),
    "Cannot read classes.txt: it names 2 classes and ag_news has 4, put the published file there",
  );
});

Deno.test("loadText() reads SST-2 from GLUE's zip: dev as the test, test without labels", async () => {
  await inFolder(async (folder) => {
    const zip = zipSync({
      "SST-2/": new Uint8Array(0),
      "SST-2/original/train.tsv": utf8("something else"),
      "SST-2/dev.tsv": utf8("sentence\tlabel\nfine \t1\n"),
      "SST-2/test.tsv": utf8('index\tsentence\n0\t"open\n'),
      "SST-2/train.tsv": utf8("sentence\tlabel\nit 's \" odd \t0\nnice\t1\n"),
    });
    await write(folder, { "SST-2.zip": zip });
    const set = await loadText("sst2", { seed: 1, dataDir: folder });
    assertEquals(set.train, {
      texts: ["it 's \" odd", "nice"],
      labels: Uint32Array.of(0, 1),
      groups: ["0", "1"],
    });
    assertEquals(set.test, { texts: ["fine"], labels: Uint32Array.of(1) });
    assertEquals(set.unlabelled, { texts: ['"open'] });
    assertEquals(set.sources.map(({ bytes }) => bytes), [zip.length]);
  });
});

Deno.test("loadText() takes SST-2's unlabelled texts in the order of their numbers only", () =>
  inFolder(async (folder) => {
    const load = async (test: string) => {
      await write(folder, {
        "train.tsv": "sentence\tlabel\nx\t1\ny\t0\n",
        "dev.tsv": "sentence\tlabel\nfine\t1\n",
        "test.tsv": `index\tsentence\n${test}`,
      });
      return (await loadText("sst2", { seed: 1, dataDir: folder })).unlabelled?.texts;
    };
    assertEquals(await load("0\ta\n1\tb \n2\tc\n"), ["a", "b", "c"]);
    const wrong: [string, string][] = [
      ["0\ta\n2\tb\n1\tc\n", 'line 3 has the index "2" where 1 comes'],
      ["1\ta\n2\tb\n", 'line 2 has the index "1" where 0 comes'],
      ["0\ta\n0\tb\n", 'line 3 has the index "0" where 1 comes'],
      ["0\ta\n1.0\tb\n", 'line 3 has the index "1.0" where 1 comes'],
    ];
    for (const [test, state] of wrong) {
      assertEquals(
        await refusal(folder, () => load(test)),
        `Cannot read test.tsv: ${state}, put the published file there`,
      );
    }
  }));

Deno.test("loadText() refuses SST-2 files of another form", async () => {
  await inFolder(async (folder) => {
    const load = async (train: string) => {
      await write(folder, { "train.tsv": train, "dev.tsv": "sentence\tlabel\nfine\t1\n" });
      return await refusal(folder, () => loadText("sst2", { seed: 1, dataDir: folder }));
    };
    assertEquals(
      await load("sentence\tlabel\nx\t2\n"),
      'Cannot read train.tsv: line 2 has the class "2" and sst2 0 and 1, correct the line',
    );
    assertEquals(
      await load("sentence\tlabel\nx\n"),
      "Cannot read train.tsv: line 2 has 1 columns and sst2 2 (sentence, label), correct the line",
    );
    assertEquals(
      await load("x\t1\ny\t1\n"),
      "Cannot read train.tsv: its first line is not sentence, label, put the published file there",
    );
  });
});

Deno.test("loadText() says what is missing and where to put it", async () => {
  await inFolder(async (folder) => {
    const load = (name: string, options: Record<string, unknown>) =>
      refusal(folder, () => loadText(name, { seed: 1, ...options }));
    assertEquals(
      await load("ag_news", { cacheDir: folder, offline: true }),
      "Cannot load ag_news offline: ag_news_csv.tgz is missing, put " +
        "https://s3.amazonaws.com/fast-ai-nlp/ag_news_csv.tgz there, or give dataDir a folder " +
        "that holds ag_news/train.csv",
    );
    assertEquals(
      await load("ag_news", { dataDir: `${folder}/none` }),
      "Cannot load ag_news: the data folder none does not exist, correct dataDir or leave it " +
        "out to download",
    );
    assertEquals(
      await load("sst2", { dataDir: folder }),
      "Cannot load sst2: FOLDER holds none of sst2/{train.tsv,SST-2.zip} " +
        "SST-2/{train.tsv,SST-2.zip} sst/{train.tsv,SST-2.zip} {train.tsv,SST-2.zip}, " +
        "put one there or leave dataDir out to download",
    );
    await write(folder, { "ag_news/train.csv": AG_TRAIN });
    assertEquals(
      await load("ag_news", { dataDir: folder }),
      "Cannot load ag_news: ag_news holds no test.csv, put the whole set there",
    );
  });
});

Deno.test("loadText() refuses an unknown name with the nearest one", async () => {
  const names = TEXT_SETS.map(({ name }) => name).join(", ");
  const load = (name: string) => refusal("", () => loadText(name, { seed: 1 }));
  assertEquals(
    await load("agnews"),
    "Cannot load agnews: no data set of that name, did you mean ag_news",
  );
  assertEquals(
    await load("banking"),
    `Cannot load banking: no data set of that name, choose ${names} or a file`,
  );
  assertEquals(
    await load("README.md/"),
    `Cannot load README.md/: no data set of that name, choose ${names} or a file`,
  );
  assertEquals(
    await refusal("", () => loadText("news", { seed: 1, testData: "a.csv" })),
    "Cannot load news with test data of its own: it brings its test, leave testData out",
  );
});
