/** The command `bench`, as a user starts it. */
import { assert, assertEquals } from "@std/assert";

const main = new URL("../../mod.ts", import.meta.url).pathname;

async function bench(line: string): Promise<{ code: number; out: string; error: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", main, "bench", ...line.split(" ")],
    env: { DEBUG: "" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
}

Deno.test("bench --json prints one object a line and nothing else", async () => {
  const { code, out, error } = await bench(
    "--json --cases matmul-64x300x1200 --peers none --repeats 2 --device cpu --threads 2",
  );
  assertEquals([code, error], [0, ""]);
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ kind }) => kind), [
    "environment",
    "device",
    "ceiling",
    "ceiling",
    "case",
  ]);
  const [environment, device, , , measured] = lines;
  assertEquals(environment.deno, Deno.version.deno);
  assertEquals([device.name, device.threads], ["cpu-2", 2]);
  assertEquals([measured.device, measured.adapter], [device.name, device.adapter]);
  assertEquals(measured.runs.length, 2);
  assert(measured.rate > 0 && measured.share > 0);
});

Deno.test("bench refuses unknown cases and peers in one line before it measures", async () => {
  const unknownCase = await bench("--cases matmul-64x300x120");
  assert(unknownCase.code !== 0);
  assert(unknownCase.error.includes("did you mean matmul-64x300x1200?"), unknownCase.error);
  assertEquals(unknownCase.error.trimEnd().split("\n").length, 1);
  const unknownPeer = await bench("--peers torhc");
  assert(unknownPeer.code !== 0);
  assert(unknownPeer.error.includes("did you mean torch?"), unknownPeer.error);
});
