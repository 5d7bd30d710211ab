import { createHash } from "node:crypto";
import type { Examples } from "../../../text/examples.ts";
import { NEWS_SEED, newsDataset } from "../../../text/news.ts";
import type { NamedSet } from "../../published.ts";

/** The news that a grammar makes up, with a checksum of the texts and labels. */
export const news: NamedSet<Examples> = {
  name: "news",
  title: "news made up by a grammar, of a market that goes down or up (comes with the project)",
  load() {
    const set = newsDataset();
    const parts = [set.train, set.test!].flatMap(({ texts, labels }) => [texts, [...labels]]);
    const bytes = new TextEncoder().encode(JSON.stringify(parts));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const source = { file: `made from seed ${NEWS_SEED}`, bytes: bytes.length, sha256 };
    return Promise.resolve({ ...set, sources: [source] });
  },
};
