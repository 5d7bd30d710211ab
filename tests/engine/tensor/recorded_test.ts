import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Adam,
  add,
  backward,
  clipByNorm,
  detach,
  type Device,
  KernelError,
  matmul,
  Parameter,
  Random,
  recorded,
  ShapeError,
  type Signal,
  square,
  subtract,
  sum,
  tanh,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices, openAnother } from "../device.ts";

const random = new Random(1);
const draw = (size: number) => Float32Array.from({ length: size }, () => random.normal());
const first = { hidden: draw(7 * 6), bias: draw(6), out: draw(6 * 3) };

/** A net of two layers with its optimizer, always of the same first values. */
class Net {
  readonly hidden: Parameter;
  readonly bias: Parameter;
  readonly out: Parameter;
  readonly optimizer: Adam;

  constructor(own: Device) {
    const tape = new Tape("net");
    this.hidden = new Parameter(own, tape, "hidden", [7, 6], first.hidden);
    this.bias = new Parameter(own, tape, "bias", [6], first.bias);
    this.out = new Parameter(own, tape, "out", [6, 3], first.out);
    this.optimizer = new Adam([this.hidden, this.bias, this.out], { rate: 0.05 });
  }

  step({ x, t }: { x: Signal; t: Signal }): { loss: Signal } {
    const y = matmul(tanh(add(matmul(x, this.hidden), this.bias)), this.out);
    const loss = sum(square(subtract(y, t)));
    backward(loss);
    clipByNorm(this.optimizer.parameters, 10);
    this.optimizer.step();
    return { loss: detach(loss) };
  }

  async values(): Promise<number[][]> {
    const tensors = [...this.optimizer.parameters, ...this.optimizer.state.values()];
    return await Promise.all(tensors.map(async (x) => [...await x.data()]));
  }
}

const batch = (rows: number) => ({
  x: { data: draw(rows * 7), shape: [rows, 7] },
  t: { data: draw(rows * 3), shape: [rows, 3] },
});

onDevices("recorded() gives the same bits as unrecorded steps when run five times", async () => {
  const plain = new Net(device), other = new Net(device);
  const run = recorded(device, (inputs: { x: Signal; t: Signal }) => other.step(inputs));
  const losses: number[] = [];
  for (let i = 0; i < 5; i++) {
    const { x, t } = batch(5);
    if (i === 3) [plain, other].forEach(({ optimizer }) => optimizer.setRate(0.01));
    const want = device.scope(() =>
      plain.step({ x: tensor(device, x.data, x.shape), t: tensor(device, t.data, t.shape) })
    );
    const got = run({ x, t });
    losses.push(await got.loss.item());
    assertEquals(losses[i], await want.loss.item());
    assertEquals(await other.values(), await plain.values());
  }
  assertEquals(run.shapes, 1);
  assertEquals(new Set(losses).size, 5);
});

onDevices("recorded() makes no buffers and no bind groups when it replays", async () => {
  const own = await openAnother();
  const net = new Net(own);
  const run = recorded(own, (inputs: { x: Signal; t: Signal }) => net.step(inputs));
  run(batch(5));
  await own.settle();
  own.resetPeak();
  const before = { ...own.memory() }, { dispatches, bindGroups, pipelines } = own.counters;
  run(batch(5));
  await own.settle();
  const once = own.counters.dispatches - dispatches;
  assert(once > 20, `${once} dispatches`);
  for (let i = 0; i < 3; i++) run(batch(5));
  await own.settle();
  assertEquals({ ...own.memory() }, before);
  assertEquals(own.counters.dispatches - dispatches, 4 * once);
  assertEquals([own.counters.bindGroups, own.counters.pipelines], [bindGroups, pipelines]);
  own.destroy();
});

