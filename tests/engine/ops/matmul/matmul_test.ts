/** Matrix products by every kernel, over the edges of their tiles, against float64. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  backward,
  type FusedActivation,
  linear,
  matmul,
  type MatmulOptions,
  Parameter,
  Random,
  type Shape,
  ShapeError,
  type Signal,
  sizeOf,
  sum,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices, onProcessors } from "../../device.ts";

const families = ["row", "square", "shared", "panel", "wide"];
const edges = [1, 3, 17, 64, 65, 67, 129];
const layouts: MatmulOptions[] = [
  {},
  { transposeA: true },
  { transposeB: true },
  { transposeA: true, transposeB: true },
];

/** Runs `body` with a family of kernels forced. */
async function withFamily<T>(family: string, body: () => T | Promise<T>): Promise<T> {
  const before = device.choices.get("matmul");
  device.choices.set("matmul", family);
  try {
    return await body();
  } finally {
    if (before === undefined) device.choices.delete("matmul");
    else device.choices.set("matmul", before);
  }
}

const random = new Random(5);

function numbers(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => random.uniform(-1, 1));
}

interface Case {
  batch: number;
  rows: number;
  depth: number;
  columns: number;
  options: MatmulOptions;
}

/** The product of one matrix of a batch in float64, and the sum of its terms' magnitudes. */
function expected(a: Float32Array, b: Float32Array, sizes: Case, n: number): [number[], number] {
  const { rows, depth, columns, options: { transposeA, transposeB } } = sizes;
  const [aRow, aDepth] = transposeA ? [1, rows] : [depth, 1];
  const [bDepth, bColumn] = transposeB ? [1, depth] : [columns, 1];
  const result = new Array<number>(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let k = 0; k < depth; k++) {
        total += a[n * rows * depth + i * aRow + k * aDepth] *
          b[n * depth * columns + k * bDepth + j * bColumn];
      }
      result[i * columns + j] = total;
    }
  }
  return [result, depth];
}

async function check(sizes: Case): Promise<void> {
  const { batch, rows, depth, columns, options } = sizes;
  const a = numbers(batch * rows * depth), b = numbers(batch * depth * columns);
  const aShape = options.transposeA ? [batch, depth, rows] : [batch, rows, depth];
  const bShape = options.transposeB ? [batch, columns, depth] : [batch, depth, columns];
  const c = matmul(tensor(device, a, aShape), tensor(device, b, bShape), options);
  assertEquals(c.shape, [batch, rows, columns]);
  const got = await c.data();
  for (let n = 0; n < batch; n++) {
    const [want, terms] = expected(a, b, sizes, n);
    want.forEach((value, index) => {
      const distance = Math.abs(got[n * rows * columns + index] - value);
      assert(
        distance <= 1e-6 + 1e-7 * terms,
        `${JSON.stringify(sizes)}: element ${index} of matrix ${n} is off by ${distance}`,
      );
    });
  }
}

