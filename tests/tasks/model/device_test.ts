import { assertEquals, assertMatch } from "@std/assert";
import { deviceText } from "../../../tasks/model/device.ts";
import { play, processors, webgpu } from "../../engine/device.ts";
import { cli, csv, inFolder, someRows, tiny } from "../support.ts";

Deno.test("deviceText() says what runs the kernels, and why where nobody asked for it", () => {
  const text = (traits: Parameters<typeof play>[0], wanted: Parameters<typeof deviceText>[1]) =>
    deviceText(play(traits, processors), wanted);
  const cpu = { name: "processors", kind: "cpu", threads: 2, vectorBits: 128 } as const;
  assertEquals(
    text(cpu, "auto"),
    "processors, 128-bit vectors, 2 threads (no GPU answered)",
  );
  assertEquals(
    text({ ...cpu, threads: 1, vectorBits: 256 }, "cpu"),
    "processors, 256-bit vectors, 1 thread",
  );
  assertEquals(text({ name: "A card", kind: "gpu" }, "auto"), "A card");
  assertEquals(text({ name: "lavapipe", kind: "software" }, "software"), "lavapipe (software)");
});

/** What a short training on a device leaves in an empty cache folder, and the line that names the device. */
async function trained(device: string): Promise<{ cached: string[]; line: string }> {
  let result = { cached: [] as string[], line: "" };
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(someRows(60)));
    const args = [
      "--dataset",
      `${folder}/rows.csv`,
      "--model",
      "linearal",
      "--epoch",
      "1",
      ...tiny,
    ];
    const { code, stdout, stderr } = await cli(
      ["train", ...args, "--run-dir", `${folder}/run`, ...device.split(" ")],
      { env: { XDG_CACHE_HOME: `${folder}/cache` } },
    );
    assertEquals(code, 0, stderr);
    const cache = `${folder}/cache/associated-learning`;
    const cached = await Deno.stat(cache).then(() => [...Deno.readDirSync(cache)], () => []);
    const line = stdout.match(/^device {2}.*$/m)?.[0] ?? "";
    result = { cached: cached.map(({ name }) => name), line };
  });
  return result;
}

Deno.test("openDevice() keeps for the next start whether wide vectors pay, on processors", async () => {
  const { cached, line } = await trained("--device cpu --threads 2");
  assertEquals(cached, ["kernels.json"]);
  assertMatch(line, /^device {2}processors with .*SIMD, (128|256)-bit vectors, 2 threads$/);
});

Deno.test({
  name: "openDevice() keeps what a trial of kernels chose for the next start, on software WebGPU",
  ignore: webgpu?.traits.kind !== "software",
  fn: async () => {
    const { cached, line } = await trained("--device software");
    assertEquals(cached, ["kernels.json"]);
    assertMatch(line, /^device {2}.* \(software\)$/);
  },
});