onDevices("recorded() records anew when shapes or element types differ", async () => {
  let runs = 0;
  const run = recorded(device, ({ x }: { x: Signal }) => {
    runs += 1;
    return x.dtype === "u32" ? x : sum(x);
  });
  const of = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] });
  const two = run({ x: of(1, 2) });
  assertEquals(await two.item(), 3);
  assertEquals(await run({ x: of(1, 2, 3) }).item(), 6);
  assertEquals(await run({ x: of(5, 6) }).item(), 11);
  // The result of a shape is written anew by its next run.
  assertEquals(await two.item(), 11);
  assertEquals([runs, run.shapes], [2, 2]);
  const words = run({ x: { data: Uint32Array.of(7, 8), shape: [2] } });
  assertEquals([...await words.words()], [7, 8]);
  assertEquals([runs, run.shapes], [3, 3]);
});

onDevices(
  "recorded() keeps results of two recordings apart when their temporaries share memory",
  async () => {
    const twice = recorded(device, ({ x }: { x: Signal }) => add(add(x, x), x));
    const data = (value: number) => ({ x: { data: Float32Array.of(value), shape: [1] } });
    const squared = recorded(device, ({ x }: { x: Signal }) => square(square(x)));
    const a = twice(data(2)), b = squared(data(3));
    assertEquals([await a.item(), await b.item()], [6, 81]);
    twice(data(5));
    squared(data(2));
    assertEquals([await a.item(), await b.item()], [15, 16]);
  },
);

onDevices("a result stays as it is when other recordings are replayed", async () => {
  const data = (value: number) => ({ x: { data: Float32Array.of(value), shape: [1] } });
  const long = recorded(device, ({ x }: { x: Signal }) => add(square(add(x, x)), square(x)));
  const kept: Signal[] = [];
  const short = recorded(device, ({ x }: { x: Signal }) => {
    kept[0] = device.keep(add(x, x));
    return square(add(kept[0], x));
  });
  // Its temporaries lay where a recording after it has its results before they are copied out.
  long(data(2));
  const y = short(data(3));
  assertEquals([await y.item(), await kept[0].item()], [81, 6]);
  assertEquals(await long(data(5)).item(), 125);
  assertEquals([await y.item(), await kept[0].item()], [81, 6]);
  short(data(1));
  assertEquals([await y.item(), await kept[0].item()], [9, 2]);
  assertEquals(await long(data(1)).item(), 5);
});

onDevices("recorded() refuses input when its elements do not fill its shape", () => {
  const run = recorded(device, ({ x }: { x: Signal }) => add(x, x));
  assertThrows(
    () => run({ x: { data: new Float32Array(3), shape: [2, 2] } }),
    ShapeError,
    'Cannot run a recorded function on input "x"[2, 2]: 3 elements were given where it holds 4',
  );
});

onDevices("record() refuses writes, reads and recordings when inside", async () => {
  const x = tensor(device, [1, 2]);
  assertThrows(
    () => device.record(() => tensor(device, [1])),
    KernelError,
    "Cannot record a write from the host: it would not happen again on replay",
  );
  let reading: Promise<unknown> = Promise.resolve();
  device.record(() => {
    reading = x.data().catch((error) => error);
  });
  const error = await reading;
  assert(error instanceof KernelError);
  assertEquals(
    error.message,
    "Cannot read while a step is recorded: read its result after replay",
  );
  assertThrows(
    () => device.record(() => device.record(() => 1)),
    KernelError,
    "Cannot record inside a recording",
  );
  // A refusal ends the recording.
  assertEquals(await add(x, x).data(), Float32Array.of(2, 4));
});

onDevices("replay() refuses to run when a tensor that it uses was freed", () => {
  const x = tensor(device, [1, 2]);
  const recording = device.record(() => add(x, x));
  // The first time the result is copied out of what recordings share; a replay writes it in place.
  assertEquals(recording.length, 1);
  recording.replay();
  device.release(x);
  assertThrows(() => recording.replay(), KernelError, "Cannot replay a step: a tensor");
});

onDevices("replay() leaves tensors alone that were made after the recording", async () => {
  const x = tensor(device, [1, 2]);
  const { result, replay } = device.record(() => square(add(x, x)));
  const others = [1, 2, 3].map((value) => add(tensor(device, [value, value]), x));
  device.write(x.storage, Float32Array.of(3, 4));
  replay();
  assertEquals([...await result.data()], [36, 64]);
  for (const [i, other] of others.entries()) {
    assertEquals([...await other.data()], [i + 2, i + 3]);
  }
});
