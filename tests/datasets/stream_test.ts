import { assertEquals, assertRejects } from "@std/assert";
import { peek } from "../../datasets/stream.ts";

/** Counts from 0 to 4, and notes how it ended. */
function counting() {
  const state = { ended: 0, read: 0 };
  async function* count() {
    try {
      for (; state.read < 5; state.read++) yield await Promise.resolve(state.read);
    } finally {
      state.ended++;
    }
  }
  return { state, items: count() };
}

Deno.test("peek() gives the first items, and all of them again with the rest", async () => {
  for (const [most, want] of [[1, [0]], [3, [0, 1, 2]], [9, [0, 1, 2, 3, 4]]] as const) {
    const { items, state } = counting();
    const { head, whole } = await peek(items, (_, count) => count === most);
    assertEquals(head, want);
    assertEquals(await Array.fromAsync(whole), [0, 1, 2, 3, 4]);
    assertEquals(state.ended, 1);
  }
  const { head } = await peek(counting().items, (item) => item === 2);
  assertEquals(head, [0, 1, 2]);
});

Deno.test("peek() gives nothing of a source that is empty", async () => {
  async function* none(): AsyncGenerator<number> {}
  const { head, whole } = await peek(none(), () => true);
  assertEquals([head, await Array.fromAsync(whole)], [[], []]);
});

Deno.test("peek() ends its source where the reader ends early, in the head or behind it", async () => {
  for (const last of [0, 1, 3]) {
    const { items, state } = counting();
    const { whole } = await peek(items, (_, count) => count === 2);
    for await (const item of whole) if (item === last) break;
    assertEquals(state, { ended: 1, read: Math.max(1, last) });
  }
});

Deno.test("peek() ends its source where the question throws", async () => {
  const { items, state } = counting();
  const throwing = () => {
    throw new RangeError("no");
  };
  await assertRejects(() => peek(items, throwing), RangeError, "no");
  assertEquals(state, { ended: 1, read: 0 });
});
