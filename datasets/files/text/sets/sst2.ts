import type { Member } from "../../archive.ts";
import { readTsv, type Row } from "../../../table/csv.ts";
import { DataError } from "../../../error.ts";
import { missing, type NamedSet, type Parts, publishedSet } from "../../published.ts";
import { decodeText } from "../../../table/lines.ts";
import type { Examples } from "../../../text/examples.ts";
import { sourcesOf } from "../../../text/phrases.ts";

/** The classes as the files write them. */
const CODES: readonly string[] = ["0", "1"];

/**
 * SST-2 (Socher et al., EMNLP 2013) in the form of GLUE (Wang et al., ICLR 2019). The labels of its
 * `test.tsv` are not published: `dev.tsv` serves as the test, `test.tsv` as texts without labels. torchtext
 * checks the MD5 of the archive; the card of GLUE on Hugging Face has its length and its SHA-256. Training rows
 * are sentences and phrases of them: a validation part that shares sentences with what is learned from has
 * accuracies that no new sentence has (91 % where those are at 80 %), so the rows of a sentence are a group.
 */
export const sst2: NamedSet<Examples> = publishedSet({
  name: "sst2",
  title: "SST-2 sentences of film reviews, for or against",
  classes: ["negative", "positive"],
  codes: CODES,
  remotes: [{
    url: "https://dl.fbaipublicfiles.com/glue/data/SST-2.zip",
    file: "SST-2.zip",
    bytes: 7_439_277,
    md5: "9f81648d4199384278b86e315dac217c",
    sha256: "d67e16fb55739c1b32cdce9877596db1c127dc322d93c082281f64057c16deaa",
  }],
  folders: ["sst2", "SST-2", "sst", ""],
  mark: "train.tsv",
  rows: { train: 67_349, test: 872 },
  notes: [
    "test is GLUE's dev.tsv, as the labels of test.tsv are not published",
    "phrases of a sentence are on one side of a split",
  ],
  wanted: (name) => /^(SST-2\/)?(train|dev|test)\.tsv$/.test(name),
  read: readGlue,
});

async function readGlue(members: AsyncIterable<Member>, place: string): Promise<Parts<Examples>> {
  const parts: { train?: Examples; test?: Examples; unlabelled?: string[] } = {};
  for await (const member of members) {
    if (member.name.endsWith("train.tsv")) parts.train = await readLabelled(member);
    else if (member.name.endsWith("dev.tsv")) parts.test = await readLabelled(member);
    else parts.unlabelled = await readUnlabelled(member);
  }
  const labelled = parts.train ?? missing("sst2", "train.tsv", place);
  const train = inGroups(labelled);
  const test = parts.test ?? missing("sst2", "dev.tsv", place);
  const unlabelled = parts.unlabelled ? { texts: parts.unlabelled } : null;
  return { train, test, unlabelled };
}

/** Texts with the groups of their sentences, which take a second to find and are found where rows are split. */
function inGroups(examples: Examples): Examples {
  let groups: string[] | undefined;
  return {
    ...examples,
    get groups() {
      return groups ??= sourcesOf(examples.texts);
    },
  };
}

async function readLabelled(member: Member): Promise<Examples> {
  const rows = await readRows(member, ["sentence", "label"]);
  for (const { line, fields: [, label] } of rows) {
    if (CODES.includes(label)) continue;
    throw new DataError(
      `Cannot read ${member.label}: line ${line} has the class ${JSON.stringify(label)} and ` +
        `sst2 0 and 1, correct the line`,
    );
  }
  const texts = rows.map(({ fields }) => fields[0].trim());
  return { texts, labels: Uint32Array.from(rows, ({ fields }) => Number(fields[1])) };
}

/** Texts in the order of their numbers: GLUE refers to them by number. */
async function readUnlabelled(member: Member): Promise<string[]> {
  const rows = await readRows(member, ["index", "sentence"]);
  const odd = rows.findIndex(({ fields: [index] }, i) => index !== String(i));
  if (odd < 0) return rows.map(({ fields }) => fields[1].trim());
  throw new DataError(
    `Cannot read ${member.label}: line ${rows[odd].line} has the index ` +
      `${JSON.stringify(rows[odd].fields[0])} where ${odd} comes, put the published file there`,
  );
}

async function readRows(member: Member, columns: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTsv(decodeText(member.chunks(), member.label))) {
    if (row.fields.length !== columns.length) {
      throw new DataError(
        `Cannot read ${member.label}: line ${row.line} has ${row.fields.length} columns and ` +
          `sst2 ${columns.length} (${columns.join(", ")}), correct the line`,
      );
    }
    rows.push(row);
  }
  const header = rows.shift();
  if (header && rows.length > 0 && columns.every((name, i) => header.fields[i] === name)) {
    return rows;
  }
  const state = header ? `its first line is not ${columns.join(", ")}` : "it is empty";
  throw new DataError(`Cannot read ${member.label}: ${state}, put the published file there`);
}
