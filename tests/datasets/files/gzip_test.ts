import { assert, assertEquals, assertMatch } from "@std/assert";
import { gzipSync } from "fflate";
import { gather } from "../../../datasets/bytes.ts";
import { gunzip } from "../../../datasets/files/gzip.ts";
import { DataError } from "../../../datasets/mod.ts";
import { drain, inChunks, refusal, utf8 } from "../support.ts";

const CONTENT = utf8(Array.from({ length: 5000 }, (_, i) => `line ${i * 7919 % 1013}`).join("\n"));
const PACKED = gzipSync(CONTENT);

function unpack(bytes: Uint8Array): () => Promise<void> {
  return () => drain(gunzip(inChunks(bytes, 1000), "a.gz"));
}

Deno.test("gunzip() gives back what was packed", async () => {
  for (const length of [7, 1000, 1_000_000]) {
    assertEquals(await gather(gunzip(inChunks(PACKED, length), "a.gz")), CONTENT);
  }
});

Deno.test("gunzip() reads all members of a file, and zeros behind them", async () => {
  const parts = [PACKED, gzipSync(utf8("second ")), gzipSync(utf8("third")), new Uint8Array(700)];
  const file = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const whole = new Uint8Array([...CONTENT, ...utf8("second third")]);
  // A member may end where a chunk does.
  for (const length of [PACKED.length, 97, 1_000_000]) {
    assertEquals(await gather(gunzip(inChunks(file, length), "a.gz")), whole, `${length}`);
  }
  const cut = file.subarray(0, PACKED.length + 9);
  assertMatch(await refusal("", unpack(cut)), /damaged or cut off/);
});

Deno.test("gunzip() leaves no rejection behind where its reader stops before a damaged end", async () => {
  const rejected: unknown[] = [];
  const hear = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    rejected.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", hear);
  const bad = PACKED.slice();
  bad[bad.length - 5] ^= 1;
  for (const length of [100, 1000, PACKED.length - 8]) {
    // Whichever comes first, the reader's fault or that of the end.
    await refusal("", async () => {
      for await (const _ of gunzip(inChunks(bad, length), "a.gz")) throw new DataError("a bad row");
    });
  }
  await new Promise((done) => setTimeout(done, 20));
  globalThis.removeEventListener("unhandledrejection", hear);
  assertEquals(rejected, []);
});

Deno.test("gunzip() refuses data that is cut off, anywhere", async () => {
  for (const end of [PACKED.length - 1, PACKED.length - 9, PACKED.length >> 1, 12]) {
    assertMatch(
      await refusal("", unpack(PACKED.subarray(0, end))),
      /^Cannot unpack a\.gz: its gzip data is damaged or cut off near byte \d+, fetch it again$/,
    );
  }
});

Deno.test("gunzip() refuses a wrong checksum and a wrong length", async () => {
  for (const back of [5, 1]) {
    const bad = PACKED.slice();
    bad[bad.length - back] ^= 1;
    assertMatch(await refusal("", unpack(bad)), /damaged or cut off near byte \d+/);
  }
});

Deno.test("gunzip() refuses what follows the end", async () => {
  const message = await refusal("", unpack(Uint8Array.of(...PACKED, ...utf8("more text here"))));
  assertMatch(
    message,
    /^Cannot unpack a\.gz: it is no gzip data, or something else follows its gzip data near byte/,
  );
});

Deno.test("gunzip() refuses what is no gzip data", async () => {
  assertMatch(await refusal("", unpack(CONTENT)), /^Cannot unpack a\.gz: it is no gzip data, /);
});

Deno.test("gunzip() stops a file that unpacks out of all proportion", async () => {
  const bomb = gzipSync(new Uint8Array(200 * 1024 * 1024), { level: 9 });
  assert(bomb.length < 1_000_000);
  assertMatch(
    await refusal("", unpack(bomb)),
    /^Cannot unpack a\.gz: \d+ bytes of it already unpack to \d+, more than 200 times, fetch it/,
  );
});
