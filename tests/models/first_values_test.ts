/** First values by the name of the option. */
import { assert, assertEquals } from "@std/assert";
import type { NetOptions } from "../../models/mod.ts";
import { onDevices } from "../engine/device.ts";
import { chainOf, netOf } from "./image/options.ts";

const wide = { width: 24, deepWidth: 24 };

/** The distance of the codes of two classes, for each block. */
async function distances(initialization: NetOptions["initialization"]): Promise<number[]> {
  const { blocks } = chainOf("mlp_al", {
    blocks: 5,
    initialization,
    labels: { ...wide, activation: "none" },
  });
  const found: number[] = [];
  let codes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  for (const { parts: { g } } of blocks) {
    const [weight] = g.parameters, data = await weight.data();
    const columns = weight.shape[1];
    codes = codes.map((code) =>
      Array.from(
        { length: columns },
        (_, k) => code.reduce((sum, x, j) => sum + x * data[j * columns + k], 0),
      )
    );
    found.push(Math.hypot(...codes[0].map((x, k) => x - codes[1][k])));
  }
  return found;
}

onDevices(
  "orthogonal label encoders keep the distances of classes, PyTorch's shrink them",
  async () => {
    const [first, ...deeper] = await distances("orthogonal");
    assert(first > 1 && deeper.every((distance) => Math.abs(distance - first) < 1e-4 * first));
    const shrinking = await distances("pytorch");
    assert(shrinking[4] < 0.3 * shrinking[0]);
  },
);

onDevices(
  "decoders begin orthogonal where gradients pass them all, else as in PyTorch",
  async () => {
    const lengths = async (mode: NetOptions["mode"]) => {
      const net = netOf("mlp_al", { mode, blocks: 2, labels: wide });
      const weight = net.parameters.find(({ name }) => name === "block 2/h.weight")!;
      const data = await weight.data();
      return Array.from({ length: 24 }, (_, i) => Math.hypot(...data.slice(24 * i, 24 * (i + 1))));
    };
    const passed = await lengths("bp"), alone = await lengths("al");
    assert(passed.every((length) => Math.abs(length - 1) < 1e-4), `${passed}`);
    assert(alone.every((length) => length < 0.85), `${alone}`);
  },
);

onDevices("NECO's layers begin with He's values and no bias, on both sides", async () => {
  const { blocks: [{ parts }] } = chainOf("cnn_al", {
    initialization: "neco",
    labels: wide,
    layers: { batchNorm: false, width: 1 },
  });
  for (const part of [parts.f, parts.b, parts.g, parts.h]) {
    for (const parameter of part.parameters) {
      const values = await parameter.data();
      if (parameter.shape.length === 1) {
        assertEquals(new Set(values), new Set([0]), parameter.name);
        continue;
      }
      const inputs = parameter.size / parameter.shape.at(-1)!;
      const bound = 2 * Math.sqrt(2 / inputs);
      const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
      assert(values.every((x) => Math.abs(x) <= bound * 1.0001), parameter.name);
      assert(Math.abs(deviation - 0.88 * bound / 2) < 0.25 * bound / 2, parameter.name);
    }
  }
});
