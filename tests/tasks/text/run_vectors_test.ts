import { assertEquals, assertRejects } from "@std/assert";
import { DataError, Vocabulary } from "../../../datasets/mod.ts";
import { vectorsOfRun } from "../../../tasks/text/run_vectors.ts";
import { inFolder } from "../support.ts";

Deno.test("vectorsOfRun() asks for a run of a text model where a run has no words", () =>
  inFolder(async (folder) => {
    const about = { format: "associated-learning-run", version: 1, program: "a", created: "b" };
    const config = { ...about, options: { model: "cnn_al" } };
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(config));
    await Deno.writeTextFile(`${folder}/best.safetensors`, "");
    const vocabulary = Vocabulary.build(["cats purr"]);
    const error = await assertRejects(
      () => vectorsOfRun(folder, vocabulary, { seed: 1, missing: "zero" }),
      DataError,
    );
    assertEquals(
      error.message,
      `Cannot read word vectors of ${folder}: it has no vocabulary.json, give a run of a text model`,
    );
  }));
