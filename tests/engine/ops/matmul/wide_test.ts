/** Products by wide tiles: they are taken where they pay, and give the bits of the narrow ones. */
import { assert, assertEquals } from "@std/assert";
import {
  type Device,
  type FusedActivation,
  type Kernel,
  linear,
  matmul,
  type MatmulOptions,
  openCpu,
  Random,
  type Signal,
  tensor,
} from "../../../../engine/mod.ts";

const random = new Random(7);

function draw(device: Device, shape: readonly number[]): Signal {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(device, Float32Array.from({ length: size }, () => random.uniform(-1, 1)), shape);
}

/** The kernels that `body` runs. */
function kernelsOf(device: Device, body: () => void): Kernel[] {
  const kernels: Kernel[] = [];
  const { run } = device;
  device.run = (kernel, dispatch) => {
    kernels.push(kernel);
    run.call(device, kernel, dispatch);
  };
  try {
    body();
  } finally {
    device.run = run;
  }
  return kernels;
}

const isWide = ({ code }: Kernel) => code.includes("var<workgroup> panel");

/** Asserts that both families give the same bits; whether wide tiles gave some. */
async function assertSame(device: Device, what: string, product: () => Signal): Promise<boolean> {
  const results: Signal[] = [];
  const wide = ["panel", "wide"].map((family) => {
    device.choices.set("matmul", family);
    return kernelsOf(device, () => results.push(product())).some(isWide);
  });
  assertEquals(wide[0], false, what);
  const [narrow, got] = await Promise.all(results.map((result) => result.data()));
  const at = got.findIndex((value, i) => !Object.is(value, narrow[i]));
  assert(at < 0, `${what}: element ${at} is ${got[at]} and not ${narrow[at]}`);
  device.release(results);
  return wide[1];
}

const layouts: MatmulOptions[] = [
  {},
  { transposeA: true },
  { transposeB: true },
  { transposeA: true, transposeB: true },
];

Deno.test("matmul() by wide tiles gives the bits of narrow ones, over all edges and on any number of threads", async () => {
  for (const threads of [1, 3]) {
    const device = await openCpu({ threads });
    const taken = layouts.map(() => 0);
    // Rows over a tile, over a stretch; terms over a span, over a dispatch; columns over a panel.
    const sizes = [[64, 512], [131, 401], [300, 257], [509, 210], [2085, 213]] as const;
    for (const rows of [97, 193, 196, 391]) {
      for (const [depth, columns] of sizes) {
        const layout = (rows + depth + columns) % 4;
        const options = layouts[layout];
        const a = draw(device, options.transposeA ? [depth, rows] : [rows, depth]);
        const b = draw(device, options.transposeB ? [columns, depth] : [depth, columns]);
        const what = `${rows} x ${depth} x ${columns} ${JSON.stringify(options)}`;
        taken[layout] += Number(await assertSame(device, what, () => matmul(a, b, options)));
        device.release([a, b]);
      }
    }
    assert(taken.every((count) => count >= 3), `wide tiles took ${taken}`);
    device.destroy();
  }
});

Deno.test("matmul() by wide tiles takes few terms, and as many as a span has or more", async () => {
  const device = await openCpu({ threads: 2 });
  for (const depth of [8, 9, 31, 63, 64, 132, 1100]) {
    // Of each kind of tile: 16, 32 and 48 columns.
    for (const columns of [28, 64, 93]) {
      const a = draw(device, [199, depth]), b = draw(device, [depth, columns]);
      const what = `${depth} terms of ${columns} columns`;
      const taken = await assertSame(device, what, () => matmul(a, b));
      // Terms that are left over cost the narrowest tile most.
      assert(taken || columns < 32 && depth % 4, what);
      device.release([a, b]);
    }
  }
  device.destroy();
});

Deno.test("matmul() by wide tiles takes batches", async () => {
  const device = await openCpu({ threads: 2 });
  for (const options of layouts) {
    const a = draw(device, options.transposeA ? [9, 60, 138] : [9, 138, 60]);
    const b = draw(device, options.transposeB ? [9, 70, 60] : [9, 60, 70]);
    const one = draw(device, options.transposeB ? [70, 60] : [60, 70]);
    await assertSame(device, `a batch ${JSON.stringify(options)}`, () => matmul(a, b, options));
    await assertSame(
      device,
      `one for all ${JSON.stringify(options)}`,
      () => matmul(a, one, options),
    );
    device.release([a, b, one]);
  }
  device.destroy();
});

Deno.test("linear() by wide tiles adds its bias and applies its activation", async () => {
  const device = await openCpu({ threads: 2 });
  const x = draw(device, [130, 100]), w = draw(device, [100, 90]), bias = draw(device, [90]);
  for (const activation of ["none", "relu", "tanh", "sigmoid", "elu"] as FusedActivation[]) {
    assert(await assertSame(device, activation, () => linear(x, w, bias, { activation })));
  }
  const long = draw(device, [130, 1100]), far = draw(device, [1100, 90]);
  const once = () => linear(long, far, bias, { activation: "tanh" });
  assert(await assertSame(device, "sums of two dispatches", once));
  device.destroy();
});

Deno.test("matmul() leaves small and slim products to narrow tiles, whatever the family", async () => {
  const device = await openCpu({ threads: 1, choices: { matmul: "wide" } });
  for (const [rows, depth, columns] of [[1, 300, 1200], [4096, 300, 5], [3, 64, 64], [8, 8, 8]]) {
    const a = draw(device, [rows, depth]), b = draw(device, [depth, columns]);
    const kernels = kernelsOf(device, () => matmul(a, b));
    assertEquals(kernels.some(isWide), false, `${rows} x ${depth} x ${columns}`);
  }
  device.destroy();
});
