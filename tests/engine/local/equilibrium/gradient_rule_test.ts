/** Gradients by contrast against gradients through time of the same net. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  byContrast,
  estimate,
  type GradientRule,
  ShapeError,
  type Signal,
  Tape,
  throughTime,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";
import { apart, type Toy, toy } from "./support.ts";

/** The gradients that a rule leaves, one array for each parameter. */
async function gradientsOf(
  { net, input, target }: Toy,
  rule: GradientRule,
): Promise<Float32Array[]> {
  const dynamics = net.dynamics(input);
  estimate(rule, dynamics, target);
  return await Promise.all(net.parameters.map(({ gradient }) => (gradient as Signal).data()));
}

onDevices(
  "estimates meet the gradient through time as beta falls, symmetric ones faster",
  async () => {
    for (const pair of [false, true]) {
      // A smooth activation: where a nudge drives a unit over a kink, the error does not follow beta.
      const options = { pair, hidden: [6, 5], batch: 3, gain: 0.6, seed: 2 };
      const made = toy(device, { ...options, activation: "my_sigmoid", tape: new Tape("net") });
      const want = await gradientsOf(made, throughTime({ free: 160, nudged: 60 }));
      const errors = async (beta: number, symmetric: boolean) => {
        const rule = byContrast({ free: 160, nudged: 60, beta, symmetric });
        return (await gradientsOf(made, rule)).map((got, i) => apart(got, want[i]));
      };
      const [far, near] = [await errors(0.1, false), await errors(0.025, false)];
      const [symmetricFar, symmetricNear] = [await errors(0.1, true), await errors(0.025, true)];
      made.net.parameters.forEach(({ name }, i) => {
        const shown = `${name}: ${far[i]}, ${near[i]}; symmetric ${symmetricFar[i]}, ${
          symmetricNear[i]
        }`;
        assert(near[i] < 0.4 * far[i], shown); // first order: a quarter
        assert(symmetricNear[i] < 0.12 * symmetricFar[i], shown); // second order: a sixteenth
        assert(symmetricNear[i] < 0.3 * near[i], shown);
      });
    }
  },
);

onDevices("rules give the states of the free phase and set every gradient", async () => {
  const made = toy(device, { tape: new Tape("net") });
  const dynamics = made.net.dynamics(made.input);
  const want = await dynamics.relax(dynamics.rest(), { steps: 12 }).at(-1)!.data();
  const phases = { free: 12, nudged: 4 };
  for (const rule of [byContrast({ ...phases, beta: 0.5, symmetric: true }), throughTime(phases)]) {
    for (const parameter of made.net.parameters) parameter.gradient = null;
    const states = estimate(rule, made.net.dynamics(made.input), made.target);
    assertEquals(await states.at(-1)!.data(), want);
    for (const { gradient, shape } of made.net.parameters) {
      assertEquals((gradient as Signal | null)?.shape, shape);
    }
  }
});

Deno.test("a nudge of nothing and more steps back than there are are refused", () => {
  for (const beta of [0, NaN, Infinity]) {
    const options = { free: 9, nudged: 3, beta, symmetric: false };
    assertThrows(() => byContrast(options), ShapeError, "Cannot nudge by beta");
  }
  assertThrows(
    () => throughTime({ free: 3, nudged: 4 }),
    ShapeError,
    "Cannot go back through 4 of 3",
  );
});
