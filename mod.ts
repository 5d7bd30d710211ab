/**
 * Associated Learning: deep nets whose blocks learn by themselves, on a GPU or on all processors.
 *
 * Import it as a library, which asks for no permission and runs in browsers too; or run it:
 * `deno run -A mod.ts --dataset ag_news` trains, tests and saves a text classifier, and
 * `deno run -A mod.ts help` lists the commands.
 *
 * @example Train, ask, save
 * ```ts
 * import { loadClassifier, newsDataset, openDevice, trainClassifier } from "@associated/learning";
 *
 * const { classes, train } = newsDataset(); // made-up news; give texts and labels of your own
 * const texts = train.texts.slice(0, 400), labels = train.labels.slice(0, 400);
 *
 * const device = await openDevice(); // a GPU where one answers, else the processors
 * const net = await trainClassifier({ texts, labels }, { classes, device, epochs: 1 });
 * const [answer] = await net.predict(["A late rally in copper"], { depth: "auto" });
 * console.log(answer.label, answer.depth); // the class, and the depth at which the text left
 *
 * const again = await loadClassifier(await net.save(), { device });
 * console.assert(again.classes.join() === classes.join());
 * device.destroy();
 * ```
 *
 * @module
 */
export * from "./engine/mod.ts";
export * from "./models/mod.ts";
export * from "./datasets/mod.ts";
export * from "./tasks/library.ts";

// As a program it hands over to the command line. Its place is no literal, so that bundlers leave it out; and
// it is not awaited, which a bundle for older browsers could not do, nor one that is no module.
if (import.meta.main && import.meta.url.endsWith("/mod.ts")) {
  const commandLine = "./tasks/main.ts";
  import(commandLine).then(({ main }) => main());
}
