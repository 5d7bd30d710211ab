/** L2 in the loss counts kernels and nothing else. */
import { assertAlmostEquals, assertStrictEquals } from "@std/assert";
import { backward, type Encoder, Parameter, sum, Tape, tensor } from "../../../engine/mod.ts";
import { penalized } from "../../../engine/local/penalty.ts";
import { device, onDevices } from "../device.ts";

/** An encoder of given parameters, some of which are tables. */
const encoderOf = (parameters: readonly Parameter[], tables: readonly Parameter[]): Encoder => ({
  parameters,
  width: 1,
  out: { x: [1] },
  forward: (input) => input,
  pool: ({ x }) => x,
  learning: (parameter) => tables.includes(parameter) ? "table" : "weight",
  multiplyAdds: () => 0,
});

onDevices("L2 adds half the squares of kernels, and pulls kernels alone", async () => {
  const tape = new Tape("penalized");
  const make = (name: string, shape: readonly number[], values: readonly number[]) =>
    new Parameter(device, tape, name, shape, Float32Array.from(values));
  const kernel = make("kernel", [1, 2], [3, -1]), bias = make("bias", [2], [5, 5]);
  const table = make("table", [1, 2], [7, 7]);
  const loss = sum(bias);
  const total = penalized(loss, [encoderOf([kernel, bias], []), encoderOf([table], [table])], 0.5);
  assertAlmostEquals(await total.item(), 10 + 0.25 * (9 + 1), 1e-6);
  backward(total, { keep: total });
  const gradient = await (kernel.gradient as ReturnType<typeof tensor>).data();
  assertAlmostEquals(gradient[0], 1.5, 1e-6);
  assertAlmostEquals(gradient[1], -0.5, 1e-6);
  assertStrictEquals(table.gradient, null);
  assertStrictEquals(penalized(loss, [encoderOf([kernel], [])], 0), loss);
});
