import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  add,
  backward,
  type Device,
  type DeviceOptions,
  empty,
  full,
  Kernel,
  KernelError,
  log,
  matmul,
  multiply,
  openDevice,
  openWebGPU,
  Parameter,
  sqrt,
  sum,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { grid } from "../../../engine/device/device.ts";
import { device, onDevices, openAnother, webgpu } from "../device.ts";

/** A device of its own: after a fault a device only repeats it. */
async function withDevice(
  body: (own: Device) => void | Promise<void>,
  options: DeviceOptions = {},
): Promise<void> {
  const own = await openAnother(options);
  try {
    await body(own);
  } finally {
    own.destroy();
  }
}

function kernel(name: string, statement: string, reads = 0): Kernel {
  const x = reads ? "@group(0) @binding(0) var<storage, read> x: array<f32>;" : "";
  const code = `// y = ${name}
${x}
@group(0) @binding(${reads}) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(1)
fn main() {
  ${statement}
}
`;
  return new Kernel({ name, code, reads, writes: 1 });
}

const one = kernel("one", "y[0] = 1.0;");

Deno.test("grid() folds to two axes when one does not hold all workgroups", () => {
  assertEquals(grid(0), [0, 1]);
  assertEquals(grid(64), [1, 1]);
  assertEquals(grid(65), [2, 1]);
  assertEquals(grid(65535 * 64), [65535, 1]);
  for (const count of [65535 * 64 + 1, 2 ** 30]) {
    const [x, y] = grid(count);
    assert(x <= 65535 && y > 1 && x * y * 64 >= count && (x * y - y) * 64 < count, `${[x, y]}`);
  }
});

onDevices("run() reaches the last element when workgroups fold to two axes", async () => {
  const size = 65535 * 64 * 4 + 1000;
  const x = full(device, [size], 2);
  const last = await device.read(x.storage, 4, 4 * (size - 1));
  assertEquals(new Float32Array(last)[0], 2);
  assertEquals(await sum(x).item(), 2 * size);
  device.release(x);
});

onDevices("run() does nothing when there are no workgroups", async () => {
  const y = tensor(device, [5]);
  device.run(one, { reads: [], writes: [y.storage], groups: [0] });
  assertEquals(await y.item(), 5);
});

onDevices("run() refuses other numbers of buffers than the kernel binds", () => {
  const y = empty(device, [1]);
  assertThrows(
    () => device.run(one, { reads: [y.storage], writes: [y.storage], groups: [1] }),
    KernelError,
    'Cannot run kernel "one": it binds 0 buffers to read and 1 to write, and was given 1 and 1',
  );
});

onDevices("run() refuses to run without a uniform that the kernel has", () => {
  const y = empty(device, [1]);
  const scaled = new Kernel({ ...one, name: "scaled", uniforms: { scale: "f32" } });
  assertThrows(
    () => device.run(scaled, { reads: [], writes: [y.storage], groups: [1] }),
    KernelError,
    'Cannot run kernel "scaled": its uniform scale is missing',
  );
});

onDevices(
  "read() names kernel, file, line and source when WGSL is wrong",
  () =>
    withDevice(async (own) => {
      const y = empty(own, [1]);
      const wrong = kernel("wrong", "y[0] = nonsense;");
      const error = await assertRejects(async () => {
        own.run(wrong, { reads: [], writes: [y.storage], groups: [1] });
        await y.data();
      }, KernelError);
      for (
        const part of ['Cannot compile kernel "wrong"', "line 7 of wrong.wgsl", "y[0] = nonsense;"]
      ) {
        assert(error.message.includes(part), error.message);
      }
      // The processors throw before anything has run; a fault that is told later stays, since what was
      // computed meanwhile is not to be trusted.
      if (own.traits.kind === "cpu") return assertEquals([...await add(y, y).data()].length, 1);
      await assertRejects(() => own.settle(), KernelError, 'Cannot compile kernel "wrong"');
    }),
);

onDevices(
  "read() says what is wrong when a dispatch has too many workgroups",
  () =>
    withDevice(async (own) => {
      const y = empty(own, [1]);
      const groups = [own.traits.maxGroups + 1] as const;
      own.run(one, { reads: [], writes: [y.storage], groups });
      await assertRejects(() => y.data(), KernelError, "Cannot run kernels: ");
    }),
);

onDevices(
  "settle() says what is wrong when a buffer is both read and written",
  () =>
    withDevice(async (own) => {
      const y = empty(own, [1]);
      const copy = kernel("copy", "y[0] = x[0];", 1);
      own.run(copy, { reads: [y.storage], writes: [y.storage], groups: [1] });
      await assertRejects(() => own.settle(), KernelError, "Cannot run kernels: ");
    }),
);

onDevices("allocate() refuses more bytes than a binding spans", () => {
  const bytes = device.traits.maxBinding + 4;
  assertThrows(
    () => device.allocate(bytes),
    KernelError,
    `Cannot allocate ${bytes} bytes: a binding of ${device.traits.name} spans at most ` +
      `${device.traits.maxBinding}, split the tensor or choose smaller dimensions`,
  );
});

onDevices("write() comes after what was run before and before what is run after", async () => {
  const x = tensor(device, [1, 2]);
  const before = add(x, x);
  device.write(x.storage, Float32Array.of(5), 4);
  const after = add(x, x);
  assertEquals([...await before.data()], [2, 4]);
  assertEquals([...await after.data()], [2, 10]);
});

