/** What processes say to each other over NATS, for `fuzz.ts`. */
import { crc32 } from "node:zlib";
import { encodeSafetensors } from "../tasks/loop/safetensors.ts";
import { heard, SHAPES } from "../tasks/nats/heard.ts";
import { decodeParcel, encodeParcel } from "../tasks/nats/parcel.ts";
import { Assembly, headersOf, headOf, piecesOf } from "../tasks/nats/pieces.ts";
import { type Report, type Session, SPEAKER, versionFault } from "../tasks/nats/session.ts";
import { utf8 } from "./datasets/support.ts";
import type { Target } from "./fuzz.ts";

const session: Session = {
  ...{ run: "r", start: "s", part: 0, parts: 1, precision: "f32", saveEvery: 9 },
  spec: { model: "linearal", options: {}, first: 0, end: 1 },
  device: { name: "d", choices: [["a", "b"]] },
};
const report: Report = {
  item: 3,
  losses: [0.5, NaN],
  begun: 7,
  busy: 1,
  waited: 2,
  failed: "no memory",
};
const WORDS = { kind: "rates", rates: { "block 1": 0.1 } };
const PARCEL = await encodeParcel({
  arrays: {
    x: { data: Float32Array.of(1, NaN, 3, 4), shape: [2, 2] },
    n: { data: Uint32Array.of(7), shape: [1] },
  },
  about: WORDS,
}, "f16");

const [{ head: HEAD }] = piecesOf(PARCEL, 64, { item: 7, attempt: "a" });

const json = (value: unknown) => utf8(JSON.stringify(value));
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Readers of messages. */
export const natsTargets: readonly Target[] = [
  {
    name: "parcel",
    seeds: [PARCEL],
    read: (bytes) => Promise.resolve(decodeParcel(bytes, "a parcel", SHAPES.words)),
  },
  {
    name: "words of a parcel",
    isJson: true,
    seeds: [json(WORDS), json({ kind: "batch" })],
    async read(bytes) {
      const parcel = await encodeSafetensors([], { about: textOf(bytes) });
      decodeParcel(parcel, "a parcel", SHAPES.words);
    },
  },
  {
    name: "messages",
    isJson: true,
    seeds: [
      json({ ...SPEAKER, worker: "w" }),
      json({ ...SPEAKER, run: "r", free: 1 }),
      json({ kind: "seat", session }),
      json({ kind: "refused", reason: "old" }),
      json(report),
    ],
    read(bytes) {
      const text = textOf(bytes);
      const values = Object.values(SHAPES).map((shape) => heard(text, shape));
      const asking = heard<typeof SPEAKER>(text, SHAPES.asking);
      return Promise.resolve(asking && [values, versionFault(SPEAKER, asking)]);
    },
  },
  {
    name: "pieces",
    isJson: true,
    seeds: [json(piecesOf(PARCEL, 64, { item: 7, attempt: "a" }).map(({ head }) => head))],
    read(bytes) {
      const assembly = new Assembly();
      for (const said of listOf(textOf(bytes))) {
        const written = headersOf(HEAD);
        for (const [name, value] of said) written.set(name, value);
        const head = headOf(written);
        if (head) assembly.add({ head, bytes });
      }
      return Promise.resolve();
    },
  },
];

/** The headers of messages, as a list of their heads in JSON gives them. */
function listOf(text: string): [string, string][][] {
  try {
    const heads: unknown = JSON.parse(text);
    if (!Array.isArray(heads)) return [];
    return heads.map(Object).map(({ item, attempt, index, count, sum = crc32("") }) => {
      const said = { Item: item, Attempt: attempt, Piece: `${index}/${count}`, Sum: sum };
      return Object.entries(said).map(([name, value]) => [
        `Al-${name}`,
        String(JSON.stringify(value)).replace(/^"|"$/g, "").replaceAll(/[^ -~]/g, "?"),
      ]);
    });
  } catch {
    return [];
  }
}
