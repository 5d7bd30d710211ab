/** A Transformer's encoder layer and positions: against PyTorch, with dropout, replayed. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  backward,
  type Device,
  EncoderLayer,
  multiply,
  recorded,
  ShapeError,
  type Signal,
  SinusoidalPositions,
  tensor,
} from "../../../engine/mod.ts";
import { type EncoderGolden, type Named, readLayers } from "../../golden/golden.ts";
import {
  assertClose,
  attentionPairs,
  descend,
  drawn,
  gradientOf,
  normal,
  parameter,
  place,
  turned,
  words,
} from "../ops/attention/support.ts";
import { device, onDevices, onKinds } from "../device.ts";

const golden = readLayers();

/** Our parameters of an encoder layer with PyTorch's values for each. */
function encoderPairs(layer: EncoderLayer, named: Named) {
  const rest = [
    [layer.expand, "linear1"],
    [layer.contract, "linear2"],
    [layer.norms[0], "norm1"],
    [layer.norms[1], "norm2"],
  ] as const;
  return [
    ...attentionPairs(layer.attention, named, "self_attn."),
    ...rest.flatMap(([{ weight, bias }, name]) =>
      [[weight, named[`${name}.weight`]], [bias!, named[`${name}.bias`]]] as const
    ),
  ];
}

async function checkEncoder(want: EncoderGolden): Promise<void> {
  const { heads, norm, activation } = want;
  const at = place();
  const layer = new EncoderLayer(at, { width: 6, hidden: 8, heads, norm, activation });
  const pairs = encoderPairs(layer, want.parameters);
  assertEquals(pairs.map(([own]) => own), layer.parameters);
  for (const [own, values] of pairs) own.assign(turned(values));
  const x = parameter(at.ownTape, want.x);
  const y = layer.forward(x, words(want.lengths), false);
  assertClose(await y.data(), want.output.values, "y");
  descend(y, want.weights);
  assertClose(await gradientOf(x), want.gradient.values, "dx");
  for (const [own, values] of encoderPairs(layer, want.gradients)) {
    assertClose(await gradientOf(own), turned(values), `gradient of ${own.name}`);
  }
}

onKinds("EncoderLayer equals PyTorch's, norms after", () => checkEncoder(golden.encoder_post));
onKinds("EncoderLayer equals PyTorch's, norms before", () => checkEncoder(golden.encoder_pre));

/** A layer that drops, and an input for it; the same for the same seed. */
function layerOf(seed: number, norm: "pre" | "post") {
  const at = place(seed);
  const layer = new EncoderLayer(at, { width: 12, heads: 3, hidden: 20, dropout: 0.2, norm });
  return { layer, x: drawn(at.ownTape, 5, 2, 7, 12) };
}

onDevices("EncoderLayer draws new masks when a recorded step is replayed", async () => {
  for (const norm of ["pre", "post"] as const) {
    const replayed = layerOf(3, norm), fresh = layerOf(3, norm);
    const run = ({ layer, x }: typeof fresh, lengths: Signal) => {
      const y = layer.forward(x, lengths);
      backward(multiply(y, y));
      return [y, ...[x, ...layer.parameters].map(({ gradient }) => gradient as Signal)];
    };
    const step = recorded(device, ({ lengths }: { lengths: Signal }) => run(replayed, lengths));
    const seen = new Set<string>();
    for (const lengths of [[7, 3], [1, 0], [7, 3]]) {
      const got = step({ lengths: { data: Uint32Array.from(lengths), shape: [2] } });
      const want = run(fresh, words(lengths));
      for (const [i, each] of got.entries()) {
        const values = await each.data();
        assert(values.every(Number.isFinite));
        assertEquals(values, await want[i].data());
      }
      seen.add((await got[0].data()).join());
      for (const own of [fresh.x, ...fresh.layer.parameters]) own.gradient = null;
    }
    assertEquals(seen.size, 3);
    for (const { stream } of replayed.layer.dropouts) {
      assertEquals((await stream.state.words())[2], 3);
    }
  }
});

onDevices("EncoderLayer drops nothing when it does not train", async () => {
  const { layer, x } = layerOf(8, "post");
  const run = async (training: boolean) => await layer.forward(x, words([7, 3]), training).data();
  assertEquals(await run(false), await run(false));
  assertNotEquals(await run(true), await run(false));
  assertNotEquals(await run(true), await run(true));
});

onDevices(
  "SinusoidalPositions adds sines and cosines of each token's place",
  async (on: Device) => {
    const positions = new SinusoidalPositions(on, 9, 5);
    const x = normal(1, 2, 4, 5);
    const y = await positions.forward(tensor(on, x, [2, 4, 5])).data();
    const want = x.map((value, at) => {
      const c = at % 5, t = Math.floor(at / 5) % 4;
      const angle = t * Math.exp(-Math.log(10_000) * 2 * Math.floor(c / 2) / 5);
      return value + (c % 2 ? Math.cos(angle) : Math.sin(angle));
    });
    assertClose(y, want, "y");
    const long = tensor(on, normal(1, 1, 9, 5), [1, 9, 5]);
    assertEquals(positions.forward(long).shape, [1, 9, 5]);
    for (const shape of [[1, 10, 5], [1, 9, 4], [9, 5]]) {
      assertThrows(() => positions.forward(tensor(on, normal(1, ...shape), shape)), ShapeError);
    }
  },
);
