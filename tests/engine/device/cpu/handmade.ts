/** Devices whose kernels are programs written by hand, for tests of what runs them. */
import { compile, type Features } from "../../../../engine/device/cpu/compile.ts";
import { openProcessors } from "../../../../engine/device/cpu/open.ts";
import { type Device, type DeviceOptions, Kernel, type Storage } from "../../../../engine/mod.ts";

const vector = (items: readonly (readonly number[])[]) => [items.length, ...items.flat()];
const section = (id: number, content: readonly number[]) => [id, content.length, ...content];
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];

/** Signed LEB128. */
function signed(value: number): number[] {
  const low = value & 0x7f, rest = value >> 7;
  const last = (rest === 0 && !(low & 0x40)) || (rest === -1 && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signed(rest)];
}

/** A module of one function `run` of seven i32, with this body. */
function moduleOf(body: readonly number[], { shared }: Features): Uint8Array<ArrayBuffer> {
  const code = [0, ...body, 0x0b];
  const limits = shared ? [3, 1, 0x80, 0x80, 4] : [0, 1];
  return Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector(new Array(7).fill([0x7f])), 0]])),
    ...section(2, vector([[...name("env"), ...name("memory"), 2, ...limits]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name("run"), 0, 0]])),
    ...section(10, vector([[code.length, ...code]])),
  ]);
}

/** `*args[0] = *args[0] * 3 + number`: what is left tells in which order such kernels ran. */
const digit = (number: number) => [
  ...[0x20, 0, 0x28, 2, 0],
  ...[0x20, 0, 0x28, 2, 0, 0x28, 2, 0, 0x41, 3, 0x6c, 0x41, ...signed(number), 0x6a],
  ...[0x36, 2, 0],
];

/** Some microseconds in an empty loop. */
const delay = [
  0x41,
  ...signed(20_000),
  0x21,
  6,
  0x03,
  0x40,
  0x20,
  6,
  0x41,
  1,
  0x6b,
  0x22,
  6,
  0x0d,
  0,
  0x0b,
];

/** Writes the address of the thread's scratch memory to the word of the chunk's first workgroup. */
const whose = [
  ...delay,
  ...[0x20, 0, 0x28, 2, 0, 0x20, 2, 0x41, 2, 0x74, 0x6a],
  ...[0x20, 1, 0x36, 2, 0],
];

/** Programs by kernel name. */
const bodies: Readonly<Record<string, readonly number[]>> = {
  nothing: [],
  trap: [0x00],
  delay,
  one: digit(1),
  two: digit(2),
  whose,
};

/** The hand-written program `name`; it writes the buffers that it binds. */
export function handmade(name: keyof typeof bodies & string, reads = 0, writes = 1): Kernel {
  return new Kernel({ name, code: `by hand: ${name}`, reads, writes });
}

/** Opens a device on `threads` threads that knows the programs above besides WGSL. */
export function openHere(threads: number, options: DeviceOptions = {}): Promise<Device> {
  return openProcessors({
    threads,
    relaxed: false,
    compile: (kernel, features) => {
      if (!kernel.code.startsWith("by hand")) return compile(kernel, features);
      const bytes = moduleOf(bodies[kernel.name], features);
      return { bytes, scratch: 16, hole: 0, text: () => `by hand: ${kernel.name}` };
    },
  }, options);
}

/** y[i] = a[i] * 1664525 + (b[i] ^ (a[i] >> 7)) * 22695477 + 1: every run leaves a trace in the result. */
export const mix: Kernel = new Kernel({
  name: "mix",
  code: `
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  y[i] = a[i] * 1664525u + (b[i] ^ (a[i] >> 7u)) * 22695477u + 1u;
}
`,
  reads: 2,
  writes: 1,
});

/** Operations that a dispatch claims to take, so that threads share it however small it is. */
export const large = 1e9;

/** The first words of a buffer. */
export async function words(device: Device, storage: Storage, count = 1): Promise<number[]> {
  return [...new Uint32Array(await device.read(storage, 4 * count))];
}

/** How many threads take part in a job of this device, at most, in some seconds of trials. */
export async function partakers(device: Device, wanted: number): Promise<number> {
  const groups = [256] as const;
  const y = device.allocate(4 * 256);
  const seen = new Set<number>();
  for (const limit = performance.now() + 20_000; performance.now() < limit;) {
    device.write(y, new Uint32Array(256));
    device.run(handmade("whose"), { reads: [], writes: [y], groups, flops: large });
    for (const address of await words(device, y, 256)) if (address) seen.add(address);
    if (seen.size >= wanted) break;
  }
  return seen.size;
}
