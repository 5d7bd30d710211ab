import type { Examples } from "../../../text/examples.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { isCharCnnFile, readCharCnn } from "./char_cnn.ts";

const CLASSES = [
  ...["Company", "EducationalInstitution", "Artist", "Athlete", "OfficeHolder"],
  ...["MeanOfTransportation", "Building", "NaturalPlace", "Village", "Animal", "Plant", "Album"],
  ...["Film", "WrittenWork"],
];

/**
 * DBpedia-14 (Zhang et al., NeurIPS 2015): first paragraphs of Wikipedia pages of 14 kinds. fastai publishes
 * the length and the MD5 of the archive, FastAI.jl its SHA-256.
 */
export const dbpedia14: NamedSet<Examples> = publishedSet({
  name: "dbpedia_14",
  title: "DBpedia ontology, 14 kinds of things (CC BY-SA)",
  classes: CLASSES,
  remotes: [{
    url: "https://s3.amazonaws.com/fast-ai-nlp/dbpedia_csv.tgz",
    file: "dbpedia_csv.tgz",
    bytes: 68_341_743,
    md5: "239c7837b9e79db34486f3de6a00e38e",
    sha256: "42db5221ddedddb673a4cabcc5f3a7d869714c878bcfe4ba94b29d14aa38e417",
  }],
  folders: ["dbpedia_14", "dbpedia_csv", ""],
  mark: "train.csv",
  rows: { train: 560_000, test: 70_000 },
  notes: [],
  wanted: isCharCnnFile,
  read: (members, place) =>
    readCharCnn(members, place, {
      name: "dbpedia_14",
      columns: ["class", "title", "content"],
      classes: CLASSES,
    }),
});
