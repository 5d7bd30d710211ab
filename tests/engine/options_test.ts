import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openDevice, openWebGPU, ShapeError } from "../../engine/mod.ts";
import {
  AMOUNT,
  CHANCE,
  checkGiven,
  checkOptions,
  COUNT,
  type OptionKind,
  SHARE,
  WHOLE,
} from "../../engine/options.ts";

const cases: readonly (readonly [
  kind: OptionKind,
  right: readonly unknown[],
  wrong: readonly unknown[],
  hint: string,
])[] = [
  [
    COUNT,
    [1, 7],
    [0, 1.5, -1, NaN, Infinity, "1", null, undefined],
    "give a whole number of 1 or more",
  ],
  [WHOLE, [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53], "give a whole number of 0 or more"],
  [AMOUNT, [0, 0.5, 1e9], [-0.1, NaN, "0"], "give a number of 0 or more"],
  [SHARE, [0, 0.5, 1], [1.1, -1, NaN], "give a number from 0 to 1"],
  [CHANCE, [0, 0.99], [1, -0.5], "give a number from 0 up to, not including, 1"],
  [["a", "b"], ["a", "b"], ["c", "", 1, undefined], "give one of a, b"],
  ["boolean", [true, false], [1, "true", null], "give true or false"],
  ["function", [() => {}], [1, {}], "give a function"],
  ["object", [{}, []], [null, 1, "x"], "give an object"],
];

for (const [kind, right, wrong, hint] of cases) {
  Deno.test(`checkOptions() tells right from wrong: ${hint}`, () => {
    for (const x of right) checkOptions("do it", { x }, { x: kind });
    for (const x of wrong) {
      const error = assertThrows(() => checkOptions("do it", { x }, { x: kind }, "a."), ShapeError);
      const shown = typeof x === "string" ? JSON.stringify(x) : String(x);
      assertEquals(error.message, `Cannot do it: a.x is ${shown}, ${hint}`);
    }
  });
}

Deno.test("checkGiven() lets options be absent, and nothing else", () => {
  const kinds = { x: COUNT, y: AMOUNT };
  checkGiven("do it", { x: undefined, y: 2 }, kinds);
  assertThrows(() => checkGiven("do it", { x: null, y: 2 }, kinds), ShapeError, "x is null");
});

Deno.test("a device of no kind is refused, and not taken for any", async () => {
  const device = await assertRejects(() => openDevice({ device: "gup" as "gpu" }), ShapeError);
  assertEquals(
    device.message,
    `Cannot open a device: device is "gup", give one of auto, gpu, cpu, software`,
  );
  const adapter = await assertRejects(
    () => openWebGPU({ adapter: "soft" as "software" }),
    ShapeError,
  );
  assertEquals(
    adapter.message,
    `Cannot open a WebGPU device: adapter is "soft", give one of any, hardware, software`,
  );
});
