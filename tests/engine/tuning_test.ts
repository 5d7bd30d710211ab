import { assert, assertEquals } from "@std/assert";
import { tune } from "../../engine/tuning.ts";
import { onDevices, openAnother } from "./device.ts";

onDevices("tune() notes a choice, and keeps one that is there", async () => {
  const device = await openAnother();
  try {
    const live = device.memory().live;
    await tune(device);
    const choice = device.choices.get("matmul");
    assert(choice === "row" || choice === "square" || choice === "shared", `${choice}`);
    assertEquals(device.memory().live, live);
    device.choices.set("matmul", "shared");
    const before = device.counters.dispatches;
    await tune(device);
    assertEquals(device.counters.dispatches, before);
    assertEquals(device.choices.get("matmul"), "shared");
  } finally {
    device.destroy();
  }
});

onDevices("tune() replaces a choice that does not exist", async () => {
  const device = await openAnother({ choices: { matmul: "of another version" } });
  try {
    await tune(device);
    assert(device.choices.get("matmul") !== "of another version");
  } finally {
    device.destroy();
  }
});
