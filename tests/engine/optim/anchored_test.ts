/** Returns of all values of a table to their first ones, whatever rows the steps change. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Adam,
  Anchored,
  type Optimizer,
  Parameter,
  Random,
  Sgd,
  ShapeError,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices } from "../device.ts";

const EVERY = 16, ROWS = 7, COLUMNS = 5, STRENGTH = 3;

/** A table of random numbers, and a gradient of some of its rows at a time. */
function tableOf() {
  const random = new Random(1);
  const first = Float32Array.from({ length: ROWS * COLUMNS }, () => random.normal());
  const table = new Parameter(device, new Tape("t"), "table", [ROWS, COLUMNS], first);
  return { first, table };
}

function give(table: Parameter, row: number) {
  const index = tensor(device, Uint32Array.of(1, row, 0, 0, 0));
  table.gradient = { index, values: tensor(device, [Array(COLUMNS).fill(1 + row)]) };
}

const inners: Record<string, (parameters: Parameter[]) => Optimizer> = {
  Adam: (parameters) => new Adam(parameters, { rate: 0.02 }),
  Sgd: (parameters) => new Sgd(parameters, { rate: 0.02 }),
};

for (const [name, inner] of Object.entries(inners)) {
  onDevices(`${name}: all rows return once in ${EVERY} steps, as float64 says`, async () => {
    const { first, table } = tableOf();
    const free = tableOf();
    const [anchored, plain] = [
      new Anchored(inner([table]), { strength: STRENGTH }),
      inner([free.table]),
    ];
    const apart = new Float64Array(first.length); // from the first values
    let before: Float32Array = first;
    for (let step = 1; step <= 3 * EVERY; step++) {
      const rate = 0.02 / step;
      for (const [optimizer, own] of [[anchored, table], [plain, free.table]] as const) {
        optimizer.setRate(rate);
        give(own, step % 4); // rows 4 and above are never used
        optimizer.step();
      }
      const after = await free.table.data() as Float32Array;
      for (let i = 0; i < apart.length; i++) apart[i] += after[i] - before[i];
      before = after;
      if (step % EVERY) continue;
      let sum = 0;
      for (let k = step - EVERY + 1; k <= step; k++) sum += STRENGTH * 0.02 / k;
      for (let i = 0; i < apart.length; i++) apart[i] *= Math.exp(-sum);
      const values = await table.data();
      values.forEach((value, i) => {
        const error = Math.abs(value - first[i] - apart[i]);
        assert(error < 1e-5, `step ${step}, value ${i}: off by ${error}`);
      });
      assertEquals(values.slice(4 * COLUMNS), first.slice(4 * COLUMNS));
    }
  });
}

onDevices("Anchored keeps what its optimizer keeps, the first values and the returns", async () => {
  const { first, table } = tableOf();
  const adam = new Adam([table], { rate: 0.1 });
  const anchored = new Anchored(adam, { strength: 1 });
  assertEquals([...anchored.state.keys()], [...adam.state.keys(), "returns", "first of table"]);
  table.assign(first.map((x) => x + 1));
  for (let step = 1; step < EVERY; step++) anchored.step();
  assertEquals((await anchored.state.get("returns")!.data())[0], EVERY - 1);
  anchored.step();
  const share = 1 - Math.exp(-1.6);
  (await table.data()).forEach((value, i) => {
    assert(Math.abs(value - (first[i] + 1 - share)) < 1e-5);
  });
  assertEquals(await anchored.state.get("first of table")!.data(), first);
  assertThrows(
    () => new Anchored(adam, { strength: -1 }),
    ShapeError,
    "Cannot make Anchored of strength -1",
  );
});
