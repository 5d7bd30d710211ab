/** Which cases and peers are measured, and which names are refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { chosenCases, EXTRAS, isChosen, namedPeers } from "../../../tasks/bench/choice.ts";
import { cases, peers } from "../../../tasks/bench/peers/mod.ts";
import { pipelineCases } from "../../../tasks/bench/pipeline.ts";
import { OptionError } from "../../../tasks/options/value.ts";

Deno.test("chosenCases() gives the cases in the order of their names, each once", () => {
  const { cases: chosen, extras } = chosenCases(["softmax", "package", "add-8m", "softmax"]);
  assertEquals(chosen.map(({ name }) => name), ["softmax", "add-8m"]);
  assertEquals(extras, ["package"]);
  const every = { cases, extras: EXTRAS, pipelines: pipelineCases };
  assertEquals(chosenCases(["all"]), { ...every, long: true });
  assertEquals(chosenCases(undefined), { ...every, long: false });
});

Deno.test("chosenCases() picks pipelines by the beginnings of their names", () => {
  const names = ["pipeline-lstmal-4-64", "pipeline-lstmal-4-64-16", "pipeline-linearal-8-300-256"];
  const { cases: chosen, extras, pipelines } = chosenCases(names);
  assertEquals([chosen, extras], [[], ["pipeline"]]);
  assertEquals(
    pipelines.map(({ model, blocks, width, batch }) => [model, blocks, width, batch]),
    [["lstmal", 4, 64, 16], ["lstmal", 4, 64, 64], ["lstmal", 4, 64, 256], [
      "linearal",
      ...[8, 300, 256],
    ]],
  );
  assertEquals(chosenCases(["pipeline"]).pipelines, pipelineCases);
  assertEquals(chosenCases(["package"]).pipelines, []);
  for (
    const [name, meant] of [
      ["pipeline-lstmal-4-64-15", "pipeline-lstmal-4-64-16"],
      ["pipelines", "pipeline"],
    ]
  ) {
    assertThrows(() => chosenCases([name]), OptionError, `did you mean ${meant}?`);
  }
});

Deno.test("chosenCases() refuses an unknown name with the nearest one", () => {
  assertThrows(() => chosenCases(["matmul-521"]), OptionError, "did you mean matmul-512?");
  assertThrows(() => chosenCases(["dispatches"]), OptionError, "did you mean dispatch?");
  const error = assertThrows(() => chosenCases(["zzz"]), OptionError);
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

Deno.test("isChosen() leaves long cases out on software adapters only, unless they are named", () => {
  const usual = chosenCases(undefined);
  for (const kind of ["gpu", "cpu"] as const) {
    assert(cases.every((one) => isChosen(usual, kind, one)), kind);
  }
  const short = cases.filter((one) => isChosen(usual, "software", one));
  assert(short.every(({ name }) => name !== "al-lstm") && short.length < cases.length);
  // Each kind is still measured, but for steps of the nets that are largest in any case.
  const left = new Set(cases.map(({ kind }) => kind)).difference(
    new Set(short.map(({ kind }) => kind)),
  );
  assertEquals([...left].toSorted(), ["al-resnet", "al-vgg", "bp-resnet", "bp-vgg"]);
  const named = chosenCases(["al-lstm"]);
  assert(isChosen(named, "software", named.cases[0]));
});
