import type { Member } from "../../archive.ts";
import { gather, pieces } from "../../../bytes.ts";
import { missing, type NamedSet, type Parts, publishedSet } from "../../published.ts";
import { decodeText } from "../../../table/lines.ts";
import type { Examples } from "../../../text/examples.ts";

const REVIEW = /^(?:aclImdb\/)?(train|test)\/(neg|pos)\/(\d+)_\d+\.txt$/;

/**
 * The Large Movie Review Dataset (Maas et al., ACL 2011): reviews for and against; the 50,000 reviews without
 * a label are left out. torchtext checks the MD5 of the archive, several public scripts its length and SHA-256.
 */
export const imdb: NamedSet<Examples> = publishedSet({
  name: "imdb",
  title: "IMDB movie reviews, for or against (cite Maas et al., 2011)",
  classes: ["negative", "positive"],
  remotes: [{
    url: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    file: "aclImdb_v1.tar.gz",
    bytes: 84_125_825,
    md5: "7c2ac02c03563afcf9b574c7e56c153a",
    sha256: "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
  }],
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

async function readReviews(
  members: AsyncIterable<Member>,
  place: string,
): Promise<Parts<Examples>> {
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
    let text = "";
    for await (const piece of decodeText(pieces(bytes), member.label)) text += piece;
    return text;
  }
}

/** Sorts reviews by label and number, so that an archive and a folder give the same order. */
function inOrder(reviews: Review[]): Examples {
  reviews.sort((a, b) => a.label - b.label || a.number - b.number);
  const labels = Uint32Array.from(reviews, ({ label }) => label);
  return { texts: reviews.map(({ text }) => text), labels };
}
