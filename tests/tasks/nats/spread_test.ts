/** Blocks that learn in processes of their own learn, to the bit, what they learn in one. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { splitBlocks } from "../../../tasks/nats/session.ts";
import { runPath } from "../../../tasks/run/folder.ts";
import { readPipeline } from "../../../tasks/run/pipeline.ts";
import { same } from "../kill.ts";
import { inFolder, printed, refusal, stopped, tensorsOf } from "../support.ts";
import { training, trainKilled, trainWhole, writeRows } from "./kill.ts";
import {
  type Lasting,
  onServer,
  program,
  type Server,
  startServer,
  startWorker,
  withWorkers,
} from "./support.ts";

onServer(
  "a worker, the server and the run killed, and workers that are missing or gone for good: the end is that of one process",
  () =>
    withWorkers(3, async (folder, server, workers) => {
      const options = ["--epoch", "10", "--schedule", "plateau", "--clip", "1"];
      const whole = await trainWhole(folder, ...options);
      const kills = [
        { who: 1, wait: 1500 },
        { who: "server", wait: 300 },
        { who: "run", wait: 300 },
      ] as const;
      const words = training(folder, "run", ...options);
      const run = { path: `${folder}/run`, words, kills };
      assertEquals(await trainKilled(server, workers, run), kills.length);
      await same(`${folder}/run`, whole);
      await workers[2].kill();
      await trainReplaced(server, workers[0], training(folder, "replaced", ...options));
      await same(`${folder}/replaced`, whole);
    }),
);

/** Trains by a worker too few, who is started when the run asks, and has one replaced that is gone for good. */
async function trainReplaced(
  { url }: Server,
  worker: Lasting,
  words: readonly string[],
): Promise<void> {
  const loud = words.filter((word) => word !== "--quiet");
  const child = program([...loud, "--blocks-on", url], "piped");
  const spare: Lasting[] = [];
  const start = () => void spare.push(startWorker(url));
  const waits: [RegExp, () => Promise<void> | void][] = [
    [
      /Waiting for 1 of 3 workers, for block \d: start on any machine {2}\.\/al work --nats nats/,
      start,
    ],
    [/All 3 workers are here/, () => worker.kill()],
    [/Waiting for 1 of 3 workers, for block/, start],
  ];
  let text = "";
  try {
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      while (waits.length && waits[0][0].test(text)) {
        text = text.replace(waits[0][0], "");
        await waits.shift()![1]();
      }
    }
    assertEquals([(await child.status).code, waits.length], [0, 0], text);
  } finally {
    for (const worker of spare) await worker.kill();
  }
}

onServer(
  "workers learn what one process learns",
  (test) =>
    withWorkers(3, async (folder, { url }) => {
      const spread = ["--blocks-on", url];
      for (
        const [model, workers, ...own] of [
          ["linearal", 3, "--side", "text@2", "--same-emb", "--bucket"],
          ["transformeral", 3, "--heads", "2", "--ff-dim", "5", "--optimizer", "sgd"],
          ["lstmal", 2, "--weight-decay", "0.01", "--embedding-update", "dense"],
        ] as const
      ) {
        await test.step(`${model} with ${own.join(" ")}`, () =>
          inside(folder, async (place) => {
            const words = ["--epoch", "2", "--model", model, ...own];
            const whole = await trainWhole(place, ...words);
            const split = ["--workers", `${workers}`, ...spread];
            await printed(...training(place, "run", ...words, ...split));
            await same(`${place}/run`, whole);
            const times = await readPipeline(`${place}/run`);
            assertEquals(times?.parts, splitBlocks(3, workers));
          }));
      }
      await test.step("images that change in each epoch, with batch norm", () =>
        inside(folder, async (place) => {
          const data =
            "train --dataset digits --limit 200 --resize 8 --augment shift --model cnn_al";
          const net = "--width 0.125 --num-layer 2 --epoch 2 --quiet --device cpu --threads 1";
          const words = [...data.split(" "), ...net.split(" "), "--batch-norm"];
          await printed(...words, "--run-dir", `${place}/whole`);
          await printed(...words, "--run-dir", `${place}/run`, ...spread);
          await same(`${place}/run`, `${place}/whole`);
        }));
      await test.step("but for features that are handed on as f16", () =>
        inside(folder, async (place) => {
          const whole = await trainWhole(place, "--epoch", "1");
          const words = training(place, "run", "--epoch", "1", ...spread, "--wire", "f16");
          await printed(...words);
          const [one, other] = await Promise.all(
            [whole, `${place}/run`].map((run) => tensorsOf(runPath(run, "last"))),
          );
          assertEquals([...other.keys()], [...one.keys()]);
          assert([...one].some(([name, bytes]) => other.get(name) !== bytes));
        }));
    }),
);

