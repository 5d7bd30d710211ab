import { assertEquals } from "@std/assert";
import { countIgnored, countTests, failedTests } from "../../tasks/ok.ts";

Deno.test("countTests() reads the sum when all tests passed", () => {
  const output =
    "a ... ok (1ms)\n\n\x1b[0m\x1b[32mok\x1b[0m | 12 passed (3 steps) | 0 failed | 1 ignored (2s)\n";
  assertEquals(countTests(output, true), { passed: 12, failed: 0 });
});

Deno.test("countTests() reads the sum when tests failed", () => {
  const output = "FAILED | 12 passed | 3 failed (2s)\n\nerror: Test failed\n";
  assertEquals(countTests(output, false), { passed: 12, failed: 3 });
});

Deno.test("countTests() counts one failure when a run fails without a failed test", () => {
  assertEquals(countTests("ok | 2 passed | 0 failed (1s)\n", false), { passed: 2, failed: 1 });
  assertEquals(countTests("", false), { passed: 0, failed: 1 });
});

Deno.test("countTests() takes the last sum when a test prints another", () => {
  const output = "ok | 1 passed | 0 failed (1s)\nok | 5 passed | 0 failed (1s)\n";
  assertEquals(countTests(output, true), { passed: 5, failed: 0 });
});

Deno.test("failedTests() names the failed tests of a run, steps and files too, and no printed list", async () => {
  const folder = await Deno.makeTempDir();
  const tests = [
    'Deno.test("sum => 2", () => { throw new Error("a"); });',
    'Deno.test("whole", (t) => t.step("a part", () => { throw new Error("b"); }));',
    'Deno.test("prints", () => console.log("\\n FAILURES \\n\\nanother => ./test.ts\\n"));',
  ];
  try {
    await Deno.writeTextFile(`${folder}/a_test.ts`, tests.join("\n"));
    await Deno.writeTextFile(`${folder}/b_test.ts`, 'throw new Error("c");');
    const args = ["test", "-A", "--no-config", "--no-check", folder];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: folder }).output();
    assertEquals(failedTests(new TextDecoder().decode(stdout)), [
      "sum => 2 => ./a_test.ts:1:6",
      "whole ... a part => ./a_test.ts:2:29",
      "./b_test.ts (uncaught error)",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("failedTests() is empty when all passed, whatever a test prints", () => {
  assertEquals(failedTests("a ... ok (1ms)\n\nok | 1 passed | 0 failed (1s)\n"), []);
  assertEquals(failedTests("\n FAILURES \n\na => ./b.ts\n\nok | 1 passed | 0 failed (1s)\n"), []);
});

Deno.test("countIgnored() counts the tests that want a WebGPU adapter, in colours too", () => {
  const output =
    "a, on WebGPU ... \x1b[0m\x1b[33mignored\x1b[0m (0ms)\nb, on WebGPU ... ok (1ms)\n" +
    "c ... ignored (0ms)\nd, on software WebGPU ... ignored (0ms)\n";
  assertEquals(countIgnored(output), 2);
});

Deno.test("an example fails where it asserts what does not hold", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const preload = new URL("../assert_throws.ts", import.meta.url).pathname;
  const examples = async (condition: string) => {
    const example = `console.assert(${condition}, "so it is");`;
    await Deno.writeTextFile(file, `/**\n * \`\`\`ts\n * ${example}\n * \`\`\`\n */\nexport {};\n`);
    const args = ["test", "-A", "-q", "--doc", "--preload", preload, "--no-config", file];
    const { success, stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    return {
      success,
      said: new TextDecoder().decode(stdout).includes("Assertion failed: so it is"),
    };
  };
  try {
    assertEquals(await examples("[].length === 0"), { success: true, said: false });
    assertEquals(await examples("[].length === 1"), { success: false, said: true });
  } finally {
    await Deno.remove(file);
  }
});
