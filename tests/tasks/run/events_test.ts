import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../datasets/error.ts";
import { encodeEvent, encodeRecord, EventLog, maskedCrc } from "../../../tasks/run/events.ts";

interface Nested {
  readonly [field: number]: Nested;
}

const EVENT: Nested = { 5: { 1: {} }, 7: {} };

/** Reads a file back by the format's definition, apart from the writer's own code. */
function decode(bytes: Uint8Array): Record<string, unknown>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const events: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    assertEquals(view.getUint32(at + 8, true), maskedCrc(bytes.subarray(at, at + 8)));
    const message = bytes.subarray(at + 12, at + 12 + length);
    assertEquals(view.getUint32(at + 12 + length, true), maskedCrc(message));
    events.push(fields(message));
    at += 16 + length;
  }
  return events;
}

/** Fields by number; `nested` are the numbers whose content is a message, and theirs. */
function fields(message: Uint8Array, nested: Nested = EVENT): Record<string, unknown> {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const out: Record<string, unknown> = {};
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const number = key >> 3;
    if ((key & 7) === 0) out[number] = varint();
    else if ((key & 7) === 1) [out[number], at] = [view.getFloat64(at, true), at + 8];
    else if ((key & 7) === 5) [out[number], at] = [view.getFloat32(at, true), at + 4];
    else {
      const length = varint();
      const content = message.subarray(at, at + length);
      at += length;
      if (number in nested) {
        out[number] = [...(out[number] as unknown[] ?? []), fields(content, nested[number])];
      } else out[number] = new TextDecoder().decode(content);
    }
  }
  return out;
}

Deno.test("maskedCrc() gives the masked CRC-32C of known texts", () => {
  // CRC-32C of "123456789" is 0xe3069283; rotated right by 15 and offset by 0xa282ead8.
  const crc = 0xe3069283;
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  assertEquals(maskedCrc(new TextEncoder().encode("123456789")), masked);
  assertEquals(maskedCrc(new Uint8Array(0)), 0xa282ead8);
});

Deno.test("encodeEvent() writes a scalar byte by byte as protocol buffers do", () => {
  // wall_time 1.5; step 300 = 0xac 0x02; summary of 10 bytes: value of 8: tag "a", simple_value 0.25.
  const golden = [
    ...[0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f],
    ...[0x10, 0xac, 0x02],
    ...[0x2a, 0x0a, 0x0a, 0x08, 0x0a, 0x01, 0x61, 0x15, 0, 0, 0x80, 0x3e],
  ];
  assertEquals([...encodeEvent({ wallTime: 1.5, step: 300, scalars: { a: 0.25 } })], golden);
});

Deno.test("encodeRecord() frames the version event of a real file", () => {
  // The first record that TensorFlow writes: length 24, CRC of the length, the event, CRC of it.
  const event = encodeEvent({ wallTime: 0, fileVersion: "brain.Event:2" });
  assertEquals(event.length, 24);
  const record = encodeRecord(event);
  assertEquals([...record.slice(0, 12)], [24, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22]);
  assertEquals(record.length, 40);
});

Deno.test("EventLog writes a version and scalars; a resumed run gets a second file that restarts", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let time = 1_700_000_000_250;
    const now = () => time;
    {
      using log = EventLog.open(folder, { now });
      log.scalars(7, { "loss/block 1": 0.5, "accuracy": NaN });
    }
    {
      using log = EventLog.open(folder, { now, resumeStep: 5 });
      time += 1000;
      log.scalars(6, { "loss/block 1": 0.25 });
    }
    const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
    assertEquals(names, [
      "events.out.tfevents.1700000000.al",
      "events.out.tfevents.1700000001.al",
    ]);
    const [version, scalars] = decode(Deno.readFileSync(`${folder}/${names[0]}`));
    assertEquals(version, { 1: 1_700_000_000.25, 3: "brain.Event:2" });
    assertEquals(scalars[2], 7);
    assertEquals(scalars[5], [{ 1: [{ 1: "loss/block 1", 2: 0.5 }, { 1: "accuracy", 2: NaN }] }]);
    const again = decode(Deno.readFileSync(`${folder}/${names[1]}`));
    assertEquals(again.length, 3);
    assertEquals(again[1], { 1: 1_700_000_000.25, 2: 6, 7: [{ 1: 1 }] });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("EventLog.open() says that the folder does not exist", () => {
  const error = assertThrows(() => EventLog.open("no/such/folder"), DataError);
  assert(error.message.includes("its folder does not exist"), error.message);
});
