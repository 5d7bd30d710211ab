import type { Images } from "../../../image/images.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { fromIdx, idxRemotes } from "./from_idx.ts";

const CLASSES = [
  ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
  ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
];

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): articles of clothing in the form of MNIST. Its publishers
 * give the MD5 of the four files, torchvision's prototypes their SHA-256.
 */
export const fashionMnist: NamedSet<Images> = publishedSet({
  name: "fashion_mnist",
  title: "Fashion-MNIST, 10 kinds of clothing (MIT)",
  classes: CLASSES,
  remotes: idxRemotes("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com", {
    "train-images-idx3-ubyte": {
      bytes: 26_421_880,
      md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
      sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    },
    "train-labels-idx1-ubyte": {
      bytes: 29_515,
      md5: "25c81989df183df01b3e8a0aad5dffbe",
      sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    },
    "t10k-images-idx3-ubyte": {
      bytes: 4_422_102,
      md5: "bef4ecab320f06d8554ea6380940ec79",
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    },
    "t10k-labels-idx1-ubyte": {
      bytes: 5_148,
      md5: "bb300cfdad3c16e7a12a480ee83cd310",
      sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
  }),
  folders: ["fashion_mnist", "fashion-mnist", "FashionMNIST/raw", "fashion_mnist/FashionMNIST/raw"],
  rows: { train: 60_000, test: 10_000 },
  notes: [],
  ...fromIdx("fashion_mnist", CLASSES),
});
