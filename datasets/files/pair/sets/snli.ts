import type { Member } from "../../archive.ts";
import { missing, type NamedSet, type Parts, publishedSet } from "../../published.ts";
import type { Pairs } from "../../../pair/pairs.ts";
import { type PairTable, readPairs } from "../../../pair/read_pairs.ts";

const CLASSES = ["neutral", "contradiction", "entailment"] as const;

/**
 * SNLI 1.0 (Bowman et al., EMNLP 2015): premises and hypotheses. Pairs on whose label those who were asked did
 * not agree are dropped. The classes are in the order of the code of equilibrium propagation for sequences.
 * ParlAI checks the SHA-256 of the archive.
 */
export const snli: NamedSet<Pairs> = publishedSet({
  name: "snli",
  title: "SNLI, what follows from a sentence (cite Bowman et al., 2015)",
  classes: CLASSES,
  remotes: [{
    url: "https://nlp.stanford.edu/projects/snli/snli_1.0.zip",
    file: "snli_1.0.zip",
    sha256: "afb3d70a5af5d8de0d9d81e2637e0fb8c22d1235c2749d83125ca43dab0dbd3e",
  }],
  folders: ["snli", "snli_1.0", ""],
  mark: "snli_1.0_train.jsonl",
  rows: { train: 549_367, test: 9_824 },
  notes: [],
  wanted: (name) => /^(snli_1\.0\/)?snli_1\.0_(train|test)\.jsonl$/.test(name),
  read: readSnli,
});

async function readSnli(members: AsyncIterable<Member>, place: string): Promise<Parts<Pairs>> {
  const parts: { train?: PairTable; test?: PairTable } = {};
  for await (const member of members) {
    const options = {
      name: member.label,
      format: "jsonl",
      classesOf: { name: "snli", classes: CLASSES },
    } as const;
    const table = await readPairs(member.chunks(), options);
    parts[member.name.endsWith("train.jsonl") ? "train" : "test"] = table;
  }
  const train = parts.train ?? missing("snli", "snli_1.0_train.jsonl", place);
  const test = parts.test ?? missing("snli", "snli_1.0_test.jsonl", place);
  const dropped =
    `${train.dropped} pairs of train and ${test.dropped} of test have no gold label and are dropped`;
  return { train: train.pairs, test: test.pairs, unlabelled: null, notes: [dropped] };
}
