import { assertEquals, assertThrows } from "@std/assert";
import { Faults } from "../../../engine/device/faults.ts";
import { KernelError } from "../../../engine/mod.ts";

Deno.test("tell() throws the first fault each time, and nothing where there is none", () => {
  const faults = new Faults();
  faults.note(null);
  faults.tell();
  assertEquals(faults.any, false);
  faults.blame("first");
  faults.note(new KernelError("second"));
  assertEquals(faults.any, true);
  for (let i = 0; i < 2; i++) assertThrows(() => faults.tell(), KernelError, "first");
});

Deno.test("known() waits for all verdicts and keeps the first in their order", async () => {
  const faults = new Faults();
  let speak: (fault: KernelError | null) => void = () => {};
  faults.expect(new Promise((resolve) => speak = resolve));
  faults.expect(Promise.resolve(new KernelError("second")));
  faults.expect(Promise.resolve(null));
  const known = faults.known();
  assertEquals(faults.any, false);
  speak(new KernelError("first"));
  await known;
  assertThrows(() => faults.tell(), KernelError, "first");
});
