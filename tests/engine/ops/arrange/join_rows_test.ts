/** Ragged concatenation: its lengths, replayed, and what it does not read. */
import { assertEquals } from "@std/assert";
import {
  backward,
  joinRows,
  multiply,
  Parameter,
  recorded,
  type Rows,
  type Signal,
  Tape,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices, onKinds } from "../../device.ts";

const words = (values: readonly number[]) => tensor(device, Uint32Array.from(values));

onKinds("joinRows() joins signals to signals and adds their lengths", async () => {
  const a = { x: tensor(device, [[[1], [2]], [[3], [4]], [[5], [6]]]), lengths: words([1, 0, 9]) };
  const b = { x: tensor(device, [[[7]], [[8]], [[9]]]), lengths: words([1, 1, 0]) };
  const joined: Rows<Signal> = joinRows(a, b);
  assertEquals([...await joined.x.data()], [1, 7, 0, 8, 0, 0, 5, 6, 0]);
  assertEquals([...await joined.lengths.words()], [2, 1, 2]);
  const again = joinRows(joined, b);
  assertEquals([...await again.x.data()], [1, 7, 7, 0, 8, 8, 0, 0, 5, 6, 0, 0]);
  assertEquals([...await again.lengths.words()], [3, 2, 2]);
});

onKinds("joinRows() reads no padding, and gives it no gradient", async () => {
  const tape = new Tape("test");
  const make = (values: number[]) =>
    new Parameter(device, tape, "x", [2, 2, 1], Float32Array.from(values));
  const a = make([1, NaN, NaN, NaN]), b = make([NaN, NaN, 2, 3]);
  const { x } = joinRows({ x: a, lengths: words([1, 0]) }, { x: b, lengths: words([0, 2]) });
  assertEquals([...await x.data()], [1, 0, 0, 0, 2, 3, 0, 0]);
  const factors = tensor(device, Float32Array.from({ length: 8 }, (_, i) => i + 1), [2, 4, 1]);
  backward(multiply(x, factors));
  const gradient = async (of: Tensor) => [...await ((of as Parameter).gradient as Signal).data()];
  assertEquals(await gradient(a), [1, 0, 0, 0]);
  assertEquals(await gradient(b), [0, 0, 5, 6]);
});

onDevices("joinRows() follows its lengths when it is replayed", async () => {
  const b = tensor(device, [[[5]], [[6]]]);
  const step = recorded(device, ({ x, la, lb }: Record<"x" | "la" | "lb", Signal>) => {
    const { x: y, lengths } = joinRows({ x, lengths: la }, { x: b, lengths: lb });
    return { y, lengths };
  });
  const run = async (la: number[], lb: number[]) => {
    const input = (values: number[]) => ({ data: Uint32Array.from(values), shape: [2] });
    const x = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2, 1] };
    const { y, lengths } = step({ x, la: input(la), lb: input(lb) });
    return [[...await y.data()], [...await lengths.words()]];
  };
  assertEquals(await run([2, 1], [1, 1]), [[1, 2, 5, 3, 6, 0], [3, 2]]);
  assertEquals(await run([0, 2], [1, 0]), [[5, 0, 0, 3, 4, 0], [1, 2]]);
  assertEquals(step.shapes, 1);
});
