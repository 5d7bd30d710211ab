/** Attention by tiles in workgroup memory: the same bits at 128 and 256 bits, and on any number of threads. */
import { assert, assertEquals } from "@std/assert";
import {
  apply,
  attention,
  backward,
  type Device,
  multiply,
  openCpu,
  Parameter,
  type Signal,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { normal } from "./support.ts";

/** An attention of `heads` heads to `keys` keys. */
interface Sizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  /** Columns of a head. */
  readonly size: number;
  readonly lengths: readonly number[];
  readonly rate?: number;
}

/** The result and the gradients of queries, keys and values; `frozen` inputs have none. */
async function run(
  device: Device,
  { batch, queries, keys, heads, size, lengths, rate = 0 }: Sizes,
  frozen: readonly number[] = [],
): Promise<Float32Array[]> {
  const tape = new Tape("test");
  const inputs = [queries, keys, keys].map((time, i) => {
    const shape = [batch, time, heads * size];
    const values = normal(i + 1, ...shape);
    return frozen.includes(i)
      ? tensor(device, values, shape)
      : new Parameter(device, tape, "x", shape, values);
  });
  const more = [
    tensor(device, Uint32Array.from(lengths)),
    ...(rate ? [tensor(device, Uint32Array.of(7, 11, 13))] : []),
  ];
  const [y] = apply(attention.rule, [...inputs, ...more], { heads, rate });
  backward(multiply(y, tensor(device, normal(4, ...y.shape), y.shape)));
  const gradients = inputs.map((x) => x instanceof Parameter ? x.gradient as Signal : null);
  return await Promise.all([y, ...gradients.filter((x) => x !== null)].map((x) => x.data()));
}

const cases: readonly Sizes[] = [
  // Less than a tile; columns that are no multiple of four; a row of padding alone.
  { batch: 2, queries: 4, keys: 3, heads: 3, size: 5, lengths: [3, 0] },
  // Several blocks of queries, several turns of keys, of different spans.
  { batch: 1, queries: 139, keys: 130, heads: 2, size: 12, lengths: [130], rate: 0.5 },
  { batch: 2, queries: 64, keys: 290, heads: 1, size: 32, lengths: [65, 277] },
  // Several spans of columns, the last one short.
  { batch: 1, queries: 20, keys: 41, heads: 2, size: 67, lengths: [40], rate: 0.2 },
  { batch: 1, queries: 7, keys: 70, heads: 1, size: 140, lengths: [69] },
];

Deno.test("attention() gives the same bits at 128 and 256 bits, and on any number of threads", async () => {
  const [alone, together] = [await openCpu({ threads: 1 }), await openCpu({ threads: 3 })];
  for (const sizes of cases) {
    const results: Float32Array[][] = [];
    for (const device of [alone, together]) {
      for (const vectors of ["128", "256"]) {
        device.choices.set("vectors", vectors);
        results.push(await run(device, sizes));
      }
    }
    assert(results[0].every((values) => values.some((value) => value !== 0)));
    for (const other of results.slice(1)) assertEquals(other, results[0], JSON.stringify(sizes));
  }
  for (const device of [alone, together]) device.destroy();
});

Deno.test("attention() to frozen keys and values gives queries the same gradient", async () => {
  const device = await openCpu({ threads: 1 });
  const [y, dq] = await run(device, cases[1]);
  assertEquals(await run(device, cases[1], [1, 2]), [y, dq]);
  const [, dk] = await run(device, cases[1], [0, 2]);
  assertEquals(dk, (await run(device, cases[1]))[2]);
  device.destroy();
});
