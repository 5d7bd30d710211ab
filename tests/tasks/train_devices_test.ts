/** One training on WebGPU and on the processors, on any number of threads; runs that change devices. */
import { assert, assertEquals } from "@std/assert";
import type { Metric } from "../../tasks/loop/metrics.ts";
import { processors, webgpu } from "../engine/device.ts";
import { csv, inFolder, lossesOf, printed, someRows, tensorsOf, tiny } from "./support.ts";

/** What `--device` calls the WebGPU adapter of this machine. */
const adapter = webgpu?.traits.kind === "gpu" ? "gpu" : "software";

const MODELS: Readonly<Record<string, string>> = {
  linearal: "--model linearal --emb-dim 24 --l1-dim 20 --label-emb 16",
  lstmal: "--model lstmal --emb-dim 24 --l1-dim 20 --label-emb 16 --dropout 0.1",
};

/** 36 steps on the made news, and a line of losses for each. */
const SHORT =
  "--limit 800 --epoch 2 --batch-train 40 --lr 1e-2 --emb-lr 1e-2 --log-every 1 --quiet";

/** A training of a model on a device: its losses, and its last checkpoint's tensors. */
async function trained(folder: string, model: string, device: string) {
  const run = `${folder}/${model} ${device}`;
  const args = `train ${MODELS[model]} ${SHORT} --device ${device}`;
  await printed(...args.split(" "), "--run-dir", run);
  const losses = lossesOf(run) as Metric[];
  return { losses, tensors: await tensorsOf(`${run}/last.safetensors`) };
}

/** The losses of each step, one after the other. */
function lossesOfSteps(metrics: readonly Metric[]): number[] {
  return metrics.flatMap((metric) =>
    metric.kind === "train"
      ? Object.values(metric.losses).flat().filter((loss) => loss !== null)
      : []
  );
}

/**
 * Largest distance of a loss on one device from the same on another, as a part of it. Sums go in another
 * order there, and training carries the difference on: seen between a software adapter and the
 * processors, 6e-7.
 */
const TOLERANCE = 1e-5;

for (const model of Object.keys(MODELS)) {
  Deno.test({
    name: `train ${model} has the losses of the processors within ${TOLERANCE}, on WebGPU`,
    ignore: webgpu === null,
    fn: () =>
      inFolder(async (folder) => {
        const [one, other] = [
          await trained(folder, model, adapter),
          await trained(folder, model, "cpu"),
        ].map(({ losses }) => lossesOfSteps(losses));
        assertEquals(one.length, 36 * 6);
        assertEquals(other.length, one.length);
        for (const [i, loss] of one.entries()) {
          const distance = Math.abs(other[i] / loss - 1);
          assert(distance <= TOLERANCE, `step ${1 + i / 6 | 0}: ${other[i]} and ${loss}`);
        }
        assert(
          one.at(-3)! < one[3] / 2,
          `${one.slice(0, 6)} became ${one.slice(-6)}: little was learned`,
        );
      }),
  });

  Deno.test(`train ${model} gives the same bits again, and on any number of threads`, () =>
    inFolder(async (folder) => {
      const want = await trained(folder, model, "cpu --threads 1");
      for (const threads of ["", " --threads 2", " --threads 3"]) {
        const got = await trained(folder, model, `cpu${threads}`);
        assertEquals(got.losses, want.losses, threads);
        assertEquals(got.tensors, want.tensors, threads);
      }
    }));
}

Deno.test({
  name: "train --resume goes on on another device and says so, and eval takes either, on WebGPU",
  ignore: webgpu === null,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
      const run = ["--run-dir", `${folder}/run`];
      const args = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--epoch", "1"];
      args.push("--schedule", "constant");
      const notes = async (...args: string[]) =>
        (await printed("train", ...args)).match(/^note {4}begun on .*$/m)?.[0];
      const environment = async () =>
        JSON.parse(await Deno.readTextFile(`${folder}/run/environment.json`));
      assertEquals(await notes(...args, ...tiny, ...run, "--device", "cpu"), undefined);
      const { device, threads, adapter: begun, later } = await environment();
      assertEquals([device, threads, later], ["cpu", processors.traits.threads, undefined]);
      assertEquals(begun, processors.traits.name);
      const resume = ["--resume", `${folder}/run`];
      // Threads make no difference.
      const threaded = [...resume, "--epoch", "2", "--threads", "1"];
      assertEquals(await notes(...threaded), undefined);
      const note = `note    begun on ${begun}, continued on ${webgpu!.traits.name}: ` +
        "figures agree to rounding with those of a run on one device";
      assertEquals(await notes(...resume, "--epoch", "3", "--device", adapter), note);
      assertEquals((await environment()).later, [webgpu!.traits.name]);
      assertEquals(await notes(...resume, "--epoch", "4", "--device", "cpu"), note);
      const answers: string[][] = [];
      for (const device of ["cpu", adapter]) {
        const out = await printed("eval", ...run, "--json", "--device", device);
        const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
        answers.push(lines.map(({ confusion }) => JSON.stringify(confusion)));
      }
      assertEquals(answers[0], answers[1]);
    }),
});