/** Does something in a folder of its own inside of another one. */
async function inside(folder: string, action: (place: string) => Promise<void>): Promise<void> {
  await action(await Deno.makeTempDir({ dir: folder }));
}

onServer(
  "a run goes on in several processes where one stopped, and in one where several did",
  () =>
    withWorkers(2, async (folder, { url }) => {
      const whole = await trainWhole(folder, "--epoch", "3");
      const spread = ["--blocks-on", url, "--workers", "2", "--nats-user", "nobody"];
      const resume = ["train", "--resume", `${folder}/run`];
      // Each time in the middle of an epoch: mini-batches on their way are finished before.
      await stopped(4, () => printed(...training(folder, "run", "--epoch", "3")));
      await stopped(4, () => printed(...resume, ...spread));
      Deno.exitCode = 0;
      const { options } = JSON.parse(await Deno.readTextFile(`${folder}/run/config.json`));
      assertEquals(Object.keys(options).filter((name) => /nats|blocks|work|wire/.test(name)), []);
      await printed(...resume);
      await same(`${folder}/run`, whole);
    }),
);

onServer(
  "a server without JetStream, or that wants a password, is refused in a line",
  () =>
    inFolder(async (folder) => {
      await writeRows(folder);
      const ask = (url: string) => refusal(...training(folder, "run", "--blocks-on", url));
      {
        await using server = await startServer(folder);
        assertMatch(await ask(server.url), /runs without JetStream .*start it as nats-server -js/);
        assertMatch(await refusal("work", "--nats", server.url), /runs without JetStream/);
      }
      await using server = await startServer(folder, "-js", "--user", "ann", "--pass", "secret");
      assertMatch(await ask(server.url), /it wants to know who connects, give --nats-user/);
      const wrong = server.url.replace("//", "//ann:wrong@");
      assertMatch(await ask(wrong), /it refuses the credentials, give others as --nats-user/);
      const named = ["--blocks-on", server.url.replace("//", "//ann:secret@")];
      const bp = training(folder, "bp", "--mode", "bp");
      assertMatch(await refusal(...bp, ...named), /^Cannot use --blocks-on with --mode bp/);
      const worker = startWorker(server.url, "--nats-user", "ann", "--nats-password", "secret");
      await printed(...training(folder, "run", "--epoch", "1", "--workers", "1", ...named));
      await worker.kill();
      const config = await Deno.readTextFile(runPath(`${folder}/run`, "config"));
      assert(!/secret/.test(config), "passwords are not kept");
    }),
);

Deno.test("an address where nobody listens, or that is none, is refused in a line", () =>
  inFolder(async (folder) => {
    await writeRows(folder);
    const ask = (url: string) => refusal(...training(folder, "run", "--blocks-on", url));
    const nobody = /^Cannot reach NATS at nats:\/\/127.0.0.1:1: .*start one there/;
    assertMatch(await ask("nats://127.0.0.1:1"), nobody);
    assertMatch(await ask("http://127.0.0.1"), /^Cannot read --blocks-on .*no address of a NATS/);
    assertMatch(await refusal("work", "--nats", "127.0.0.1:1"), nobody);
    const stages = ["accumulate", "--dataset", `${folder}/rows.csv`, "--blocks-on", "nats://a"];
    assertMatch(await refusal(...stages), /^Cannot use --blocks-on with accumulate/);
  }));
