import type { Member } from "../../files/archive.ts";
import { gather } from "../../files/bytes.ts";
import { missing, type Parts, publishedSet, type TextSet } from "../set.ts";
import { decodeText } from "../../files/lines.ts";
import type { Examples } from "../types.ts";

const REVIEW = /^(?:aclImdb\/)?(train|test)\/(neg|pos)\/(\d+)_\d+\.txt$/;

/**
 * The Large Movie Review Dataset (Maas et al., ACL 2011): reviews for and against; the 50,000 without a
 * label are left out. The MD5 of the archive is the one that torchtext checks; its length is not published.
 */
export const imdb: TextSet = publishedSet({
  name: "imdb",
  title: "IMDB movie reviews, for or against (cite Maas et al., 2011)",
  classes: ["negative", "positive"],
  remote: {
    url: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    file: "aclImdb_v1.tar.gz",
    md5: "7c2ac02c03563afcf9b574c7e56c153a",
  },
  folders: ["imdb/aclImdb", "aclImdb", "imdb", ""],
  mark: "train/pos",
  rows: { train: 25_000, test: 25_000 },
  notes: [],
  wanted: (name) => REVIEW.test(name),
  read: readReviews,
});

interface Review {
  readonly label: number;
  readonly number: number;
  readonly text: string;
}

async function readReviews(members: AsyncIterable<Member>, place: string): Promise<Parts> {
  const parts = { train: [] as Review[], test: [] as Review[] };
  for await (const member of members) {
    const [, part, kind, number] = REVIEW.exec(member.name) ?? [];
    const text = await readText(member);
    const label = kind === "pos" ? 1 : 0;
    parts[part as "train" | "test"].push({ label, number: Number(number), text });
  }
  const [train, test] = (["train", "test"] as const).map((part) =>
    parts[part].length > 0 ? inOrder(parts[part]) : missing("imdb", `${part}/{neg,pos}/`, place)
  );
  return { train, test, unlabelled: null };
}

async function readText(member: Member): Promise<string> {
  const bytes = await gather(member.chunks());
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const exact = decodeText(ReadableStream.from([bytes]), member.label);
    return (await Array.fromAsync(exact)).join("");
  }
}

/** The order of the archive is an accident: by label and number it is the same for archive and folder. */
function inOrder(reviews: Review[]): Examples {
  reviews.sort((a, b) => a.label - b.label || a.number - b.number);
  const labels = Uint32Array.from(reviews, ({ label }) => label);
  return { texts: reviews.map(({ text }) => text), labels };
}
