import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import { readSafetensors, writeSafetensors } from "../../../tasks/run/safetensors.ts";

async function inFile(body: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(`${folder}/m.safetensors`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function file(header: unknown, data: number, length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function tensor(begin: number, end: number, shape = [(end - begin) / 4], dtype = "F32"): unknown {
  return { dtype, shape, data_offsets: [begin, end] };
}

async function refuses(bytes: Uint8Array, state: string): Promise<void> {
  await inFile(async (path) => {
    await Deno.writeFile(path, bytes);
    const error = await assertRejects(() => readSafetensors(path), DataError);
    assertEquals(
      error.message,
      `Cannot read ${path}: ${state}, the file is damaged or no safetensors file, take another copy`,
    );
  });
}

Deno.test("writeSafetensors() writes what readSafetensors() reads, in several types", () =>
  inFile(async (path) => {
    await writeSafetensors(path, [
      { name: "bytes", dtype: "U8", shape: [3], data: new Uint8Array([1, 2, 3]) },
      { name: "w", dtype: "F32", shape: [2, 2], data: () => new Float32Array([1, -2, 0.5, 1e-30]) },
      { name: "step", dtype: "I64", shape: [], data: new BigInt64Array([-5n]) },
      { name: "ids", dtype: "U32", shape: [1], data: () => Promise.resolve(new Uint32Array([7])) },
      { name: "none", dtype: "F32", shape: [0, 4], data: new Float32Array(0) },
      { name: "__proto__", dtype: "I32", shape: [1], data: new Int32Array([9]) },
    ], { model: "lstmal", text: 'a "quoted" ü' });
    const { metadata, tensors } = await readSafetensors(path);
    assertEquals(metadata, { model: "lstmal", text: 'a "quoted" ü' });
    assertEquals(tensors.get("w")?.data, new Float32Array([1, -2, 0.5, 1e-30]));
    assertEquals(tensors.get("w")?.shape, [2, 2]);
    assertEquals(tensors.get("step")?.data, new BigInt64Array([-5n]));
    assertEquals(tensors.get("ids")?.data, new Uint32Array([7]));
    assertEquals(tensors.get("bytes")?.data, new Uint8Array([1, 2, 3]));
    assertEquals(tensors.get("none")?.data, new Float32Array(0));
    assertEquals(tensors.get("__proto__")?.data, new Int32Array([9]));
    const { buffer } = await Deno.readFile(path);
    assertEquals(new DataView(buffer).getBigUint64(0, true) % 8n, 0n);
    assertEquals([...tensors.keys()].at(0), "step");
  }));

Deno.test("writeSafetensors() writes the bytes of the format", () =>
  inFile(async (path) => {
    await writeSafetensors(path, [
      { name: "a", dtype: "F32", shape: [1], data: new Float32Array([1]) },
    ]);
    const bytes = await Deno.readFile(path);
    const json = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    assertEquals([...bytes.slice(0, 8)], [json.length, 0, 0, 0, 0, 0, 0, 0]);
    assertEquals(new TextDecoder().decode(bytes.slice(8, 8 + json.length)), json);
    assertEquals([...bytes.slice(8 + json.length)], [0, 0, 0x80, 0x3f]);
  }));

Deno.test("writeSafetensors() refuses data that does not fill its shape and a name used twice", () =>
  inFile(async (path) => {
    const a = { name: "a", dtype: "F32", shape: [3], data: new Float32Array(2) } as const;
    const short = await assertRejects(() => writeSafetensors(path, [a]), DataError);
    assertEquals(
      short.message,
      `Cannot write tensor "a" to ${path}: F32[3] takes 12 bytes and the data has 8, give all its elements`,
    );
    await assertRejects(() => writeSafetensors(path, [a, a]), DataError, "the name is taken");
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  }));

Deno.test("readSafetensors() refuses a lying header length", async () => {
  await refuses(file({}, 0, 1000n), "byte 0 announces a header of 1000 bytes and 2 follow");
  await refuses(
    file({}, 0, 0xffff_ffff_ffff_ffffn),
    "byte 0 announces a header of 18446744073709551615 bytes, more than 100000000",
  );
  await refuses(new Uint8Array(5), "it has 5 bytes and the format begins with 8");
});

Deno.test("readSafetensors() refuses headers that are no JSON object or have a key twice", async () => {
  await refuses(file("hello", 0), "the header at byte 8 is not JSON");
  await refuses(new Uint8Array(8), "the header at byte 8 is not JSON");
  await refuses(file("[]", 0), "the header at byte 8 is no JSON object");
  const latin = file('{"x":1}', 0);
  latin[10] = 0xff;
  await refuses(latin, "the header at byte 8 is not JSON");
  const entry = JSON.stringify(tensor(0, 4));
  await refuses(file(`{"a":${entry},"\\u0061":${entry}}`, 4), 'the header at byte 8 has "a" twice');
  await refuses(file({ __metadata__: { a: 1 } }, 0), "its __metadata__ is no map of texts");
});

Deno.test("readSafetensors() refuses overlapping, gapped, short and overlong places by name and byte", async () => {
  const overlap = file({ a: tensor(0, 8), b: tensor(4, 12) }, 12);
  const start = overlap.length - 12;
  await refuses(
    overlap,
    `tensor "b" begins at byte ${start + 4}, which overlaps the tensor before it (ends at ${
      start + 8
    })`,
  );
  const gap = file({ a: tensor(0, 4), b: tensor(8, 12) }, 12);
  await refuses(
    gap,
    `tensor "b" begins at byte ${start + 8}, which leaves a gap before it (ends at ${start + 4})`,
  );
  const cut = file({ a: tensor(0, 4000) }, 12);
  await refuses(
    cut,
    `tensor "a" ends at byte ${cut.length - 12 + 4000} and the file at ${cut.length}`,
  );
  const long = file({ a: tensor(0, 4) }, 12);
  await refuses(long, `its tensors end at byte ${long.length - 8} and the file at ${long.length}`);
});

Deno.test("readSafetensors() refuses unknown dtypes, shapes that do not fit and malformed entries", async () => {
  await refuses(
    file({ a: tensor(0, 4, [1], "F31") }, 4),
    'tensor "a" has the unknown dtype "F31", none of F64, I64, U64, F32, I32, U32, F16, BF16, I16, U16, I8, U8, BOOL',
  );
  await refuses(
    file({ a: tensor(0, 4, [1], "constructor") }, 4),
    'tensor "a" has the unknown dtype "constructor", none of F64, I64, U64, F32, I32, U32, F16, BF16, I16, U16, I8, U8, BOOL',
  );
  await refuses(
    file({ a: tensor(0, 4, [3]) }, 4),
    'tensor "a" says F32[3], which takes 12 bytes, of 4',
  );
  await refuses(
    file({ a: tensor(0, 4, [-1]) }, 4),
    'tensor "a" has a shape that is no list of sizes',
  );
  await refuses(file({ a: tensor(4, 0, [1]) }, 4), 'tensor "a" has no two data_offsets in order');
  await refuses(
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0.5,4]}}', 4),
    'tensor "a" has no two data_offsets in order',
  );
  await refuses(
    file({ a: tensor(0, 4, [2 ** 40, 2 ** 40]) }, 4),
    `tensor "a" says F32[${2 ** 40}, ${2 ** 40}], which takes ${2 ** 82} bytes, of 4`,
  );
});

