/**
 * Measures the time that a training step takes on the host: until everything is handed to the device, without
 * waiting for the device; and the memory and bind groups that the step makes.
 *
 * @module
 */
import { type Device, forTraining, type Signal, signalsOf, tensor } from "../../engine/mod.ts";
import { TrainingStep } from "../loop/steps.ts";
import type { Ours } from "./devices.ts";
import type { HostLine } from "./lines.ts";
import { alModel, randomBatch, stateOf } from "./models.ts";
import type { Case } from "./peers/cases.ts";
import { median } from "./peers/measure.ts";

/** Measures a case's step: built anew each time, replayed, and replayed on a new batch. */
export async function* hostCosts(
  { name: place, device }: Ours,
  one: Case,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): AsyncGenerator<HostLine> {
  const learner = alModel(device, seed, one);
  const batch = randomBatch(seed, one.sizes);
  const { entry } = learner;
  const inputs = () => ({
    features: entry.features(signalsOf(device, entry.host(batch.inputs, forTraining))),
    classes: tensor(device, batch.labels),
  });
  const step = ({ features, classes }: ReturnType<typeof inputs>) =>
    learner.step(features, classes);
  const clock = new HostClock(device);
  const line = async (kind: HostLine["step"], body: () => void): Promise<HostLine> => (
    { kind: "host", device: place, case: one.name, step: kind, ...await clock.time(body, runs) }
  );
  yield await line("unrecorded", () => device.scope(() => void step(inputs())));
  const kept = inputs();
  const recording = device.record(() => step(kept));
  yield await line("replayed", () => recording.replay());
  const training = new TrainingStep(learner);
  yield await line("replayed on a new batch", () => training.run(batch));
  device.release([stateOf(learner), kept, recording.result, training.totals.sums, clock.mark]);
}

/** Times the host's part of a step. */
class HostClock {
  /** A word to write: a write hands all earlier commands to the driver, and does not wait. */
  readonly mark: Signal;
  readonly #device: Device;

  constructor(device: Device) {
    this.#device = device;
    this.mark = tensor(device, new Uint32Array(1));
  }

  async time(
    step: () => void,
    runs: number,
  ): Promise<Omit<HostLine, "kind" | "device" | "case" | "step">> {
    const device = this.#device;
    // Twice: kernels are compiled in the first step, the pool is filled by then.
    for (let run = 0; run < 2; run++) await this.#once(step);
    const before = { ...device.counters };
    const { live } = device.memory();
    device.resetPeak();
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push(await this.#once(step));
    const dispatches = (device.counters.dispatches - before.dispatches) / runs;
    const milliseconds = median(times);
    return {
      dispatches,
      milliseconds,
      microseconds: milliseconds / dispatches * 1000,
      bindGroups: (device.counters.bindGroups - before.bindGroups) / runs,
      allocated: device.memory().peak - live,
    };
  }

  /** Milliseconds until everything is handed to the device; then waits for it. */
  async #once(step: () => void): Promise<number> {
    const start = performance.now();
    step();
    // On processors a write runs the list of commands, so nothing is written there.
    if (this.#device.traits.kind !== "cpu") {
      this.#device.write(this.mark.storage, new Uint32Array(1));
    }
    const time = performance.now() - start;
    await this.#device.settle();
    return time;
  }
}
