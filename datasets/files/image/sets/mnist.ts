import type { Images } from "../../../image/images.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { fromIdx, idxRemotes } from "./from_idx.ts";

/** SHA-256 of the unpacked files: those of the published ones, whose MD5 are below. */
const FILES = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

const CLASSES = [..."0123456789"];

/**
 * MNIST (LeCun, Bottou, Bengio and Haffner, 1998): handwritten digits. torchvision fetches the four files from
 * this copy and checks their MD5, in its prototypes their SHA-256.
 */
export const mnist: NamedSet<Images> = publishedSet({
  name: "mnist",
  title: "MNIST, handwritten digits (cite LeCun et al., 1998)",
  classes: CLASSES,
  remotes: idxRemotes("https://ossci-datasets.s3.amazonaws.com/mnist", {
    "train-images-idx3-ubyte": {
      bytes: 9_912_422,
      md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873",
      sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    },
    "train-labels-idx1-ubyte": {
      bytes: 28_881,
      md5: "d53e105ee54ea40749a09fcbcd1e9432",
      sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    },
    "t10k-images-idx3-ubyte": {
      bytes: 1_648_877,
      md5: "9fb629c4189551a2d022fa330f9573f3",
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    },
    "t10k-labels-idx1-ubyte": {
      bytes: 4_542,
      md5: "ec29112dd5afa0611ce80d1b7f02629c",
      sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
  }),
  folders: ["mnist", "MNIST/raw", "mnist/MNIST/raw", ""],
  rows: { train: 60_000, test: 10_000 },
  notes: [],
  ...fromIdx("mnist", CLASSES, FILES),
});
