/** The authors' command line of equilibrium propagation for sequences. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseOptions } from "../../../tasks/options/options.ts";
import { OptionError } from "../../../tasks/options/value.ts";

/** The command line of their README for SNLI, after the script's name. */
const SNLI = "--dataset SNLI --fc_layers 400 3 --seqLen 25 --lrs 0.0005 0.0005 0.0005 0.0005 " +
  "0.0002 0.0002 --lr-decay --epochs 50 --act my_hard_sig --execute train --T 60 --K 30 " +
  "--batch_size 200 --alg EP --thirdphase --betas 0.0 0.5 --save --device 0";

/** The command line for IMDB. */
const IMDB = "--dataset IMDB --fc_layers 1000 40 2 --seqLen 600 --lrs 0.0001 0.00005 0.00005 " +
  "0.00005 --lr-decay --epochs 50 --act my_hard_sig --execute train --T 50 --K 25 " +
  "--batch_size 100 --alg EP --thirdphase --betas 0.0 0.1 --save --device 0";

function train(line: string) {
  const parsed = parseOptions(["ep", ...line.split(" ")]);
  assert(parsed.command === "train");
  return parsed;
}

function refuses(line: string, message: string): void {
  const error = assertThrows(() => parseOptions(["ep", ...line.split(" ")]), OptionError);
  assertEquals(error.message, message);
}

Deno.test("ep trains by the authors' own command line for SNLI, lists with spaces included", () => {
  const { options, notes } = train(SNLI);
  const { dataset, model, mode, hidden, maxLen, rates, schedule, epoch, unitActivation } = options;
  assertEquals([dataset, model, mode, hidden, maxLen, schedule, epoch, unitActivation], [
    ...["snli", "ep_pair", "ep", ["400"], 25, "cosine", 50, "my_hard_sig"],
  ]);
  assertEquals(rates, ["0.0005", "0.0005", "0.0005", "0.0005", "0.0002", "0.0002"]);
  const { freeSteps, nudgedSteps, batchTrain, thirdPhase, beta, device, patternMask } = options;
  assertEquals([freeSteps, nudgedSteps, batchTrain, thirdPhase, beta, device, patternMask], [
    ...[60, 30, 200, true, 0.5, "auto", false],
  ]);
  assertEquals(notes.length, 1);
});

Deno.test("ep trains by it for IMDB, and through time", () => {
  const { options } = train(IMDB.replace("--alg EP", "--alg BPTT"));
  const { dataset, model, mode, hidden, maxLen, rates, beta } = options;
  assertEquals([dataset, model, mode, hidden, maxLen, rates?.length, beta], [
    ...["imdb", "ep_text", "bp", ["1000", "40"], 600, 4, 0.1],
  ]);
});

Deno.test("ep takes the authors' defaults where an option is not given, and ours by --preset", () => {
  const { options } = train("--dataset SNLI");
  const { batchTrain, freeSteps, nudgedSteps, epoch, beta, thirdPhase, schedule } = options;
  assertEquals([batchTrain, freeSteps, nudgedSteps, epoch, beta, thirdPhase, schedule], [
    ...[20, 20, 4, 1, 0.01, false, "constant"],
  ]);
  assertEquals(train("--dataset SNLI --preset fixed").options.batchTrain, 64);
  assertEquals(train("--dataset ./pairs.csv").options.model, "ep_pair");
  assertEquals(train("--dataset SNLI --device -1").options.device, "cpu");
});

Deno.test("--execute chooses the command, which leaves out what its run has", () => {
  const on = (execute: string) =>
    parseOptions([
      "ep",
      ...SNLI.replace("--execute train", `--execute ${execute} --load-path RUN`).split(" "),
    ]);
  const test = on("test");
  assert(test.command === "eval");
  assertEquals([test.options.runDir, test.options.device], ["RUN", "auto"]);
  const check = on("gducheck");
  assert(check.command === "gducheck");
  assertEquals([check.options.runDir, check.options.nudge], ["RUN", 0.5]);
  const resumed = on("train");
  assert(resumed.command === "train");
  assertEquals([resumed.options.resume, resumed.given.has("preset")], ["RUN", false]);
});

