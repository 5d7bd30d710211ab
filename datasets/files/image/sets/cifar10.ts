import type { Images } from "../../../image/images.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { isCifarFile, readCifar } from "../cifar.ts";

const CLASSES = [
  ...["airplane", "automobile", "bird", "cat", "deer"],
  ...["dog", "frog", "horse", "ship", "truck"],
];

const LAYOUT = {
  name: "cifar10",
  labelBytes: 1,
  classes: CLASSES.length,
  files: {
    "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
  },
};

/**
 * CIFAR-10 (Krizhevsky, 2009) in its binary form: ten kinds of things. Its page gives the MD5 of the archive;
 * several public scripts check the SHA-256 of the archive and of the files in it.
 */
export const cifar10: NamedSet<Images> = publishedSet({
  name: "cifar10",
  title: "CIFAR-10, 10 kinds of things (cite Krizhevsky, 2009)",
  classes: CLASSES,
  remotes: [{
    url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    file: "cifar-10-binary.tar.gz",
    bytes: 170_052_171,
    md5: "c32a1d4ab5d03f1284b67883e8d87530",
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
  }],
  folders: ["cifar10/cifar-10-batches-bin", "cifar-10-batches-bin", "cifar10", "cifar-10", ""],
  mark: "data_batch_1.bin",
  rows: { train: 50_000, test: 10_000 },
  notes: [],
  wanted: (name) => isCifarFile(name, LAYOUT),
  read: (members, place) => readCifar(members, place, LAYOUT),
});
