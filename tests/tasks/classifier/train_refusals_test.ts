/** Data and options that `trainClassifier()` refuses, with what it says of them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError, type LabelledTexts, ShapeError } from "../../../mod.ts";
import { few, train } from "./support.ts";

const { texts, labels } = few;

/** Data that are refused, with what is said of them. */
const data: readonly (readonly [name: string, data: object, options: object, message: string])[] = [
  [
    "no texts",
    { texts: [], labels: [] },
    {},
    "Cannot use 0 texts with 0 labels: give one text or more, and a label for each",
  ],
  [
    "too few labels",
    { texts, labels: ["cats"] },
    {},
    "Cannot use 60 texts with 1 labels: give one text or more, and a label for each",
  ],
  [
    "a label that is no number",
    { texts: ["a", "b"], labels: [0, NaN] },
    {},
    "Cannot use example 1: its label is NaN, give a name or a whole number",
  ],
  [
    "half a label",
    { texts: ["a", "b"], labels: [0.5, 1] },
    {},
    "Cannot use example 0: its label is 0.5, give a name or a whole number",
  ],
  [
    "a label that is missing",
    { texts: ["a", "b"], labels: ["x", undefined] },
    {},
    "Cannot use example 1: its label is undefined, give a name or a whole number",
  ],
  [
    "a number beyond the classes",
    { texts: ["a", "b"], labels: [0, 2] },
    { classes: ["x", "y"] },
    "Cannot use example 1: its label is 2 and there are 2 classes, give a number from 0 to 1 or a name",
  ],
  [
    "a number below the classes",
    { texts: ["a"], labels: [-1] },
    { classes: ["x", "y"] },
    "Cannot use example 0: its label is -1 and there are 2 classes, give a number from 0 to 1 or a name",
  ],
  [
    "a name that is no class",
    { texts, labels },
    { classes: ["cats", "dogs"] },
    `Cannot use example 2: its label "birds" is none of the classes cats, dogs, give one of them`,
  ],
  [
    "a number that is no class of numbers",
    { texts: ["a"], labels: [7] },
    { classes: ["1", "2"] },
    "Cannot use example 0: its label 7 is none of the classes 1, 2, give one of them",
  ],
  [
    "no classes",
    { texts, labels },
    { classes: [] },
    "Cannot use the classes []: give a list of one name or more, each once",
  ],
  [
    "a class twice",
    { texts, labels },
    { classes: ["a", "a"] },
    `Cannot use the classes ["a","a"]: give a list of one name or more, each once`,
  ],
  [
    "a text that is none",
    { texts: ["a", 3], labels: ["x", "y"] },
    {},
    "Cannot use example 1: its text is 3, give a string",
  ],
  [
    "texts without a word",
    { texts: ["...", ""], labels: ["x", "y"] },
    {},
    "Cannot build a vocabulary: the training texts hold no word, check the text column",
  ],
  [
    "a share of all texts",
    few,
    { validation: 1 },
    "Cannot hold out a share of 1 for validation: give a number from 0 up to, not including, 1, or texts",
  ],
  [
    "validation texts of another class",
    few,
    { validation: { texts: ["a"], labels: ["fish"] } },
    `Cannot use example 0: its label "fish" is none of the classes birds, cats, dogs, give one of them`,
  ],
];

for (const [name, given, options, message] of data) {
  Deno.test(`trainClassifier() refuses ${name}`, async () => {
    const error = await assertRejects(() => train(options, given as LabelledTexts), DataError);
    assertEquals(error.message, message);
  });
}

const wrong = "Cannot train a classifier: ";

/** Options that are refused, with what is said of them. */
const options: readonly (readonly [options: object, message: string])[] = [
  [
    { model: "lstm" },
    `Cannot build the model "lstm": there is none of this name, did you mean lstmal?`,
  ],
  [{ mode: "backprop" }, `${wrong}mode is "backprop", give one of al, bp`],
  [
    { criterion: "softmax" },
    `${wrong}criterion is "softmax", give one of max-softmax, entropy, margin, sigmoid`,
  ],
  [{ epochs: 0 }, `${wrong}epochs is 0, give a whole number of 1 or more`],
  [{ epochs: -2 }, `${wrong}epochs is -2, give a whole number of 1 or more`],
  [{ epochs: 1.5 }, `${wrong}epochs is 1.5, give a whole number of 1 or more`],
  [{ epochs: NaN }, `${wrong}epochs is NaN, give a whole number of 1 or more`],
  [{ epochs: "3" }, `${wrong}epochs is "3", give a whole number of 1 or more`],
  [{ batch: 0 }, `${wrong}batch is 0, give a whole number of 1 or more`],
  [{ blocks: 0 }, `${wrong}blocks is 0, give a whole number of 1 or more`],
  [{ maxLen: 0.5 }, `${wrong}maxLen is 0.5, give a whole number of 1 or more`],
  [{ vocabularySize: 2 }, `${wrong}vocabularySize is 2, give a whole number of 3 or more`],
  [{ seed: -1 }, `${wrong}seed is -1, give a whole number of 0 or more`],
  [{ onStep: 1 }, `${wrong}onStep is 1, give a function`],
  [{ device: null }, `${wrong}device is null, give an object`],
  [{ epoch: 3 }, `${wrong}there is no option epoch, did you mean epochs?`],
  [{ learnig: {} }, `${wrong}there is no option learnig, did you mean learning?`],
  [
    { learning: { rat: 1 } },
    `${wrong}there is no option learning.rat, did you mean learning.rate?`,
  ],
  [
    { learning: { optimizer: "adma" } },
    `${wrong}learning.optimizer is "adma", give one of adam, sgd`,
  ],
  [{ learning: { rate: NaN } }, `${wrong}learning.rate is NaN, give a number of 0 or more`],
  [
    { learning: { dropout: 1 } },
    `${wrong}learning.dropout is 1, give a number from 0 up to, not including, 1`,
  ],
  [{ labels: { bias: 1 } }, `${wrong}labels.bias is 1, give true or false`],
  [
    { words: { vectors: 1 } },
    `${wrong}there is no option words.vectors, give width, deviation, unknown, update, pool`,
  ],
  [
    { above: { hidden: 8 } },
    `${wrong}there is no option above.hidden, give width, activation, merge`,
  ],
  [
    { above: { activation: "rleu" } },
    /^Cannot train a classifier: above.activation is "rleu", give one of .*relu/.source,
  ],
  [
    { course: { kind: "cosin" } },
    `Cannot train: course.kind is "cosin", give one of constant, cosine, milestones, step, plateau`,
  ],
  [
    { course: { kind: "step", factor: 0.5 } },
    `Cannot train: course.every is undefined, give a whole number of 1 or more`,
  ],
];

for (const [given, message] of options) {
  Deno.test(`trainClassifier() refuses ${Deno.inspect(given, { compact: true })}`, async () => {
    const error = await assertRejects(() => train(given), ShapeError);
    if (message.startsWith("^")) assert(new RegExp(message).test(error.message), error.message);
    else assertEquals(error.message, message);
  });
}
