import { assert, assertEquals, assertMatch } from "@std/assert";
import { writeSafetensors } from "../../tasks/run/safetensors.ts";
import { csv, inFolder, printed, refusal, someRows, tiny } from "./support.ts";

const rows = someRows(60);
const quick = ["--model", "linearal", "--epoch", "1", "--quiet", ...tiny];

Deno.test("eval refuses what is no run, a run of another version, and one without its files", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    const args = ["eval", "--run-dir", run];
    const says = async () => (await refusal(...args)).replace(`Cannot open run ${run}: `, "");
    assertEquals(await says(), "there is no such folder, give a run folder");
    await Deno.mkdir(run);
    assertEquals(await says(), "it has no config.json and is no run folder, give another");
    assertEquals(
      await refusal("eval", "--save-dir", `${folder}/runs`),
      `Cannot find a run in ${folder}/runs: it holds none, train one with ./al train or give one with --run-dir`,
    );
    await Deno.remove(run);
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    await printed("train", "--dataset", `${folder}/rows.csv`, "--run-dir", run, ...quick);
    const config = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    const write = (value: object) =>
      Deno.writeTextFile(`${run}/config.json`, JSON.stringify(value));
    await write({ ...config, version: 2 });
    assertMatch(
      await says(),
      /^its version is 2 and this program knows 1, use the program that made it/,
    );
    await write({ ...config, options: { ...config.options, "num-layer": 99999 } });
    assertMatch(
      await refusal(...args),
      /^Cannot read "num-layer": 99999 in .*: it is too large, give one between 1 and 256$/,
    );
    await write({ ...config, options: { ...config.options, "num-layer": 4 } });
    assertMatch(
      await refusal(...args),
      /best\.safetensors: it has no "block 4\/.*" and the model wants F32\[.*\], give a checkpoint of the same model$/,
    );
    await write({ ...config, options: { ...config.options, model: "lstmal" } });
    assertMatch(
      await refusal(...args),
      /best\.safetensors: it has .* and the model wants F32\[.*\]/,
    );
    await write(config);
    await Deno.writeTextFile(`${run}/vocabulary.json`, '{"words": 3}');
    assertMatch(
      await refusal(...args),
      /^Cannot read .*vocabulary\.json: .*, take another copy or train again$/,
    );
    await Deno.remove(`${run}/vocabulary.json`);
    assertMatch(await says(), /^it has no vocabulary\.json, copy it from/);
  }));

Deno.test("eval refuses checkpoints that lie, are cut off, hold NaN or are of another model or program", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    const best = `${run}/best.safetensors`;
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    await printed("train", "--dataset", `${folder}/rows.csv`, "--run-dir", run, ...quick);
    const whole = await Deno.readFile(best);
    const says = async (bytes: Uint8Array) => {
      await Deno.writeFile(best, bytes);
      return (await refusal("eval", "--run-dir", run)).replaceAll(`${run}/`, "");
    };
    const length = Number(new DataView(whole.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(whole.subarray(8, 8 + length));
    const lying = (from: string, to: string) => {
      assert(header.includes(from), header);
      const text = new TextEncoder().encode(
        header.replace(from, to).padEnd(length).slice(0, length),
      );
      const bytes = whole.slice();
      bytes.set(text, 8);
      return bytes;
    };
    assertMatch(
      await says(whole.slice(0, -8)),
      /^Cannot read best\.safetensors: tensor ".*" ends at byte \d+ and the file at \d+, /,
    );
    assertMatch(
      await says(whole.slice(0, 5)),
      /^Cannot read best\.safetensors: it has 5 bytes and the format begins with 8, /,
    );
    assertMatch(await says(new Uint8Array(0)), /: it has 0 bytes and the format begins with 8, /);
    const huge = whole.slice();
    new DataView(huge.buffer).setBigUint64(0, 1n << 60n, true);
    assertMatch(
      await says(huge),
      /: byte 0 announces a header of \d+ bytes, more than 100000000, /,
    );
    assertMatch(
      await says(lying('"shape":[4,3]', '"shape":[9,9]')),
      /: tensor ".*" says F32\[9, 9\], which takes 324 bytes, of 48, /,
    );
    assertMatch(
      await says(lying('"dtype":"F32"', '"dtype":"F99"')),
      /: tensor ".*" has the unknown dtype "F99", /,
    );
    assertMatch(
      await says(lying("associated-learning-checkpoint 1", "associated-learning-checkpoint 2")),
      /: its format is "associated-learning-checkpoint 2" and not /,
    );
    const spoilt = whole.slice();
    new DataView(spoilt.buffer).setFloat32(spoilt.length - 4, NaN, true);
    assertMatch(
      await says(spoilt),
      /^Cannot load tensor ".*" \[.*\] of best\.safetensors: element \d+ is NaN, the weights are spoilt, take another checkpoint or train again/,
    );
    await writeSafetensors(best, [{
      name: "w",
      dtype: "F64",
      shape: [1],
      data: new Float64Array(1),
    }]);
    assertMatch(
      await refusal("eval", "--run-dir", run),
      /best\.safetensors: its format is "unknown" and not /,
    );
    await Deno.remove(best);
    await Deno.mkdir(best);
    assertMatch(await refusal("eval", "--run-dir", run), /it has no best\.safetensors/);
  }));