Deno.test("lists may have commas, and an equals sign before them", () => {
  for (const layers of ["--fc_layers=400,3", "--fc_layers 400, 3", "--fc_layers=400 3"]) {
    const { options } = train(SNLI.replace("--fc_layers 400 3", layers));
    assertEquals(options.hidden, ["400"]);
    refuses(
      SNLI.replace("--fc_layers 400 3", layers.replace("3", "4")),
      "Cannot read --fc_layers 400 4 of ep: the last is the output and the data set has 3 classes, " +
        "end the list with 3",
    );
  }
});

Deno.test("of other data the output has as many units as there are classes, and a note says so", () => {
  const { options, notes } = train("--dataset rows.csv --fc_layers 8 4 --preset fixed");
  assertEquals(options.hidden, ["8"]);
  assertEquals(notes, [
    "ep: --fc_layers 8 4: the output has a unit for each class of the data, be they 4 or not",
  ]);
});

Deno.test("what does not fit is refused by the name that the authors give it", () => {
  refuses(
    SNLI.replace("0.0002 0.0002", "0.0002"),
    "Cannot use --lrs 0.0005 0.0005 0.0005 0.0005 0.0002 with --fc_layers 400 3: it has 5 and the " +
      "model 6 synapses, 4 of words and 2 above, give one for each",
  );
  refuses(
    SNLI.replace("400 3", "400 4"),
    "Cannot read --fc_layers 400 4 of ep: the last is the output and the data set has 3 classes, end " +
      "the list with 3",
  );
  refuses(
    SNLI.replace("400 3", "3"),
    "Cannot read --fc_layers 3 of ep: it is the output alone, give the layers below it too",
  );
  refuses(
    SNLI.replace("0.0 0.5", "0.5"),
    "Cannot read --betas 0.5 of ep: it has 1, give two numbers, 0 and the strength of the nudge",
  );
  refuses(
    SNLI.replace("0.0 0.5", "0.1 0.5"),
    "Cannot read --betas 0.1 0.5 of ep: its first is 0.1 and the free phase is not nudged, give two " +
      "numbers, 0 and the strength of the nudge",
  );
  refuses(
    SNLI.replace("--K 30", "--K 61"),
    "Cannot use --K 61 with --T 60: a nudged phase is no longer than the free phase, give as many " +
      "free steps or more",
  );
  refuses(
    SNLI.replace("my_hard_sig", "my_hard_sigg"),
    'Cannot read --act "my_hard_sigg": there is no such choice, did you mean ' +
      "my_hard_sig? (my_hard_sig, hard_sigmoid, my_sigmoid, mysig, sigmoid or tanh)",
  );
  refuses(
    SNLI.replace("--execute train", "--execute tests"),
    'Cannot read --execute "tests" of ep: there is no such choice, give train, test or gducheck',
  );
  refuses( // T is the preset's
    "--dataset SNLI --K 21",
    "Cannot use --K 21 with --T 20: a nudged phase is no longer than the free phase, give as many free " +
      "steps or more",
  );
  refuses( // by our name
    "--dataset SNLI --nudged-steps 21",
    "Cannot use --nudged-steps 21 with --T 20: a nudged phase is no longer than the free phase, give " +
      "as many free steps or more",
  );
  refuses(
    SNLI.replace("400 3", "many 3"),
    'Cannot read "many" of --fc_layers "many": it is not a whole number, give one between 1 and 1000000',
  );
  refuses(
    "--alg SGD",
    'Cannot read --alg "SGD" of ep: there are two of that name, give EP or BPTT',
  );
  refuses("--seqLen --K 3", "Cannot read --seqLen of ep: it has no value, give one");
  refuses(
    "--check-thm",
    "Cannot read --check-thm of ep: the check is a command of its own, give --execute gducheck",
  );
});
