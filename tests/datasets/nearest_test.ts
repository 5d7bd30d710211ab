import { assertEquals } from "@std/assert";
import { editDistance, nearest } from "../../datasets/nearest.ts";

Deno.test("editDistance() counts insertions, deletions, replacements and swaps", () => {
  assertEquals(editDistance("", "abc"), 3);
  assertEquals(editDistance("epohc", "epoch"), 1);
  assertEquals(editDistance("kitten", "sitting"), 3);
  assertEquals(editDistance("ca", "abc"), 3);
  assertEquals(editDistance("same", "same"), 0);
});

Deno.test("nearest() takes the nearest name, a beginning, and nothing when all are far", () => {
  const names = ["epoch", "lr", "batch-train", "batch-test"];
  assertEquals(nearest("epohc", names), "epoch");
  assertEquals(nearest("BATCH_TEST", names), "batch-test");
  assertEquals(nearest("batch", names), "batch-train");
  assertEquals(nearest("l", names), "lr");
  assertEquals(nearest("quantum", names), undefined);
  assertEquals(nearest("", names), undefined);
});
