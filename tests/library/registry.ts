/** A registry of packages on this machine, which `deno publish` fills and `jsr:` imports read. */
import { stage } from "../../tasks/publish.ts";
import { readTar } from "../../datasets/files/tar.ts";

const root = new URL("../../", import.meta.url);

/** A published version of a package. */
interface Published {
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  /** Its files by their paths, each after a slash. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Speaks the protocol of JSR on the loopback interface, for processes that have a cache of their own. */
export class Registry implements AsyncDisposable {
  readonly #packages = new Map<string, Published>();
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => this.#answer(request),
  );
  /** An empty folder to work in. */
  readonly folder = Deno.makeTempDirSync();

  /** A registry that has the project's package, and the standard library as the project links it. */
  static async ofProject(): Promise<Registry> {
    const registry = new Registry();
    await registry.#prepare();
    return registry;
  }

  /** Runs Deno on the packages of this registry. */
  async deno(...args: readonly string[]): Promise<Ended> {
    const { code, stdout, stderr } = await this.#run(this.folder, args).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  /** Stops it and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #prepare(): Promise<void> {
    // Packages from npm come from the cache that there is; those of this registry have a new one.
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .output();
    const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
    await Deno.mkdir(`${this.folder}/.deno`);
    await Deno.mkdir(npmCache, { recursive: true });
    await Deno.symlink(npmCache, `${this.folder}/.deno/npm`);
    for await (const { name } of Deno.readDir(new URL("links/", root))) await this.#link(name);
    const staged = `${this.folder}/staged`;
    await Deno.mkdir(staged);
    await stage(root, new URL(`file://${staged}/`), true);
    const args = ["publish", "-q", "--allow-dirty", "--no-check", "--token", "of-a-test"];
    const { success, stderr } = await this.#run(staged, args).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    await Deno.remove(staged, { recursive: true });
  }

  async #link(name: string): Promise<void> {
    const folder = new URL(`links/${name}/`, root);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for await (const { name } of Deno.readDir(folder)) {
      files.set(`/${name}`, await Deno.readFile(new URL(name, folder)));
    }
    this.#add(files);
  }

  #add(files: Published["files"]): void {
    const { name, version, exports } = JSON.parse(
      new TextDecoder().decode(files.get("/deno.json")),
    );
    this.#packages.set(name, { version, exports, files });
  }

  #run(cwd: string, args: readonly string[]): Deno.Command {
    const { port } = this.#server.addr;
    return new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd,
      env: {
        JSR_URL: `http://127.0.0.1:${port}/`,
        DENO_DIR: `${this.folder}/.deno`,
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
      },
    });
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const nothing = () => Response.json({ code: "notFound", message: pathname }, { status: 404 });
    if (pathname.startsWith("/api/")) {
      if (request.method === "POST") await this.#receive(request);
      else if (pathname.includes("/versions/")) return nothing();
      return Response.json({ id: "1", status: "success", error: null });
    }
    const [, scope, name, ...rest] = pathname.split("/");
    const found = this.#packages.get(`${scope}/${name}`);
    if (!found) return nothing();
    const { version, exports, files } = found;
    const path = rest.join("/");
    if (path === "meta.json") return Response.json({ scope, name, versions: { [version]: {} } });
    if (path === `${version}_meta.json`) {
      return Response.json({ exports, manifest: await manifest(files) });
    }
    const file = files.get(path.slice(version.length));
    return path.startsWith(`${version}/`) && file ? new Response(file) : nothing();
  }

  async #receive(request: Request): Promise<void> {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const tar = request.body!.pipeThrough(new DecompressionStream("gzip"));
    for await (const member of readTar(tar, "the package")) {
      const content = new Response(ReadableStream.from(member.chunks()));
      files.set(
        `/${member.name.replace(/^\.\//, "")}`,
        new Uint8Array(await content.arrayBuffer()),
      );
    }
    this.#add(files);
  }
}

/** Sizes and checksums of all files. */
async function manifest(files: Published["files"]) {
  const entries = await Promise.all(Array.from(files, async ([path, bytes]) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [path, { size: bytes.length, checksum: `sha256-${hash.toHex()}` }];
  }));
  return Object.fromEntries(entries);
}