onDevices("write() refuses data when they pass the end of the buffer", () => {
  const x = tensor(device, [1]);
  assertThrows(
    () => device.write(x.storage, new Float32Array(64), 4),
    KernelError,
    "Cannot write 256 bytes at byte 4: the buffer holds 256",
  );
});

onDevices(
  "read() names op and label of the first NaN when debug is 4",
  () =>
    withDevice(async (own) => {
      const x = tensor(own, [1, -2]);
      const fine = own.label("block 1", () => add(x, x));
      assertEquals([...await fine.data()], [2, -4]);
      const bad = own.label("block 2", () => own.label("f", () => log(x)));
      await assertRejects(
        () => add(bad, bad).data(),
        KernelError,
        "Cannot go on: NaN came out of log Signal[2] in block 2 / f",
      );
    }, { debug: 4 }),
);

onDevices(
  "read() names the backward pass when a NaN arises there and debug is 4",
  () =>
    withDevice(async (own) => {
      // sqrt(0) is 0, its slope 1 / 0 times 0 is NaN.
      const w = new Parameter(own, new Tape("t"), "w", [1], Float32Array.of(0));
      const loss = sum(multiply(sqrt(w), tensor(own, [0])));
      own.label("block 1", () => backward(loss));
      await assertRejects(
        () => own.settle(),
        KernelError,
        "NaN came out of backward of sqrt Signal[1] in block 1",
      );
    }, { debug: 4 }),
);

onDevices(
  "profile() tells runs, time, bytes and operations of each kernel when debug is 2",
  () =>
    withDevice(async (own) => {
      const x = tensor(own, [[1, 2], [3, 4]]);
      matmul(x, x);
      add(matmul(x, x), x);
      const table = await own.profile();
      if (!table.length) return console.warn("This adapter has no timestamps: nothing to test");
      const of = (name: string) => table.filter((row) => row.name.startsWith(name));
      assertEquals(of("matmul").length + of("add").length, table.length);
      assertEquals(of("matmul").reduce((sum, { flops }) => sum + flops, 0), 2 * 16);
      assertEquals([...new Set(of("matmul").map(({ count }) => count))], [2]);
      assertEquals(of("add").map(({ count, flops }) => [count, flops]), [[1, 4]]);
      for (const row of table) assert(row.bytes >= 3 * 256 && row.milliseconds >= 0, row.name);
      assertEquals(await own.profile(), []);
    }, { debug: 2 }),
);

onDevices("profile() is empty when debug is 0", async () => {
  const x = tensor(device, [1]);
  add(x, x);
  assertEquals(await device.profile(), []);
});

onDevices("a device shows the source of what it compiles when debug is 3", async () => {
  const lines: string[] = [];
  await withDevice((own) => {
    own.run(one, { reads: [], writes: [empty(own, [1]).storage], groups: [1] });
  }, { debug: 3, log: (line) => lines.push(line) });
  assertEquals(lines.length, 1);
  assert(lines[0].startsWith("one {}\n// y = one"), lines[0]);
});

const onSoftware = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: `${name}, on software WebGPU`,
    ignore: webgpu?.traits.kind !== "software",
    fn,
  });

onSoftware(
  "openWebGPU() refuses with one clear error when it is no hardware that answers",
  async () => {
    const error = await assertRejects(() => openWebGPU({ adapter: "hardware" }), KernelError);
    const start = "Cannot open a WebGPU device: only the software adapter ";
    assert(error.message.startsWith(start), error.message);
    assert(error.message.includes("where a hardware one was looked for"), error.message);
    assert(error.message.includes("or take the processors"), error.message);
  },
);

onSoftware("openWebGPU() takes a software adapter when one is asked for", async () => {
  const own = await openWebGPU({ adapter: "software" });
  assertEquals(own.traits.kind, "software");
  own.destroy();
});

Deno.test("openDevice() takes the processors where it is not told otherwise and no GPU answers", async () => {
  for (const wanted of [{}, { device: "auto" }, { device: "cpu" }] as const) {
    const own = await openDevice({ ...wanted, threads: 1 });
    const { kind, threads } = own.traits;
    const gpu = webgpu?.traits.kind === "gpu" && wanted.device !== "cpu";
    assertEquals({ kind, threads }, gpu ? { kind: "gpu", threads } : { kind: "cpu", threads: 1 });
    own.destroy();
  }
});

onDevices("destroy() makes reading and waiting throw when done", async () => {
  const own = await openAnother();
  const x = tensor(own, [1]);
  assertEquals(await x.item(), 1);
  own.destroy();
  const message = "Cannot use a device that was destroyed: open another";
  await assertRejects(() => x.item(), KernelError, message);
  await assertRejects(() => own.settle(), KernelError, message);
});

onDevices("counters tell what was asked of a device", () =>
  withDevice(async (own) => {
    const x = tensor(own, [1]);
    for (let i = 0; i < 3; i++) own.scope(() => void add(x, x));
    await own.settle();
    const { dispatches, submits, bindGroups, pipelines } = own.counters;
    assertEquals({ dispatches, submits, bindGroups, pipelines }, {
      dispatches: 3,
      submits: 1,
      bindGroups: 1,
      pipelines: 1,
    });
  }));
