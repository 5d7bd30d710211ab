/** A few of the random kernels; `fuzz.ts` runs as many as one likes and makes failing ones smaller. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  backwards,
  check,
  compiled,
  interpreter,
  processors,
  reduce,
  type Runner,
  webgpu,
} from "./fuzz.ts";
import { generate, kernelOf, type Sample } from "./programs.ts";

const adapter = await navigator.gpu?.requestAdapter();

async function agree(from: number, to: number, runners: readonly Runner[]): Promise<void> {
  for (let seed = from; seed < to; seed++) {
    const failure = await check(generate(seed), runners);
    assertEquals(
      failure,
      null,
      `seed ${seed}: ${failure?.message}\n${kernelOf(generate(seed)).code}`,
    );
  }
}

Deno.test("random kernels compile to what the interpreter says", async () => {
  await agree(0, 150, [backwards, compiled]);
});

Deno.test({
  name: "random kernels mean the same to WebGPU",
  ignore: !adapter,
  fn: async () => {
    await agree(1000, 1015, [webgpu]);
    webgpu.close();
  },
});

Deno.test("random kernels run on the processors' device", async () => {
  await agree(2000, 2060, [processors]);
  processors.close();
});

Deno.test("generate() gives the same program for a seed, and others for others", () => {
  const texts = [1, 1, 2].map((seed) => kernelOf(generate(seed)).code);
  assertEquals(texts[0], texts[1]);
  assertNotEquals(texts[0], texts[2]);
});

Deno.test("check() sees a store that is wrong in one lane, and reduce() keeps what fails", async () => {
  // Whatever multiplies stores another number to the first word.
  const wrong: Runner = {
    name: "wrong",
    async run(sample: Sample) {
      const words = await interpreter.run(sample);
      const sink = sample.writes.findLastIndex(({ loose }) => !loose);
      if (kernelOf(sample).code.includes(" * ")) words[sink][0] ^= 1;
      return words;
    },
  };
  const sample = generate(5);
  const failure = await check(sample, [wrong]);
  assertEquals(failure?.kind, "wrong differs");
  const before = kernelOf(sample).code.length;
  await reduce(sample, [wrong], "wrong differs", 400);
  const { code } = kernelOf(sample);
  assert(code.includes(" * ") && code.length < before / 2, code);
});
