import type { Examples } from "../../../text/examples.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { isCharCnnFile, readCharCnn } from "./char_cnn.ts";

const CLASSES = ["World", "Sports", "Business", "Sci/Tech"];

/**
 * AG News (Gulli; split by Zhang et al., NeurIPS 2015): four topics of news, title and description. fastai
 * publishes the length and the MD5 of the archive, FastAI.jl its SHA-256.
 */
export const agNews: NamedSet<Examples> = publishedSet({
  name: "ag_news",
  title: "AG News, 4 topics (non-commercial use)",
  classes: CLASSES,
  remotes: [{
    url: "https://s3.amazonaws.com/fast-ai-nlp/ag_news_csv.tgz",
    file: "ag_news_csv.tgz",
    bytes: 11_784_419,
    md5: "b86f328f4dbd072486591cb7a5644dcd",
    sha256: "9a8c300eabb45750237fcc669f61cb8a3448f3ef6f6098e1ce340e444f6872be",
  }],
  folders: ["ag_news", "ag_news_csv", ""],
  mark: "train.csv",
  rows: { train: 120_000, test: 7_600 },
  notes: [],
  wanted: isCharCnnFile,
  read: (members, place) =>
    readCharCnn(members, place, {
      name: "ag_news",
      columns: ["class", "title", "description"],
      classes: CLASSES,
    }),
});
