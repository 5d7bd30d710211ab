/** How fast states come to rest, and stopping early. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { convergence, settle, ShapeError } from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";
import { apart, Definition, toy } from "./support.ts";

onDevices("residuals and Phi are those of the definition", async () => {
  const made = toy(device, { batch: 3 });
  const exact = await Definition.of(made);
  const { residuals, phi } = await convergence(made.net.dynamics(made.input), { steps: 4 });
  let states = exact.rest();
  for (const [step, residual] of residuals.entries()) {
    const next = exact.relax(states, 1);
    const changes = next.flatMap(({ data }, layer) =>
      [...data].map((s, i) => Math.abs(s - states[layer].data[i]))
    );
    assert(Math.abs(residual - Math.max(...changes)) < 1e-5);
    assert(Math.abs(phi[step] - exact.phi(next) / 3) < 1e-5);
    states = next;
  }
});

onDevices("states settle within a tolerance, in as many steps as their residuals say", async () => {
  const { net, input } = toy(device, { pair: true });
  const dynamics = net.dynamics(input);
  const { residuals } = await convergence(dynamics, { steps: 100 });
  const tolerance = 1e-4;
  const needed = residuals.findIndex((residual) => residual <= tolerance) + 1;
  assert(needed > 5);
  const rest = await settle(dynamics, { tolerance, most: 100, every: 3 });
  assertEquals(rest.steps, 3 * Math.ceil(needed / 3));
  assert(rest.residual <= tolerance);
  const want = dynamics.relax(dynamics.rest(), { steps: rest.steps });
  for (const [layer, state] of want.entries()) {
    assertEquals(await rest.states[layer].data(), await state.data());
  }
});

onDevices("settling ends at the most steps, and goes on from given states", async () => {
  const { net, input, target } = toy(device);
  const dynamics = net.dynamics(input);
  const options = { tolerance: 0, most: 7, every: 4 };
  const first = await settle(dynamics, options);
  assertEquals(first.steps, 7);
  const before = [...await first.states[2].data()];
  const nudge = { beta: 0.5, target };
  const second = await settle(dynamics, { ...options, nudge }, first.states);
  const want = dynamics.relax(first.states, { steps: 7, nudge });
  assert(apart(await second.states[2].data(), await want[2].data()) < 1e-6);
  assertEquals([...await first.states[2].data()], before);
});

Deno.test("tolerances and numbers of steps that do not exist are refused", async () => {
  const { net, input } = toy(device);
  const dynamics = net.dynamics(input);
  for (const wrong of [{ tolerance: -1 }, { tolerance: NaN }, { most: 0 }, { every: 0.5 }]) {
    const options = { tolerance: 0.1, most: 5, ...wrong };
    await assertRejects(() => settle(dynamics, options), ShapeError, "Cannot settle");
  }
});
