/** The formats of data, for `fuzz.ts`. */
import { gzipSync, zipSync } from "fflate";
import { pieces } from "../datasets/bytes.ts";
import { gunzip } from "../datasets/files/gzip.ts";
import { readTar } from "../datasets/files/tar.ts";
import { readZip } from "../datasets/files/zip.ts";
import type { Member } from "../datasets/files/archive.ts";
import {
  readNumbers,
  readPairs,
  readTable,
  readTextRows,
  readVectors,
  type TableFormat,
  tokenize,
  Vocabulary,
} from "../datasets/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../tasks/loop/safetensors.ts";
import { readConfig } from "../tasks/options/config.ts";
import { configOptions } from "../tasks/options/options.ts";
import { drain, makeTar, utf8 } from "./datasets/support.ts";
import type { Target } from "./fuzz.ts";

const CSV = utf8('id,text,label\r\n1,"good, ""very""\n two",pos\n\n2,bad — “film”,neg\n3,x,pos\n');
const TSV = utf8('text\tlabel\ngood "film\tpos\nbad\tneg\n');
const NUMBERS = utf8("a,b,label\n1,-2.5e3,x\n0,.5,y\n-3,+4.,x\n");
const PAIRS = utf8(
  '{"gold_label": "a", "sentence1": "x y", "sentence2": "z"}\n' +
    '{"gold_label": "-", "sentence1": "x", "sentence2": ""}\n' +
    '{"gold_label": "b", "sentence1": "u", "sentence2": "v"}\n',
);
const LINES = utf8('{"text": "a", "label": 1}\n\n{"text": "b\\u0000", "label": true, "x": [{}]}\n');
const ARRAY = utf8('[{"text": "a]}", "label": 1},\n {"text": "b", "label": 2}]');
const WIDE = Uint8Array.from([...new TextDecoder().decode(CSV)].flatMap((c) => {
  const code = c.charCodeAt(0);
  return [code & 255, code >> 8];
}));
const TEXT_VECTORS = utf8("3 2\na 1 2\nnew york 3 4\nb 5e-1 -6\n");
const VOCABULARY = Vocabulary.build(["a b new york"]);

function binaryVectors(): Uint8Array {
  const row = (
    word: string,
    ...values: number[]
  ) => [...utf8(`${word} `), ...new Uint8Array(Float32Array.from(values).buffer), 10];
  return Uint8Array.from([...utf8("2 2\n"), ...row("a", 1, 2), ...row("b", -3, 1e30)]);
}

function table(name: string, format: TableFormat | undefined, ...seeds: Uint8Array[]): Target {
  const read = (bytes: Uint8Array) => readTable(pieces(bytes), { name, format });
  return { name, seeds, read };
}

async function members(files: AsyncIterable<Member>): Promise<void> {
  for await (const file of files) await drain(file.chunks());
}

/** Readers of data; `folder` is for archives that are read from files. */
export function formatTargets(folder: string): readonly Target[] {
  const files = { "a/b.txt": utf8("one ".repeat(50)), "c.txt": utf8("two") };
  const tar = makeTar([{ name: "./a", content: "one" }, { name: "b", content: "x".repeat(600) }]);
  return [
    table("csv", "csv", CSV, utf8("text;label\na;x\nb;y\n"), WIDE),
    table("tsv", "tsv", TSV, utf8('"text"\t"label"\n"a"\t"x"\n"b"\t"y"\n')),
    table("jsonl", "jsonl", LINES, ARRAY),
    table("any table", undefined, CSV, TSV, LINES, ARRAY, WIDE),
    {
      name: "numbers",
      seeds: [NUMBERS],
      read: (bytes) => readNumbers(pieces(bytes), { name: "a.csv" }),
    },
    {
      name: "pairs",
      seeds: [PAIRS, utf8("sentence1\tsentence2\tlabel\na\tb\tx\nc\td\ty\n")],
      read: (bytes) => readPairs(pieces(bytes), { name: "a" }),
    },
    {
      name: "lines",
      seeds: [CSV, WIDE],
      read: (bytes) => drain(readTextRows(pieces(bytes), { format: "lines" })),
    },
    {
      name: "gzip",
      seeds: [gzipSync(CSV), Uint8Array.from([...gzipSync(TSV), ...gzipSync(CSV), 0, 0])],
      read: (bytes) => readTable(gunzip(pieces(bytes), "a.gz"), { name: "a.gz" }),
    },
    { name: "tar", seeds: [tar], read: (bytes) => members(readTar(pieces(bytes), "a.tar")) },
    {
      name: "zip",
      seeds: [zipSync(files), zipSync(files, { level: 0 })],
      read: async (bytes) => {
        await Deno.writeFile(`${folder}/a.zip`, bytes);
        await members(readZip(`${folder}/a.zip`));
      },
    },
    {
      name: "vectors",
      seeds: [TEXT_VECTORS, binaryVectors(), utf8("a 1 2\nb 3 4\n")],
      read: (bytes) => readVectors(pieces(bytes), VOCABULARY, { seed: 1 }),
    },
    {
      name: "words",
      seeds: [
        CSV,
        utf8("a <b>c</b> <!-- d --> &amp;lt;br&#x3e; it #39;s U.S. 1,5 東京 หนัง 🎉 a\u0301"),
      ],
      read: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        for (const rules of ["unicode", "ascii", "authors"] as const) {
          tokenize(text, { rules, stopWords: true });
        }
        return Promise.resolve();
      },
    },
    {
      name: "vocabulary",
      isJson: true,
      seeds: [utf8(JSON.stringify(VOCABULARY))],
      read: (bytes) => {
        const value = parsed(bytes);
        return Promise.resolve(value === undefined || Vocabulary.fromJSON(value).encodeSide(["a"]));
      },
    },
    {
      name: "safetensors",
      seeds: [SAFETENSORS],
      read: (bytes) => Promise.resolve(decodeSafetensors(bytes, "a.safetensors")),
    },
    {
      name: "config",
      isJson: true,
      seeds: [
        utf8('{"epoch": 3, "model": "lstmal", "side": ["a@2"], "offline": true, "lr": 1e-3}'),
        utf8('\ufeff{"epoch": "3"}'),
      ],
      read: (bytes) => {
        const { values } = readConfig("a.json", () => new TextDecoder().decode(bytes));
        return Promise.resolve(configOptions("train", "a.json", values));
      },
    },
  ];
}

const SAFETENSORS = await encodeSafetensors([
  { name: "w", dtype: "F32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: "ids", dtype: "U32", shape: [2], data: Uint32Array.of(7, 8) },
], { format: "x" });

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
