import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash } from "node:crypto";
import { download, type Progress, type Remote } from "../../../datasets/files/mod.ts";
import { inFolder, refusal } from "../support.ts";

const FILE = Uint8Array.from({ length: 300_000 }, (_, i) => i * 31 % 251);
const MD5 = createHash("md5").update(FILE).digest("hex");

type Handler = (request: Request, count: number) => Response;

/** Serves on loopback while the action runs; gives it the address and the headers of the requests so far. */
async function serving(
  handler: Handler,
  action: (remote: Remote, seen: Headers[], folder: string) => Promise<void>,
): Promise<void> {
  const seen: Headers[] = [];
  const listen = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(
    listen,
    (request) => handler(request, seen.push(new Headers(request.headers))),
  );
  const url = `http://127.0.0.1:${server.addr.port}/a.bin`;
  try {
    await inFolder((folder) => action({ url, file: "a.bin", md5: MD5 }, seen, folder));
  } finally {
    await server.shutdown();
  }
}

function whole(headers: HeadersInit = {}): Response {
  return new Response(FILE, { headers });
}

function rest(request: Request, headers: HeadersInit = {}): Response {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
  if (start === 0) return whole(headers);
  const range = { "content-range": `bytes ${start}-${FILE.length - 1}/${FILE.length}` };
  return new Response(FILE.slice(start), { status: 206, headers: { ...range, ...headers } });
}

/** Sends part of the file, then breaks off. */
function broken(end: number, headers: HeadersInit = {}): Response {
  let timer: ReturnType<typeof setTimeout>;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(FILE.slice(0, end));
      timer = setTimeout(() => controller.close(), 50);
    },
    // A stream that its reader has left cannot be closed any more.
    cancel: () => clearTimeout(timer),
  });
  return new Response(body, { headers: { "content-length": String(FILE.length), ...headers } });
}

const QUICK = { attempts: 2, pause: 1 };

Deno.test("download() brings the file once, with progress to the end", async () => {
  await serving(() => whole(), async (remote, seen, folder) => {
    const steps: Progress[] = [];
    const into = `${folder}/made/on the way`;
    const path = await download(remote, into, { onProgress: (step) => steps.push(step) });
    assertEquals(await Deno.readFile(path), FILE);
    assertEquals(steps.at(-1), {
      activity: "download",
      file: remote.url,
      done: FILE.length,
      total: FILE.length,
    });
    assertEquals(await download(remote, into), path);
    assertEquals(seen.length, 1);
    const left = [...Deno.readDirSync(into)].map(({ name }) => name).sort();
    assertEquals(left, ["a.bin", "a.bin.sha256"]);
  });
});

Deno.test("download() refuses a file of another length than the published one, before it fills the disk", () =>
  serving(() => whole(), async ({ url, file }, _, folder) => {
    const load = (bytes: number) =>
      refusal(folder, () => download({ url, file, bytes }, folder, QUICK));
    const way = "put the file at a.bin";
    assertEquals(
      await load(1000),
      `Cannot download ${url}: the server sends more than the 1000 bytes of the published file, ` +
        `try later or ${way}`,
    );
    assertEquals(
      await load(FILE.length + 1),
      `Cannot download ${url}: it has 300000 bytes and the published file 300001, it was dropped, ` +
        `run again or ${way}`,
    );
    const { size } = await Deno.stat(`${folder}/a.bin.part`);
    assertEquals(size, 0);
  }));

Deno.test("download() takes a connection on which nothing arrives for a broken one, and goes on", async () => {
  const stalled = () =>
    new Response(new ReadableStream({ start: (to) => to.enqueue(FILE.slice(0, 1000)) }));
  const handler: Handler = (request, count) => count === 1 ? stalled() : rest(request);
  await serving(handler, async (remote, seen, folder) => {
    const path = await download(remote, folder, { ...QUICK, patience: 300 });
    assertEquals(await Deno.readFile(path), FILE);
    assertEquals(seen.length, 2);
    assertEquals(seen[1].get("range"), "bytes=1000-");
  });
});

Deno.test("download() follows redirects", async () => {
  const handler: Handler = (request) =>
    request.url.endsWith("/a.bin")
      ? Response.redirect(request.url.replace("a.bin", "b"), 302)
      : whole();
  await serving(handler, async (remote, _, folder) => {
    assertEquals(await Deno.readFile(await download(remote, folder)), FILE);
  });
});

Deno.test("download() goes on where the connection broke off", async () => {
  const handler: Handler = (request, count) =>
    count === 1 ? broken(100_000, { etag: '"v1"' }) : rest(request, { etag: '"v1"' });
  await serving(handler, async (remote, seen, folder) => {
    assertEquals(await Deno.readFile(await download(remote, folder, QUICK)), FILE);
    const [, second] = seen;
    assertMatch(second.get("range") ?? "", /^bytes=[1-9]\d*-$/);
    assertEquals(second.get("if-range"), '"v1"');
  });
});

