/** Which cases and peers are measured, and which names are refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { namedCases, namedPeers, usualCases } from "../../../tasks/bench/choice.ts";
import { cases, peers } from "../../../tasks/bench/peers/mod.ts";
import { OptionError } from "../../../tasks/options.ts";

Deno.test("namedCases() gives the cases in the order of their names, each once", () => {
  const chosen = namedCases(["softmax", "add-8m", "softmax"])!;
  assertEquals(chosen.map(({ name }) => name), ["softmax", "add-8m"]);
  assertEquals(namedCases(["all"]), cases);
  assertEquals(namedCases(undefined), undefined);
});

Deno.test("namedCases() refuses an unknown name with the nearest one", () => {
  assertThrows(() => namedCases(["matmul-521"]), OptionError, "did you mean matmul-512?");
  const error = assertThrows(() => namedCases(["zzz"]), OptionError);
  for (const { name } of cases) assert(error.message.includes(name), name);
  assert(error.message.startsWith('Cannot read --cases "zzz": there is no such case, give '));
});

Deno.test("namedPeers() knows all and none, and refuses an unknown name with the nearest one", () => {
  assertEquals(namedPeers(["all"]), peers);
  assertEquals(namedPeers(["none"]), []);
  assertEquals(namedPeers(["torch", "tfjs", "torch"]), ["torch", "tfjs"]);
  assertThrows(() => namedPeers(["troch"]), OptionError, "did you mean torch?");
  assertThrows(() => namedPeers(["none", "torch"]), OptionError, "--peers");
});

Deno.test("usualCases() leaves long cases out on processors only, and says so", () => {
  assertEquals(usualCases(false), { chosen: cases, leftOut: [] });
  const { chosen, leftOut } = usualCases(true);
  assertEquals(chosen.length + leftOut.length, cases.length);
  assert(leftOut.some((line) => line.case === "al-lstm"));
  // Each kind is still measured.
  assertEquals(new Set(chosen.map(({ kind }) => kind)), new Set(cases.map(({ kind }) => kind)));
});
