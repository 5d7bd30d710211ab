/**
 * Walks all operations: each kernel against its float64 reference, each gradient against central
 * differences of the reference, each refusal. A new operation is tested the moment it is exported.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  apply,
  backward,
  type HostArray,
  Parameter,
  Random,
  type Rule,
  type Sample,
  ShapeError,
  type Signal,
  sizeOf,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import * as ops from "../../../engine/ops/mod.ts";
import { device, onDevices, onKinds } from "../device.ts";

const rules = Object.values(ops as Record<string, unknown>)
  .map((op) => (op as { rule?: Rule } | null)?.rule)
  .filter((rule): rule is Rule => rule !== undefined);

interface Drawn {
  host: HostArray;
  words: Uint32Array | null;
}

function draw(sample: Sample<unknown>, random: Random): Drawn[] {
  return sample.shapes.map((shape, i) => {
    const size = sizeOf(shape);
    const filled = sample.fill?.[i]?.(size, () => random.uniform());
    if (filled instanceof Uint32Array) {
      return { host: { shape, data: Float64Array.from(filled) }, words: filled };
    }
    const data = filled ?? Float64Array.from({ length: size }, () => random.normal());
    // What the device gets, exactly: float32.
    return { host: { shape, data: Float64Array.from(new Float32Array(data)) }, words: null };
  });
}

function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  let scale = 0;
  for (let i = 0; i < want.length; i++) scale = Math.max(scale, Math.abs(want[i]));
  for (let i = 0; i < want.length; i++) {
    const allowed = 2e-6 * scale + 2e-5 * Math.abs(want[i]) + 2e-6;
    assert(
      Math.abs(got[i] - want[i]) <= allowed,
      `${what}: element ${i} is ${got[i]} and should be ${want[i]}`,
    );
  }
}

for (const rule of rules) {
  onKinds(`${rule.name} equals its float64 reference`, async () => {
    for (const [n, sample] of rule.samples.entries()) {
      const drawn = draw(sample, new Random(n).fork(rule.name));
      const inputs = drawn.map(({ host, words }) => tensor(device, words ?? host.data, host.shape));
      const got = apply(rule, inputs, sample.options);
      const want = rule.reference(drawn.map(({ host }) => host), sample.options);
      assertEquals(got.length, want.length);
      for (const [i, output] of got.entries()) {
        const what = `sample ${n} ${inputs.join(" ")} output ${i}`;
        assertEquals(output.shape, want[i].shape, what);
        assertClose(await output.data(), want[i].data, what);
      }
    }
  });

  onKinds(`${rule.name} has the gradient of its reference`, async () => {
    for (const [n, sample] of rule.samples.entries()) await checkGradient(rule, sample, n);
  });

  if (rule.refuses.length) {
    onDevices(`${rule.name} refuses shapes that do not fit`, () => {
      for (const sample of rule.refuses) {
        const drawn = draw(sample, new Random(1));
        const inputs = drawn.map(({ host, words }) =>
          tensor(device, words ?? host.data, host.shape)
        );
        const error = assertThrows(() => apply(rule, inputs, sample.options), ShapeError);
        assert(error.message.startsWith("Cannot "), error.message);
      }
    });
  }
}

async function checkGradient(rule: Rule, sample: Sample<unknown>, n: number): Promise<void> {
  const random = new Random(n).fork(rule.name);
  const drawn = draw(sample, random);
  const constant = (i: number) => drawn[i].words !== null || sample.constant?.includes(i) === true;
  if (drawn.every((_, i) => constant(i)) || drawn.some(({ host }) => host.data.length === 0)) {
    return;
  }
  const tape = new Tape("test");
  const inputs: Tensor[] = drawn.map(({ host, words }, i) =>
    constant(i)
      ? tensor(device, words ?? host.data, host.shape)
      : new Parameter(device, tape, `input ${i}`, host.shape, new Float32Array(host.data))
  );
  const outputs = apply(rule, inputs, sample.options);
  const weights = outputs.map((output) =>
    Float64Array.from(
      new Float32Array(Float64Array.from({ length: output.size }, () => random.normal())),
    )
  );
  const terms = outputs.map((output, i) =>
    sum(ops.multiply(output, tensor(device, weights[i], output.shape)))
  );
  backward(terms.reduce((a, b) => ops.add(a, b)));
  const loss = (hosts: HostArray[]) =>
    rule.reference(hosts, sample.options).reduce(
      (total, output, k) => total + output.data.reduce((s, y, i) => s + y * weights[k][i], 0),
      0,
    );
  for (const [i, input] of inputs.entries()) {
    if (constant(i)) continue;
    const gradient = (input as Parameter).gradient as Signal | null;
    assert(gradient, `${rule.name} leaves no gradient at input ${i} of sample ${n}`);
    const got = await gradient.data();
    const along = (direction: Float64Array) => {
      const h = 1e-5;
      const moved = (step: number) =>
        loss(
          drawn.map(({ host }, k) =>
            k === i
              ? { shape: host.shape, data: host.data.map((x, e) => x + step * direction[e]) }
              : host
          ),
        );
      return (moved(h) - moved(-h)) / (2 * h);
    };
    const size = got.length;
    // All elements of a small input; of a large one, inner products with random directions.
    const directions = size <= 40
      ? Array.from({ length: size }, (_, e) => new Float64Array(size).fill(1, e, e + 1))
      : [1, 2].map(() => Float64Array.from({ length: size }, () => random.normal()));
    const want = directions.map(along);
    const have = directions.map((d) => d.reduce((total, x, e) => total + x * got[e], 0));
    const scale = Math.max(...want.map(Math.abs), 1e-3);
    want.forEach((expected, e) =>
      assert(
        Math.abs(have[e] - expected) <= 1e-3 * Math.max(Math.abs(expected), 0.1 * scale),
        `gradient of ${rule.name}, sample ${n}, input ${i}, direction ${e}: ` +
          `${have[e]} and should be ${expected}`,
      )
    );
  }
}
