import { assert, assertEquals, assertMatch } from "@std/assert";
import { gzipSync } from "fflate";
import { gather } from "../../../datasets/bytes.ts";
import { gunzip } from "../../../datasets/files/gzip.ts";
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
    /^Cannot unpack a\.gz: something follows the end of its gzip data near byte/,
  );
});

Deno.test("gunzip() refuses what is no gzip data", async () => {
  assertMatch(await refusal("", unpack(CONTENT)), /^Cannot unpack a\.gz: it is not gzip data, /);
});

Deno.test("gunzip() stops a file that unpacks out of all proportion", async () => {
  const bomb = gzipSync(new Uint8Array(200 * 1024 * 1024), { level: 9 });
  assert(bomb.length < 1_000_000);
  assertMatch(
    await refusal("", unpack(bomb)),
    /^Cannot unpack a\.gz: \d+ bytes of it already unpack to \d+, more than 200 times, fetch it/,
  );
});
