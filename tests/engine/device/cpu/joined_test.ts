/** What V8 joins to vectors of 256 bits, where the one at hand can, read from its trace. */
import { assert, assertEquals } from "@std/assert";

const flags = ["--experimental-wasm-revectorize", "--trace-wasm-revectorize"];
/** Lets it compile at once, all of a module and with nothing left out. */
const eager = ["--no-liftoff", "--no-wasm-lazy-compilation", "--wasm-num-compilation-tasks=1"];

/** What a Deno with flags of V8 does with arguments. */
async function started(v8: readonly string[], command: string, ...args: readonly string[]) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [command, `--v8-flags=${v8.join(",")}`, ...args],
    stderr: "null",
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

const program = new URL("joined.ts", import.meta.url).pathname;
const isKnown = (await started([...flags, ...eager], "eval", "0")).code === 0;

/** The pairs of operations that were joined, by kernel and name: a multiply-add is `Simd128Ternary`. */
async function joined(
  v8: readonly string[],
  vectors: 128 | 256,
): Promise<Map<string, Map<string, number>>> {
  const args = ["-A", program, "--vectors", `${vectors}`];
  const { code, text } = await started([...flags, ...eager, ...v8], "run", ...args);
  assertEquals(code, 0, text.slice(-300));
  const kernels = new Map<string, Map<string, number>>();
  let counts = new Map<string, number>();
  let counted = false;
  for (const line of text.split("\n")) {
    const kernel = line.match(/^kernel (.*)/)?.[1];
    if (kernel) kernels.set(kernel, counts = new Map());
    // What it decided on comes after this line, a pair a line.
    if (line.includes("Decided to vectorize")) counted = true;
    else if (line.startsWith("Finished")) counted = false;
    const operation = counted ? line.match(/Print \d+: (\w+)[[(]/)?.[1] : undefined;
    if (operation) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return kernels;
}

const sum = (counts: Iterable<number>) => [...counts].reduce((a, b) => a + b, 0);

Deno.test({
  name: "V8 joins all multiply-adds of a product by wide tiles, and checks nothing between them",
  ignore: !isKnown,
  fn: async () => {
    const operations = (await joined([], 256)).get("matmul")!;
    // 64 terms of 2 rows, 4 pairs of vectors each at least.
    assert(operations.get("Simd128Ternary")! >= 64 * 2 * 4, JSON.stringify([...operations]));
    assert(operations.get("Load")! >= 64 * 4);
    assert(operations.get("Store")! >= 2 * 4);
  },
});

Deno.test({
  name: "V8 joins an LSTM's products by wide tiles, and the cells behind them",
  ignore: !isKnown,
  fn: async () => {
    const kernels = await joined([], 256);
    // Of the cell: the activations' polynomials and quotients, five forward and one backward.
    for (const [name, cells] of [["lstm", 5], ["lstm_gradient", 1]] as const) {
      const operations = kernels.get(name)!, counts = JSON.stringify([...operations]);
      assert(operations.get("Simd128Ternary")! >= 64 * 2 * 4 + 2 * 8 * cells, counts);
      assert(operations.get("Load")! >= 64 * 4, counts);
      assert(operations.get("Store")! >= 2 * 4 + 2 * 5, counts);
      assert(operations.get("Simd128Binop")! >= 2 * 10 * cells, counts);
    }
  },
});

Deno.test({
  name: "V8 joins all multiply-adds of attention's products, and the exponentials between them",
  ignore: !isKnown,
  fn: async () => {
    const kernels = await joined([], 256);
    // 32 columns of a head; 64 keys; and for the gradients 64 queries: of 2 rows, 4 pairs of vectors each.
    const products = { attention: 32 + 64, attention_gradient: 32 + 64 + 64 };
    for (const [name, terms] of Object.entries(products)) {
      const operations = kernels.get(name)!;
      // More than the products: exponentials are multiply-adds too.
      assert(operations.get("Simd128Ternary")! > terms * 2 * 4, JSON.stringify([...operations]));
      assert(operations.get("Simd128Shift")! >= 8, JSON.stringify([...operations]));
    }
  },
});

Deno.test({
  name:
    "V8 joins nothing of narrow kernels while it checks each access, and most of them where it need not",
  ignore: !isKnown,
  fn: async () => {
    const names = ["matmul", "tanh", "softmax", "layer_norm", "adam"];
    const checked = await joined([], 128);
    assertEquals(names.map((name) => sum(checked.get(name)!.values())), names.map(() => 0));
    // As where a runtime lets the processor's own protection tell what is out of range.
    const free = await joined(["--no-wasm-bounds-checks"], 128);
    for (const name of names.slice(1)) {
      assert(sum(free.get(name)!.values()) >= 10, `${name}: ${[...free.get(name)!]}`);
    }
  },
});
