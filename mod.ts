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
 * const device = await openDevice(); // a GPU where one answers, else the processors
 * const { classes, train } = newsDataset(1); // texts made from a seed
 * const texts = train.texts.slice(0, 400), labels = [...train.labels.slice(0, 400)];
 *
 * const net = await trainClassifier({ texts, labels: labels.map((k) => classes[k]) }, { device, epochs: 1 });
 * const [answer] = await net.predict(["Stocks fell sharply on Friday"], { depth: "auto" });
 * console.log(answer.label, answer.depth); // the class, and the depth at which the text left
 *
 * const again = await loadClassifier(await net.save(), { device });
 * console.assert(again.classes.length === classes.length);
 * device.destroy();
 * ```
 *
 * @module
 */
export * from "./engine/mod.ts";
export * from "./models/mod.ts";
export * from "./datasets/mod.ts";
export * from "./tasks/library.ts";

// As a program it hands over to the command line. Its place is no literal, so that bundlers leave it out;
// and a bundle that is a program itself is no file of this name.
if (import.meta.main && import.meta.url.endsWith("/mod.ts")) {
  const commandLine = "./tasks/cli.ts";
  const { main } = await import(commandLine);
  await main(Deno.args);
}
