/** Runs the bodies of kernels compiled and by the interpreter, to see that they do the same. */
import { assert } from "@std/assert";
import { Kernel, Random } from "../../../../../engine/mod.ts";
import { runCompiled, runInterpreted } from "../run.ts";

/** Bindings of the kernels. */
export const head = `
struct Uniforms { n: u32, m: u32 }
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(2) var<uniform> u: Uniforms;
`;
const parameters = `
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
`;

interface Options {
  /** Uniforms n and m. */
  n?: number;
  m?: number;
  groups?: readonly [number, number, number];
  /** Invocations of a workgroup. */
  sizes?: string[];
  /** Declarations before the entry point. */
  before?: string;
}

/** Asserts that the words of all bindings are the same. */
export function assertSame(got: Uint32Array[], want: Uint32Array[], what: string): void {
  got.forEach((words, i) => {
    const at = words.findIndex((word, k) => word !== want[i][k]);
    assert(
      at < 0,
      `${what}: word ${at} of binding ${i} is ${words[at]} and should be ${want[i][at]}`,
    );
  });
}

/** Runs a body of `main` on random words below 1000, compiled and interpreted, with several workgroup sizes. */
export function agrees(body: string, options: Options = {}): void {
  const { n = 100, m = 7, groups = [3, 1, 1], before = "" } = options;
  for (const size of options.sizes ?? ["64", "4", "8", "16", "1", "6", "13", "30"]) {
    const random = new Random(1);
    const words = (length: number) =>
      Uint32Array.from({ length }, () => Math.floor(random.uniform() * 1000));
    const code = `${head}${before}
      @compute @workgroup_size(${size})
      fn main(${parameters}) { ${body} }`;
    const kernel = new Kernel({
      name: "test",
      code,
      reads: 1,
      writes: 1,
      uniforms: { n: "u32", m: "u32" },
    });
    const bindings = [words(256), words(256), Uint32Array.of(n, m, 0, 0)];
    const run = { kernel, bindings, groups };
    const [got, want] = [runCompiled(run), runInterpreted(run)];
    assertSame(got, want, `${body} by ${size}`);
  }
}