Deno.test("readSafetensors() refuses every cut of a file", () =>
  inFile(async (path) => {
    await writeSafetensors(path, [
      { name: "a", dtype: "F32", shape: [2], data: new Float32Array([1, 2]) },
    ]);
    const whole = await Deno.readFile(path);
    for (let length = 0; length < whole.length; length++) {
      await Deno.writeFile(path, whole.subarray(0, length));
      await assertRejects(() => readSafetensors(path), DataError);
    }
  }));

Deno.test("readSafetensors() refuses NaN and infinity by name and index unless told not to", () =>
  inFile(async (path) => {
    const data = new Float32Array([1, 2, NaN, 4]);
    await writeSafetensors(path, [{ name: "block 1/f", dtype: "F32", shape: [2, 2], data }]);
    const error = await assertRejects(() => readSafetensors(path), DataError);
    assertEquals(
      error.message,
      `Cannot load tensor "block 1/f" [2, 2] of ${path}: element 2 is NaN, the weights are spoilt, ` +
        "take another checkpoint or train again with a lower learning rate",
    );
    const read = await readSafetensors(path, { finite: false });
    assertEquals(read.tensors.get("block 1/f")?.data, data);
    const half = new Uint16Array([0x3c00, 0x7c00]);
    await writeSafetensors(path, [{ name: "h", dtype: "F16", shape: [2], data: half }]);
    await assertRejects(() => readSafetensors(path), DataError, "element 1 is no finite number");
  }));

Deno.test("readSafetensors() says that a file is missing or a folder", async () => {
  const missing = await assertRejects(() => readSafetensors("no/such.safetensors"), DataError);
  assert(missing.message.includes("there is no such file"), missing.message);
  const folder = await assertRejects(() => readSafetensors("."), DataError);
  assert(folder.message.includes("it is no file"), folder.message);
});
