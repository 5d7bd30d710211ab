/** What a stranger writes first: trains on a few texts, asks, saves, loads, and lets a block learn by itself. */
import {
  blockOf,
  defaultLinear,
  defaultNet,
  defaultWords,
  loadClassifier,
  newsDataset,
  openDevice,
  tensor,
  trainClassifier,
} from "@associated/learning";

/** Runs it all and says what came of it, in a line. */
export async function stranger(): Promise<string> {
  const device = await openDevice({ device: "cpu" });
  const { classes, train: { texts, labels }, test } = newsDataset();
  const data = { texts: texts.slice(0, 2000), labels: labels.slice(0, 2000) };
  let steps = 0;
  const net = await trainClassifier(data, {
    classes,
    device,
    epochs: 5,
    model: "linearal",
    onStep: () => void steps++,
    signal: new AbortController().signal,
  });
  const asked = test!.texts.slice(0, 500);
  const answers = await net.predict(asked, { depth: "auto" });
  const right = answers.filter(({ label }, i) => label === classes[test!.labels[i]]).length;

  const again = await loadClassifier(await net.save(), { device });
  const same = (await again.predict(asked, { depth: "auto" })).every(({ label, depth }, i) =>
    label === answers[i].label && depth === answers[i].depth
  );

  const loss = await blockAlone();
  const { threads } = device.traits;
  device.destroy();
  return `${steps} steps, ${right / asked.length > 0.75 ? "right" : right}, ${
    same ? "the same" : "another"
  } when loaded, a block's loss ${loss > 0 ? "read" : loss}, ${threads} threads`;

  /** The second block of a net, on features of a first one that is not there. */
  async function blockAlone(): Promise<number> {
    const words = { ...defaultWords, vocabulary: 9 };
    const options = { ...defaultNet, classes: 4, words, above: defaultLinear };
    const block = blockOf(device, { model: "linearal", options, block: 1, input: { x: [3] } });
    const x = tensor(device, [[1, 2, 3], [4, 5, 6]]);
    const width = defaultNet.labels.width;
    const codes = tensor(device, new Float32Array(2 * width), [2, width]);
    const { losses } = block.step({ x, rows: {}, shared: {} }, codes);
    return await losses[0].item();
  }
}
