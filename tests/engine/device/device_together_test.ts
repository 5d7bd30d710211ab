/** Recordings that run together. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  add,
  type Device,
  empty,
  Kernel,
  KernelError,
  multiply,
  openCpu,
  Random,
  type Recording,
  type Signal,
  tensor,
} from "../../../engine/mod.ts";
import { onDevices } from "../device.ts";

/** Words of each tensor: enough that threads share a kernel. */
const SIZE = 20_000;

/** Adds the first words of a tensor to a sum. */
const addFirst = new Kernel({
  name: "add_first",
  reads: 1,
  writes: 1,
  code: `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> sum: array<f32>;
@compute @workgroup_size(1)
fn main() { for (var i = 0u; i < 500u; i++) { sum[i] += x[i]; } }`,
});

/** Lanes of some steps each, all drawn from a seed; each lane changes a tensor of its own and reads one of all. */
function draw(device: Device, seed: number) {
  const random = new Random(seed);
  const some = () =>
    tensor(device, Float32Array.from({ length: SIZE }, () => random.uniform(0.5, 1.5)));
  const common = some();
  const lanes = Array.from({ length: 2 + random.integer(5) }, (_, lane) => {
    const own = some();
    const steps = 1 + random.integer(12);
    const recording = device.record(() => {
      let x: Signal = multiply(own, common);
      for (let i = 0; i < steps; i++) x = i % 3 ? add(x, own) : multiply(x, common);
      return x;
    }, { lane });
    return { own, recording };
  });
  return { common, lanes };
}

onDevices("together() leaves what replays one after another leave", async (device) => {
  for (const seed of [1, 2, 3, 4]) {
    const { lanes } = draw(device, seed);
    const recordings = lanes.map(({ recording }) => recording);
    const values = () =>
      Promise.all(recordings.map(async ({ result }) => [...await result.data()]));
    const first = await values();
    lanes.forEach(({ own }, i) => device.write(own.storage, new Float32Array(SIZE).fill(i + 2)));
    for (const recording of recordings) recording.replay();
    const wanted = await values();
    assertNotEquals(wanted, first);
    for (const { result } of recordings) device.write(result.storage, new Float32Array(SIZE));
    device.together(recordings);
    assertEquals(await values(), wanted);
  }
});

Deno.test("together() gives the same bits on any number of threads, however often it runs", async () => {
  const results: number[][] = [];
  for (const threads of [1, 2, 3, 6]) {
    const device = await openCpu({ threads });
    const { lanes, common } = draw(device, 5);
    const recordings = lanes.map(({ recording }) => recording);
    // Each round reads what the round before left.
    const next = device.record(() => multiply(common, lanes[0].recording.result), { lane: 9 });
    for (let round = 0; round < 200; round++) {
      device.together(round % 2 ? recordings : recordings.toReversed());
      device.write(lanes[1].own.storage, new Float32Array(SIZE).fill(1 + round));
      if (round % 7 === 0) next.replay();
      if (round % 31 === 0) await device.settle();
    }
    const all = [next.result, ...recordings.map(({ result }) => result)];
    results.push((await Promise.all(all.map(async (x) => [...await x.data()]))).flat());
    device.destroy();
  }
  for (const result of results.slice(1)) assertEquals(result, results[0]);
});

/** Mini-batches of two sizes through lanes that read what the lane below left; gives a sum of what each lane saw. */
async function chain(device: Device, depth: number, ticks: number): Promise<number[]> {
  const sizes = [SIZE, 500];
  const [seeds, scales] = [1, 0.6].map((value) =>
    sizes.map((size) => tensor(device, new Float32Array(size).fill(value)))
  );
  const sums = Array.from({ length: depth }, () => tensor(device, new Float32Array(500)));
  const sizeOf = (batch: number) => batch % 3 ? 0 : 1;
  const steps = new Map<string, Recording<Signal>>();
  /** The step of a lane, if it was recorded before; the first time it runs at once. */
  const step = (lane: number, batch: number) => {
    const keyOf = (lane: number) => `${lane} ${batch % 2} ${sizeOf(batch)}`;
    const known = steps.get(keyOf(lane));
    if (known) return [known];
    const [scale, from] = [scales, seeds].map((all) => all[sizeOf(batch)]);
    const recording = device.record(() => {
      let x = multiply(lane ? steps.get(keyOf(lane - 1))!.result : from, scale);
      // Lanes of unequal lengths, so that some are ahead.
      for (let i = 0; i < 4 * (lane % 3); i++) x = multiply(add(x, scale), scale);
      device.run(addFirst, { reads: [x.storage], writes: [sums[lane].storage], groups: [1] });
      return add(x, scale);
    }, { lane, lanes: depth, results: `${lane} ${batch % 2}` });
    steps.set(keyOf(lane), recording);
    return [];
  };
  for (let tick = 0; tick < ticks; tick++) {
    const entering = new Float32Array(sizes[sizeOf(tick)]).fill(0.3 + 0.01 * tick);
    device.write(seeds[sizeOf(tick)].storage, entering);
    const lanes = Array.from({ length: Math.min(depth, tick + 1) }, (_, lane) => lane);
    device.together(lanes.flatMap((lane) => step(lane, tick - lane)));
  }
  return (await Promise.all(sums.map(async (x) => [...await x.data()]))).flat();
}