Deno.test("download() goes on in another process's .part, and starts anew when the file changed", async () => {
  for (const isSame of [true, false]) {
    const handler: Handler = (request) => isSame ? rest(request) : whole();
    await serving(handler, async (remote, seen, folder) => {
      await Deno.writeFile(`${folder}/a.bin.part`, FILE.slice(0, 1000));
      assertEquals(await Deno.readFile(await download(remote, folder, QUICK)), FILE);
      assertEquals(seen[0].get("range"), "bytes=1000-");
    });
  }
});

Deno.test("download() does not go on where nothing could tell that the file is the same", async () => {
  await serving((request) => rest(request), async ({ url, file }, seen, folder) => {
    await Deno.writeFile(`${folder}/a.bin.part`, new Uint8Array(1000));
    assertEquals(await Deno.readFile(await download({ url, file }, folder, QUICK)), FILE);
    assertEquals(seen[0].get("range"), null);
  });
});

Deno.test("download() takes a .part that is whole or too long", async () => {
  const handler: Handler = (request) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
    const headers = { "content-range": `bytes */${FILE.length}` };
    return start >= FILE.length ? new Response(null, { status: 416, headers }) : rest(request);
  };
  for (const extra of [0, 50]) {
    await serving(handler, async (remote, _, folder) => {
      const part = new Uint8Array(FILE.length + extra);
      part.set(FILE);
      await Deno.writeFile(`${folder}/a.bin.part`, part);
      assertEquals(await Deno.readFile(await download(remote, folder, QUICK)), FILE);
    });
  }
});

Deno.test("download() keeps what has come when the connection keeps breaking", async () => {
  await serving(() => broken(100_000), async (remote, seen, folder) => {
    const message = await refusal(folder, () => download(remote, folder, QUICK));
    assertMatch(
      message,
      /^Cannot download http:\S+a\.bin: the connection ended at \d+ of 300000 bytes \(2 attempts\), run again to go on where it stopped or put the file at a\.bin$/,
    );
    assertEquals(seen.length, 2);
    assert((await Deno.stat(`${folder}/a.bin.part`)).size > 0);
  });
});

Deno.test("download() refuses a wrong checksum and drops what came", async () => {
  const bad = FILE.slice();
  bad[1] ^= 1;
  for (const kind of ["md5", "sha256"]) {
    const digest = (bytes: Uint8Array) => createHash(kind).update(bytes).digest("hex");
    await serving(() => new Response(bad), async (remote, _, folder) => {
      const published = { ...remote, [kind]: digest(FILE) };
      assertEquals(
        await refusal(folder, () => download(published, folder, QUICK)),
        `Cannot download ${remote.url}: its ${kind} is ${digest(bad)} and the published one ` +
          `${digest(FILE)}, it was dropped, run again or put the file at a.bin`,
      );
      assertEquals((await Deno.stat(`${folder}/a.bin.part`)).size, 0);
    });
  }
});

Deno.test("download() gives up at once on 404 and after some attempts on 503", async () => {
  for (const [status, tries] of [[404, 1], [503, 2]]) {
    await serving(() => new Response(null, { status }), async (remote, seen, folder) => {
      const message = await refusal(folder, () => download(remote, folder, QUICK));
      assertMatch(
        message,
        new RegExp(`: the server answered ${status}.*or put the file at a\\.bin$`),
      );
      assertEquals(seen.length, tries);
    });
  }
});

Deno.test("download() says that nobody answers", async () => {
  await inFolder(async (folder) => {
    const remote = { url: "http://127.0.0.1:1/a.bin", file: "a.bin" };
    const message = await refusal(folder, () => download(remote, folder, QUICK));
    assertMatch(
      message,
      /^Cannot download http:\/\/127\.0\.0\.1:1\/a\.bin: the connection failed \(/,
    );
  });
});

Deno.test("download() can be stopped", async () => {
  await serving(() => broken(100_000), async (remote, _, folder) => {
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    assertEquals(
      await refusal(folder, () => download(remote, folder, options)),
      `Cannot download ${remote.url}: it was stopped, run again to go on or put the file at a.bin`,
    );
  });
});

Deno.test("download() says what the disk refuses", async () => {
  await serving(() => whole(), async (remote, _, folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    assertMatch(
      await refusal(folder, () => download(remote, `${folder}/file/under`, QUICK)),
      /^Cannot write file\/under: .+, free some space or choose another folder with cacheDir$/,
    );
  });
});

Deno.test({
  name: "download() says that the disk is full",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    serving(() => whole(), async (remote, _, folder) => {
      await Deno.symlink("/dev/full", `${folder}/a.bin.part`);
      assertMatch(
        await refusal(folder, () => download(remote, folder, QUICK)),
        /^Cannot write a\.bin: .+, free some space or choose another folder with cacheDir$/,
      );
    }),
});
