/** The check of gradient-descending updates. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  estimate,
  gduCheck,
  type ParameterCheck,
  ShapeError,
  type Signal,
  Tape,
  TapeError,
  throughTime,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";
import { toy } from "./support.ts";

onDevices("each step of a nudged phase adds what a step back through time does", async () => {
  const form = { pair: true, batch: 3, gain: 0.6, seed: 2, activation: "my_sigmoid" } as const;
  const made = toy(device, { ...form, tape: new Tape("net") });
  const options = { free: 80, nudged: 12, beta: 0.05, trace: [1] };
  const checks = await gduCheck(made.net.dynamics(made.input), made.target, options);
  assertEquals(
    checks.map(({ parameter }) => parameter),
    made.net.parameters.map(({ name }) => name),
  );
  for (const check of checks) {
    const { parameter, steps, total, gain } = check;
    assertEquals(steps.length, 12);
    assertEquals(total, steps[11]);
    assert(total.symmetric.cosine > 0.999, `${parameter}: ${total.symmetric.cosine}`);
    assert(total.symmetric.error < total.plus.error, parameter);
    assert(total.symmetric.error < total.minus.error, parameter);
    assert(gain < 0.5, `${parameter}: ${gain}`);
    for (const { symmetric } of steps) {
      assert(
        symmetric.error < 0.05,
        `${parameter}: ${steps.map(({ symmetric: { error } }) => error)}`,
      );
    }
  }
  await checkTraces(checks);

  async function checkTraces(checks: readonly ParameterCheck[]) {
    const rule = throughTime({ free: 80, nudged: 12 });
    estimate(rule, made.net.dynamics(made.input), made.target);
    for (const [i, { traces: [trace] }] of checks.entries()) {
      const gradient = await (made.net.parameters[i].gradient as Signal).data();
      assertEquals(trace.element, 1);
      assertEquals(trace.gradients.length, 12);
      const [estimate, traced] = [trace.estimates[11], trace.gradients[11]];
      assert(Math.abs(traced - gradient[1]) < 1e-6, `${traced} is not ${gradient[1]}`);
      const apart = Math.abs(estimate - gradient[1]);
      assert(apart < 0.05 * Math.abs(gradient[1]) + 1e-4, `${estimate} is not ${gradient[1]}`);
    }
  }
});

onDevices("a parameter that no step has reached agrees at 0", async () => {
  const made = toy(device, { hidden: [4, 3], tape: new Tape("net") });
  const options = { free: 60, nudged: 2, beta: 0.05 };
  const checks = await gduCheck(made.net.dynamics(made.input), made.target, options);
  // One step reaches the synapse below the output, the projections need one for each layer.
  assertEquals(checks[0].steps[0].symmetric, { error: 0, cosine: 1 });
  assert(checks.at(-1)!.steps[0].symmetric.cosine > 0.99);
});

Deno.test("a net without a tape and too few free steps are refused", async () => {
  const options = { free: 4, nudged: 5, beta: 0.1 };
  const bare = toy(device), taped = toy(device, { tape: new Tape("net") });
  const check = ({ net, input, target }: typeof bare) =>
    gduCheck(net.dynamics(input), target, options);
  await assertRejects(
    () => check(bare),
    TapeError,
    "Cannot check gradients of a net without a tape",
  );
  await assertRejects(() => check(taped), ShapeError, "Cannot check 5 of 4");
});
