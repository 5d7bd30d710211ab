import { assertEquals, assertThrows } from "@std/assert";
import { readStudy, trainsOf } from "../../../tasks/options/study.ts";
import { parseOptions } from "../../../tasks/options/options.ts";

const read = (line: string) => readStudy(line.split(" "));
const trains = (line: string, seeds = 3) => {
  const { own } = read(line);
  const folds = own.has("folds") ? Number(own.get("folds")) : undefined;
  return trainsOf(read(line), Number(own.get("seeds") ?? seeds), folds).map((words) =>
    words.join(" ")
  );
};
const refused = (line: string) => assertThrows(() => read(line), Error).message;

Deno.test("readStudy() makes a run of each choice of values, the seeds behind each other", () => {
  assertEquals(trains("--mode al,bp --dataset a.csv --seeds 2 --lr=1e-3"), [
    "--dataset=a.csv --mode=al --lr=1e-3 --seed=1",
    "--dataset=a.csv --mode=al --lr=1e-3 --seed=2",
    "--dataset=a.csv --mode=bp --lr=1e-3 --seed=1",
    "--dataset=a.csv --mode=bp --lr=1e-3 --seed=2",
  ]);
  assertEquals(trains("--model linearal").length, 3);
  assertEquals(trains("--seed 4,7 --lr 1,1"), ["--lr=1 --seed=4", "--lr=1 --seed=7"]);
});

Deno.test("readStudy() leaves switches, lists and configuration files as they are", () => {
  const line = "--bucket --no-hand-over --side title,lead --config c.json --quiet false --seeds 1";
  assertEquals(trains(line), [
    "--bucket --no-hand-over --side title,lead --config c.json --seed=1",
  ]);
  assertEquals(read(line).own.get("quiet"), false);
});

Deno.test("readStudy() takes folders of runs alone", () => {
  const { runs, own } = read("runs/a runs/b --json");
  assertEquals([runs, own.get("json")], [["runs/a", "runs/b"], true]);
  assertEquals(trains("runs/a runs/b --json"), []);
  assertEquals(
    refused("runs/a --model lstmal"),
    'Cannot compare "runs/a" with runs that are to be trained: give folders of runs alone, or options ' +
      "of train alone",
  );
});

Deno.test("readStudy() makes a run for each part, of one seed where no number is given", () => {
  assertEquals(trains("--folds 2 --lr 1,2"), [
    "--lr=1 --seed=1 --fold=1/2",
    "--lr=1 --seed=1 --fold=2/2",
    "--lr=2 --seed=1 --fold=1/2",
    "--lr=2 --seed=1 --fold=2/2",
  ]);
  assertEquals(trains("--folds 10 --seeds 2").length, 20);
  assertEquals(trains("--seed 4,7 --folds 2").length, 4);
  assertEquals(
    refused("--folds 2 --fold 1/2"),
    "Cannot read --folds 2 with --fold: both name parts, give one of them",
  );
});

Deno.test("readStudy() refuses what contradicts itself", () => {
  assertEquals(
    refused("--seed 1,2 --seeds 3"),
    "Cannot read --seeds 3 with --seed 1,2: both name seeds, give one of them",
  );
  assertEquals(
    refused("--resume runs/a"),
    "Cannot compare with --resume: it goes on with what it finds, give the same command again",
  );
  assertEquals(
    refused("--lr 1 --lr 2"),
    "Cannot read --lr: it is given twice, give all values with commas between them",
  );
});

Deno.test("parseOptions() reads each run of compare as train would, and refuses it as train would", () => {
  const parsed = parseOptions("compare --model linearal,lstmal --seeds 1 --epoch 2".split(" "));
  if (parsed.command !== "compare") throw new Error(parsed.command);
  assertEquals(parsed.trains.map(({ options: { model, epoch, seed } }) => [model, epoch, seed]), [
    ["linearal", 2, 1],
    ["lstmal", 2, 1],
  ]);
  const message = (line: string) =>
    assertThrows(() => parseOptions(["compare", ...line.split(" ")]), Error).message;
  assertEquals(
    message("--lr 1e-3,quick"),
    'Cannot read --lr "quick": it is not a number, give one between 1e-8 and 10',
  );
  assertEquals(
    message("--lr --mode al"),
    "Cannot read --lr: it has no value, give one between 1e-8 and 10",
  );
  assertEquals(
    message("--mode al --side"),
    "Cannot read --side: it has no value, give one (COLUMNS)",
  );
  assertEquals(
    message("--modle lstmal"),
    "Cannot read option --modle: there is no such option, did you mean --model?",
  );
  for (const [typed, meant] of [["sedes", "seeds"], ["josn", "json"], ["flods", "folds"]]) {
    assertEquals(
      message(`--mode al --${typed} 2`),
      `Cannot read option --${typed}: there is no such option, did you mean --${meant}?`,
    );
  }
});
