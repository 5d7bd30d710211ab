import type { Images } from "../../../image/images.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { fromIdx, idxRemotes } from "./from_idx.ts";

const CLASSES = [
  ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
  ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
];

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): articles of clothing in the form of MNIST. Its publishers
 * give the MD5 of the four files.
 */
export const fashionMnist: NamedSet<Images> = publishedSet({
  name: "fashion_mnist",
  title: "Fashion-MNIST, 10 kinds of clothing (MIT)",
  classes: CLASSES,
  remotes: idxRemotes("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com", {
    "train-images-idx3-ubyte": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte": "bb300cfdad3c16e7a12a480ee83cd310",
  }),
  folders: ["fashion_mnist", "fashion-mnist", "FashionMNIST/raw", "fashion_mnist/FashionMNIST/raw"],
  rows: { train: 60_000, test: 10_000 },
  notes: [],
  ...fromIdx("fashion_mnist", CLASSES),
});
