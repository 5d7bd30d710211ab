/**
 * The stranger's program in a browser, on a page that may share memory with workers, on one that may not, and on
 * one whose policy refuses workers: `deno run -A tests/library/browser.ts [chromium]`.
 *
 * The argument is the browser's command; the pages come from a server on the loopback interface.
 *
 * @module
 */
import { strangersBundle } from "./bundle.ts";

/** Headers of pages by what they allow. */
const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  isolated: {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  },
  plain: {},
  "without workers": {
    "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  },
};

const program = await strangersBundle(`
  const say = (text: unknown) => fetch("/said", { method: "POST", body: String(text) });
  const start = performance.now();
  stranger().then(
    (line) => say(\`\${line}, isolated \${globalThis.crossOriginIsolated}, \${Math.round(performance.now() - start)} ms\`),
    (error) => say(error?.stack ?? error),
  );`);

/** Opens a page in a browser of its own, and gives what the program there says. */
async function open(browser: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const said = Promise.withResolvers<string>();
  const page = '<!doctype html><title>.</title><script type="module" src="/program.js"></script>';
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/said") said.resolve(await request.text());
      const [type, body] = pathname === "/program.js"
        ? ["text/javascript", program]
        : ["text/html", page];
      return new Response(body, { headers: { ...headers, "content-type": type } });
    },
  );
  const profile = await Deno.makeTempDir();
  const child = new Deno.Command(browser, {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const ended = child.status.then(({ code }) => `the browser ended with ${code}`);
    return await Promise.race([said.promise, ended]);
  } finally {
    try {
      child.kill();
    } catch {
      // It has ended.
    }
    await child.status;
    await server.shutdown();
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  }
}

if (import.meta.main) {
  const [browser = "chromium"] = Deno.args;
  for (const [name, headers] of Object.entries(pages)) {
    const line = await open(browser, headers);
    console.log(`${name}: ${line}`);
    if (!line.includes("right, the same when loaded")) Deno.exitCode = 1;
  }
}
