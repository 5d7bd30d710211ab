import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  backward,
  dropout,
  DropoutStream,
  Parameter,
  Random,
  recorded,
  type Signal,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";

const ones = (size: number) => tensor(device, new Float32Array(size).fill(1));

onDevices("dropout() drops what the host's generator says, mask by mask", async () => {
  const random = new Random(2 ** 40 + 9).fork("mask");
  const stream = new DropoutStream(device, random);
  for (const count of [0, 1, 2]) {
    const host = new Random(random.key, count * 2 ** 32);
    const want = Array.from({ length: 200 }, () => host.uniform() < 0.25 ? 0 : Math.fround(4 / 3));
    assertEquals([...await dropout(ones(200), 0.25, stream).data()], want);
  }
});

onDevices("dropout() keeps the mean and drops the share it is told", async () => {
  for (const rate of [0.1, 0.5, 0.9]) {
    const y = await dropout(ones(40_000), rate, new DropoutStream(device, new Random(3))).data();
    const dropped = y.filter((value) => value === 0).length / y.length;
    assert(Math.abs(dropped - rate) < 0.01, `${dropped} dropped at rate ${rate}`);
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    assert(Math.abs(mean - 1) < 0.05, `mean ${mean} at rate ${rate}`);
  }
});

onDevices("dropout() gives x back when the rate is 0", () => {
  const x = ones(3);
  assertStrictEquals(dropout(x, 0, new DropoutStream(device, new Random(1))), x);
});

onDevices(
  "dropout() lets gradients through where it let values through, also when replayed",
  async () => {
    const tape = new Tape("test");
    const x = new Parameter(device, tape, "x", [300], new Float32Array(300).fill(1));
    const stream = new DropoutStream(device, new Random(5));
    const step = recorded(device, () => {
      const y = dropout(x, 0.5, stream);
      backward(y);
      return { y, gradient: x.gradient as Signal };
    });
    const masks: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { y, gradient } = step({});
      const values = await y.data();
      assertEquals(await gradient.data(), values);
      masks.push(values.join());
    }
    assertEquals(new Set(masks).size, 3);
    assertEquals([...await stream.state.words()], [5, 0, 3]);
  },
);

onDevices("DropoutStream continues when its state is written back", async () => {
  const stream = new DropoutStream(device, new Random(8));
  const masks: Float32Array[] = [];
  const saved = [];
  for (let i = 0; i < 3; i++) {
    saved.push(await stream.state.words());
    masks.push(await dropout(ones(100), 0.5, stream).data());
  }
  const other = new DropoutStream(device, new Random(1));
  device.write(other.state.storage, saved[1]);
  assertEquals(await dropout(ones(100), 0.5, other).data(), masks[1]);
  assertEquals(await dropout(ones(100), 0.5, other).data(), masks[2]);
});
