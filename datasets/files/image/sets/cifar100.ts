import type { Images } from "../../../image/images.ts";
import { type NamedSet, publishedSet } from "../../published.ts";
import { isCifarFile, readCifar } from "../cifar.ts";

const CLASSES = (
  "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly " +
  "camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup " +
  "dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower " +
  "leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid " +
  "otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray " +
  "road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar " +
  "sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle " +
  "wardrobe whale willow_tree wolf woman worm"
).split(" ");

const LAYOUT = {
  name: "cifar100",
  labelBytes: 2, // the coarse class, which is not read, and the fine one
  classes: CLASSES.length,
  files: {
    "train.bin": "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
    "test.bin": "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a",
  },
};

/**
 * CIFAR-100 (Krizhevsky, 2009) in its binary form, by its 100 fine classes. Its page gives the MD5 of the
 * archive; several public scripts check the SHA-256 of the archive and of the files in it.
 */
export const cifar100: NamedSet<Images> = publishedSet({
  name: "cifar100",
  title: "CIFAR-100, 100 kinds of things (cite Krizhevsky, 2009)",
  classes: CLASSES,
  remotes: [{
    url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    file: "cifar-100-binary.tar.gz",
    bytes: 168_513_733,
    md5: "03b5dce01913d631647c71ecec9e9cb8",
    sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
  }],
  folders: ["cifar100/cifar-100-binary", "cifar-100-binary", "cifar100", "cifar-100", ""],
  mark: "train.bin",
  rows: { train: 50_000, test: 10_000 },
  notes: [],
  wanted: (name) => isCifarFile(name, LAYOUT),
  read: (members, place) => readCifar(members, place, LAYOUT),
});