Deno.test("recordings of later calls wait for what they read, and for readers of what they write", async () => {
  const results: number[][] = [];
  for (const threads of [1, 2, 5]) {
    const device = await openCpu({ threads });
    results.push(await chain(device, 5, 60));
    device.destroy();
  }
  for (const result of results.slice(1)) assertEquals(result, results[0]);
  assertEquals(new Set(results[0]).size, 5);
});

Deno.test("together() tells the times of recordings, in their order", async () => {
  const device = await openCpu({ threads: 2 });
  const long = device.record(() => {
    let x = empty(device, [10 * SIZE]);
    for (let i = 0; i < 30; i++) x = add(x, x);
  }, { lane: 1 });
  const short = device.record(() => void add(empty(device, [64]), empty(device, [64])));
  const told: (readonly { start: number; end: number; busy: number }[])[] = [];
  for (let i = 0; i < 20; i++) {
    device.together([short, long], (times) => told.push(times));
    await device.settle();
  }
  assert(told.length > 0);
  for (const times of told) {
    assertEquals(times.length, 2);
    for (const { start, end, busy } of times) assert(start <= end && busy >= 0);
  }
  const sum = (i: number) => told.reduce((sum, times) => sum + times[i].busy, 0);
  assert(sum(1) > sum(0));
  device.destroy();
});

onDevices(
  "recordings that name their results alike overwrite them, whatever their sizes",
  async (device) => {
    const step = (size: number, by: number) => {
      const x = tensor(device, new Float32Array(size).fill(by));
      return device.record(() => add(x, x), { results: "out" });
    };
    const before = device.memory();
    const steps: Recording<Signal>[] = [];
    for (let i = 1; i <= 20; i++) steps.push(step(1000 * i, i));
    for (const i of [4, 19, 0, 7]) {
      steps[i].replay();
      assertEquals(
        await steps[i].result.data(),
        new Float32Array(1000 * (i + 1)).fill(2 * (i + 1)),
      );
    }
    // The inputs have memory of their own, all results together no more than some of the largest.
    const { live } = device.memory();
    assert(live - before.live < 1.3 * 4 * 1000 * 210, `${live - before.live}`);
  },
);

onDevices("together() refuses recordings that could disturb each other", async (device) => {
  const x = tensor(device, [1, 2]);
  const record = (from: Signal, lane: number) => device.record(() => add(from, from), { lane });
  const [one, other] = [record(x, 0), record(x, 1)];
  const reader = record(one.result, 2);
  device.together([one, other]);
  assertThrows(() => device.together([one, record(x, 0)]), KernelError, "of lane 0 together");
  assertThrows(() => device.together([reader, one]), KernelError, "lanes 0 and 2 together");
  assertThrows(() => device.together([one, reader]), KernelError, "lanes 2 and 0 together");
  const named = (lane: number, results: string) =>
    device.record(() => add(x, x), { lane, results });
  device.together([named(0, "a"), named(1, "b")]);
  assertThrows(() => device.together([named(0, "a"), named(1, "a")]), KernelError, 'results "a"');
  const elsewhere = await openCpu({ threads: 1 });
  assertThrows(() => elsewhere.together([one]), KernelError, "recording of another device");
  elsewhere.destroy();
  assertThrows(
    () => device.record(() => device.together([one])),
    KernelError,
    "Cannot replay inside a recording",
  );
  device.release(other.result);
  assertThrows(() => device.together([one, other]), KernelError, "was freed");
  device.together([]);
  assertEquals(await one.result.data(), Float32Array.of(2, 4));
});
