/** Parameters on no tape: gradients pass them by, and what cannot do without a tape says so. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  AssociatedBlock,
  backward,
  type Encoder,
  EncoderLayer,
  type Features,
  Linear,
  matmul,
  MultiHeadAttention,
  Place,
  Random,
  Sgd,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

const placeOf = (tape: Tape | null, name = "block 1"): Place =>
  new Place(device, tape, name, new Random(1).fork(name));

const linearOn = (tape: Tape | null, name?: string, inputs = 3) =>
  new Linear(placeOf(tape, name), { inputs, outputs: 2 });

const rows = () => tensor(device, [[1, 2, 3], [4, 5, 6]]);

onDevices("backward refuses a loss of parameters on no tape, and leaves them no gradient", () => {
  const layer = linearOn(null);
  assertEquals(layer.parameters.map(({ tape }) => tape), [null, null]);
  for (const loss of [sum(layer.forward(rows())), layer.weight as Tensor]) {
    assertEquals(loss.tape, null);
    const { message } = assertThrows(() => backward(loss), TapeError);
    assert(message.startsWith("Cannot take gradients of "), message);
    assert(message.endsWith("it is on no tape, compute it from a parameter"), message);
  }
  assertEquals(layer.parameters.map(({ gradient }) => gradient), [null, null]);
});

onDevices(
  "beside parameters of a tape those on none get no gradient, and do not move",
  async () => {
    const tape = new Tape("learns");
    const [still, learns] = [linearOn(null), linearOn(tape)];
    const top = new Linear(placeOf(tape, "top"), { inputs: 2, outputs: 2 });
    const all = [...still.parameters, ...learns.parameters, ...top.parameters];
    const before = await Promise.all(all.map((parameter) => parameter.data()));
    const product = matmul(still.forward(rows()), learns.forward(rows()), { transposeB: true });
    backward(sum(top.forward(product)));
    assertEquals(still.parameters.map(({ gradient }) => gradient), [null, null]);
    assert(learns.parameters.every(({ gradient }) => gradient !== null));
    const named = all.map((parameter, i) =>
      Object.defineProperty(parameter, "name", { value: `${i}` })
    );
    new Sgd(named, { rate: 1 }).step();
    for (const [i, parameter] of all.entries()) {
      const moved = (await parameter.data()).join() !== before[i].join();
      assertEquals(moved, parameter.tape === tape, `${parameter}`);
    }
  },
);

/** f of a block whose only layer is linear. */
function encoderAt(place: Place): Encoder {
  const linear = new Linear(place, { inputs: 3, outputs: 2 });
  return {
    width: 2,
    out: { x: [2] },
    parameters: linear.parameters,
    forward: (input: Features) => ({ ...input, x: linear.forward(input.x) }),
    pool: ({ x }: Features) => x,
    learning: () => "weight",
    multiplyAdds: () => 6,
  };
}

onDevices("a block of Associated Learning and attention refuse a place without a tape", () => {
  const blockAt = (place: Place) => {
    const layer = (part: string, inputs: number) =>
      new Linear(place.at(part), { inputs, outputs: 2 });
    const parts = {
      f: encoderAt(place.at("f")),
      b: layer("b", 2),
      g: layer("g", 2),
      h: layer("h", 2),
    };
    return new AssociatedBlock(place, parts, {
      labels: 2,
      reconstruction: "cross-entropy",
      detachTarget: true,
      dropout: 0,
      clip: 0,
      groups: [],
    });
  };
  const layer = { width: 4, heads: 2 };
  const makers = {
    "block 1": blockAt,
    "attention": (place: Place) => new MultiHeadAttention(place, layer),
    "layer": (place: Place) => new EncoderLayer(place, { ...layer, hidden: 3 }),
  };
  for (const [name, make] of Object.entries(makers)) {
    const { message } = assertThrows(() => make(placeOf(null, name)), TapeError);
    assert(message.startsWith(`Cannot make "${name}`), message);
    assert(
      message.endsWith(
        "its place has no tape to take gradients by, make the place with one",
      ),
      message,
    );
    make(placeOf(new Tape("own"), name));
  }
});