for (const family of families) {
  // Only processors are given the wide family, and drivers take long to compile its many tiles.
  const place = family === "wide" ? onProcessors : onDevices;
  place(
    `matmul() by ${family} is right over the edges of tiles`,
    () =>
      withFamily(family, async () => {
        for (const [x, rows] of edges.entries()) {
          for (const [y, columns] of edges.entries()) {
            const depth = edges[(2 * x + 3 * y) % edges.length];
            const batch = (x + y) % 3 === 0 ? 3 : 1;
            await check({ batch, rows, depth, columns, options: layouts[(x + y) % 4] });
          }
        }
        for (const options of layouts) {
          await check({ batch: 2, rows: 65, depth: 67, columns: 129, options });
          // Enough of them for the largest tiles.
          await check({ batch: 32, rows: 127, depth: 19, columns: 125, options });
        }
      }),
  );

  onDevices(
    `matmul() by ${family} is right where sums are long`,
    () =>
      withFamily(family, async () => {
        for (const options of layouts) {
          await check({ batch: 1, rows: 3, depth: 1100, columns: 5, options });
          await check({ batch: 2, rows: 17, depth: 771, columns: 1, options });
          await check({ batch: 1, rows: 66, depth: 512, columns: 70, options });
          await check({ batch: 1, rows: 9, depth: 256, columns: 300, options });
        }
      }),
  );

  onDevices(
    `matmul() by ${family} gives the same bits again`,
    () =>
      withFamily(family, async () => {
        const a = tensor(device, numbers(40 * 600), [40, 600]);
        const b = tensor(device, numbers(600 * 30), [600, 30]);
        const first = await matmul(a, b).data();
        assertEquals(await matmul(a, b).data(), first);
        const step = device.record(() => matmul(a, b));
        step.replay();
        assertEquals(await step.result.data(), first);
      }),
  );

  onDevices(
    `linear() by ${family} adds its bias and applies its activation`,
    () =>
      withFamily(family, async () => {
        const apply: Record<FusedActivation, (x: number) => number> = {
          none: (x) => x,
          relu: (x) => Math.max(x, 0),
          tanh: Math.tanh,
          sigmoid: (x) => 1 / (1 + Math.exp(-x)),
          elu: (x) => x > 0 ? x : Math.expm1(x),
        };
        // Upright, transposed, and in parts.
        const sizes: Shape[] = [[33, 20, 70], [300, 20, 5], [2, 700, 6]];
        for (const [rows, depth, columns] of sizes) {
          for (const activation of Object.keys(apply) as FusedActivation[]) {
            const x = numbers(rows * depth), w = numbers(depth * columns), v = numbers(columns);
            const y = await linear(
              tensor(device, x, [rows, depth]),
              tensor(device, w, [depth, columns]),
              tensor(device, v),
              { activation },
            ).data();
            const [sums] = expected(x, w, { batch: 1, rows, depth, columns, options: {} }, 0);
            sums.forEach((total, index) => {
              const want = apply[activation](total + v[index % columns]);
              assert(Math.abs(y[index] - want) < 1e-5 + 1e-7 * depth, `${activation} ${index}`);
            });
          }
        }
      }),
  );
}

onDevices(
  "matmul() ignores a choice that does not exist",
  () =>
    withFamily("constructor", async () => {
      await check({ batch: 1, rows: 5, depth: 6, columns: 7, options: {} });
    }),
);

onDevices("matmul() repeats a single matrix over a batch of any axes", async () => {
  const a = numbers(2 * 4 * 5 * 3), b = numbers(3 * 7);
  const shape = [2, 4, 5, 3];
  const c = matmul(tensor(device, a, shape), tensor(device, b, [1, 3, 7]));
  assertEquals(c.shape, [2, 4, 5, 7]);
  const [want] = expected(a, b, { batch: 1, rows: 40, depth: 3, columns: 7, options: {} }, 0);
  const got = await c.data();
  want.forEach((value, i) => assert(Math.abs(got[i] - value) < 1e-6));
});

onDevices("matmul() refuses batches that differ", () => {
  const zeros = (shape: Shape) => tensor(device, new Float32Array(sizeOf(shape)), shape);
  const error = assertThrows(
    () => matmul(zeros([2, 1, 3, 5]), zeros([4, 5, 7])),
    ShapeError,
  );
  assertEquals(
    error.message,
    "Cannot matmul [2, 1, 3, 5] and [4, 5, 7]: batches [2, 1] and [4] differ, " +
      "make them equal or one of them a single matrix",
  );
});

onDevices("linear() takes no bias and x of one axis, forward and backward", async () => {
  const tape = new Tape("test");
  const x = new Parameter(device, tape, "x", [3], new Float32Array([1, 2, 3]));
  const w = new Parameter(device, tape, "w", [3, 2], new Float32Array([1, 0, 0, 1, 1, -1]));
  const y = linear(x, w, null, { activation: "relu" });
  assertEquals([...await y.data()], [4, 0]);
  backward(sum(y));
  assertEquals([...await (x.gradient as Signal).data()], [1, 0, 1]);
  assertEquals([...await (w.gradient as Signal).data()], [1, 0, 2, 0, 3, 0]);
});
