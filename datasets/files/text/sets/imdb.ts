import type { Member } from "../../archive.ts";
import { gather, pieces } from "../../../bytes.ts";
import { DataError } from "../../../error.ts";
import { missing, type NamedSet, type Parts, publishedSet } from "../../published.ts";
import { decodeText } from "../../../table/lines.ts";
import type { Examples } from "../../../text/examples.ts";

const REVIEW = /^(?:aclImdb\/)?(train|test)\/(neg|pos)\/(\d+)_\d+\.txt$/;
/** Files whose line i has the address of the film of the class's review i. */
const FILMS = /^(?:aclImdb\/)?train\/urls_(neg|pos)\.txt$/;
/** Groups of a class's reviews where no file names their films. */
const STRETCHES = 100;

/**
 * The Large Movie Review Dataset (Maas et al., ACL 2011): reviews for and against; the 50,000 reviews without
 * a label are left out. torchtext checks the MD5 of the archive, several public scripts its length and SHA-256.
 *
 * A film has up to 30 reviews, and no film is in both halves. A validation part that shares films with what is
 * learned from knows their names, which no test row does: its accuracy rises for as long as a net learns names,
 * while that of other films falls. So the reviews of a film are a group. Copies without the list of films have
 * them as stretches of a hundredth of a class's reviews, since the numbers of a film's reviews follow each other.
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
  wanted: (name) => REVIEW.test(name) || FILMS.test(name),
  read: readReviews,
});

/** The classes as the archive names them, in the order of the labels. */
const KINDS = ["neg", "pos"] as const;

type Kind = typeof KINDS[number];

interface Review {
  readonly kind: Kind;
  readonly number: number;
  readonly text: string;
}

async function readReviews(
  members: AsyncIterable<Member>,
  place: string,
): Promise<Parts<Examples>> {
  const parts = { train: [] as Review[], test: [] as Review[] };
  const films = new Map<Kind, FilmList>();
  for await (const member of members) {
    const text = await readText(member);
    const [, listed] = FILMS.exec(member.name) ?? [];
    if (listed) {
      films.set(listed as Kind, { label: member.label, lines: text.split("\n") });
      continue;
    }
    const [, part, kind, number] = REVIEW.exec(member.name)!;
    parts[part as "train" | "test"].push({ kind: kind as Kind, number: Number(number), text });
  }
  for (const part of ["train", "test"] as const) {
    if (parts[part].length === 0) missing("imdb", `${part}/{neg,pos}/`, place);
  }
  const train = inOrder(parts.train);
  const test = examplesOf(inOrder(parts.test));
  const { groups, note } = grouped(train, films);
  return { train: { ...examplesOf(train), groups }, test, unlabelled: null, notes: [note] };
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
function inOrder(reviews: readonly Review[]): Review[] {
  return reviews.toSorted((a, b) => labelOf(a) - labelOf(b) || a.number - b.number);
}

function labelOf({ kind }: Review): number {
  return KINDS.indexOf(kind);
}

function examplesOf(reviews: readonly Review[]): Examples {
  return { texts: reviews.map(({ text }) => text), labels: Uint32Array.from(reviews, labelOf) };
}

/** The films of a class's reviews, and the file that tells them. */
interface FilmList {
  readonly label: string;
  readonly lines: readonly string[];
}

/** The film of a review: its number at IMDB (`tt0453418`), which reviews of both classes share, else its address. */
function filmOf({ kind, number }: Review, films: ReadonlyMap<Kind, FilmList>): string {
  const { label, lines } = films.get(kind)!;
  const address = lines[number]?.trim();
  if (address) return /tt\d+/.exec(address)?.[0] ?? address;
  const line = number + 1;
  throw new DataError(
    `Cannot read ${label}: line ${line}, the film of train/${kind}/${number}, is not there, ` +
      "put the published file there or take it away",
  );
}

/** The groups of reviews in order, and what is to be said of them. */
function grouped(
  reviews: readonly Review[],
  films: ReadonlyMap<Kind, FilmList>,
): { readonly groups: string[]; readonly note: string } {
  if (KINDS.every((kind) => films.has(kind))) {
    const groups = reviews.map((review) => filmOf(review, films));
    return { groups, note: "reviews of a film are on one side of a split" };
  }
  return {
    groups: stretches(reviews),
    note:
      "stretches of a hundredth of a class's reviews are on one side of a split, as neighbours are " +
      "of the same films (train/urls_neg.txt and urls_pos.txt, which name the films, are not there)",
  };
}

/** Groups of reviews in order: stretches of a hundredth of a class's reviews. */
function stretches(reviews: readonly Review[]): string[] {
  return KINDS.flatMap((kind) => {
    const { length } = reviews.filter((review) => review.kind === kind);
    return Array.from({ length }, (_, rank) => `${kind} ${Math.floor(rank * STRETCHES / length)}`);
  });
}
