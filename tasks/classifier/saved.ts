/**
 * A trained classifier as bytes: a safetensors file whose header holds all that its weights do not say.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import { CRITERIA } from "../loop/exits/confidence.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import { Crc32 } from "../../datasets/crc.ts";
import { decodeSafetensors, encodeSafetensors, type TensorData } from "../loop/safetensors.ts";
import { familyOf, isModel } from "./families.ts";
import type { ClassifierModel, ClassifierNet } from "./family.ts";
import { isObject, type Json } from "./json.ts";
import { type DataEncoding, kindOfEncoding } from "./kinds.ts";

const FORMAT = "associated-learning-classifier 1";

/** When examples leave early. */
export interface Exits {
  /** The rule, with its temperatures. */
  readonly rule: ExitRule;
  /** Confidence at which an example leaves, from 0 to 1. */
  readonly threshold: number;
}

/** All that a trained classifier is. */
export interface SavedClassifier<N extends ClassifierModel = ClassifierModel> {
  /** Its model. */
  readonly model: N;
  /** The options of that model; first values of word tables are left out. */
  readonly options: ClassifierNet<N>;
  /** How data become what it reads, with its classes. */
  readonly encoding: DataEncoding;
  /** When examples leave early; null where that was not found out. */
  readonly exits: Exits | null;
  /** What the logits of each of its depths are divided by, where `exits` are null; 1 where absent. */
  readonly temperatures?: readonly number[];
  /** Its parameters, by name. */
  readonly weights: ReadonlyMap<string, Pick<TensorData, "shape" | "data">>;
}

/** The bytes of a classifier. */
export function encodeClassifier(saved: SavedClassifier): Promise<Uint8Array<ArrayBuffer>> {
  const { model, options, encoding, exits, temperatures, weights } = saved;
  const tensors = Array.from(weights, ([name, { shape, data }]) => ({
    name,
    dtype: "F32" as const,
    shape,
    data,
  }));
  const about = {
    model,
    options: JSON.stringify(options),
    encoding: JSON.stringify(kindOfEncoding(encoding).plain(encoding)),
    exits: JSON.stringify(exits),
    ...(temperatures && { temperatures: JSON.stringify(temperatures) }),
  };
  return encodeSafetensors(tensors, {
    format: FORMAT,
    ...about,
    checksum: checksum(about, weights),
  });
}

/** A number that a change of any part of a classifier changes. */
function checksum(
  { model, options, encoding, exits, temperatures }: Readonly<Record<string, string>>,
  weights: SavedClassifier["weights"],
): string {
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const parts = [model, options, encoding, exits, ...(temperatures ? [temperatures] : [])];
  const crc = new Crc32().add(text(parts));
  for (const [name, { shape, data }] of weights) {
    crc.add(text([name, shape])).add(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return String(crc.value);
}

/**
 * The classifier of some bytes.
 *
 * @throws {DataError} When they are none, or damaged.
 */
export function decodeClassifier(bytes: Uint8Array): SavedClassifier {
  const { metadata, tensors } = decodeSafetensors(bytes, "a saved classifier");
  const { format, model } = metadata;
  if (format !== FORMAT) {
    throw new DataError(
      `Cannot load a classifier: the format of its bytes is ${
        JSON.stringify(format ?? null)
      } and ` +
        `not "${FORMAT}", give what save() gave`,
    );
  }
  if (metadata.checksum !== checksum(metadata, tensors)) {
    throw new DataError(
      "Cannot load a classifier: its checksum is not that of its contents, the bytes are damaged, take another copy",
    );
  }
  if (!isModel(model)) {
    throw damaged("model", `there is no model ${JSON.stringify(model)}`);
  }
  const encoding = part(metadata, "encoding", isPlainEncoding);
  return {
    model,
    options: part(metadata, "options", isNetOf(model)),
    encoding: kindOfEncoding(encoding).from(encoding) as DataEncoding,
    exits: part(metadata, "exits", isExits),
    ...("temperatures" in metadata && {
      temperatures: part(metadata, "temperatures", isTemperatures),
    }),
    weights: tensors,
  };
}

function part<T>(
  metadata: Readonly<Record<string, string>>,
  name: string,
  isRight: (value: unknown) => value is T,
): T {
  let value: unknown;
  try {
    value = JSON.parse(metadata[name] ?? "");
  } catch {
    throw damaged(name, "it is no JSON");
  }
  if (isRight(value)) return value;
  throw damaged(name, "a part of it is missing or of another kind");
}

function damaged(name: string, state: string): DataError {
  return new DataError(
    `Cannot load a classifier: the "${name}" of its header cannot be read, ${state}, take another copy`,
  );
}

/** Whether a value has the parts of the net of a model. */
function isNetOf(model: ClassifierModel): (value: unknown) => value is ClassifierNet {
  return (value): value is ClassifierNet =>
    isObject(value) && Number.isSafeInteger(value.classes) && familyOf(model).isNet(value);
}

function isPlainEncoding(value: unknown): value is Json {
  return isObject(value) && kindOfEncoding(value).isPlain(value);
}

function isTemperatures(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((t) => Number.isFinite(t) && t > 0);
}

function isExits(value: unknown): value is Exits | null {
  if (value === null) return true;
  const isNumbers = (list: unknown) => Array.isArray(list) && list.every(Number.isFinite);
  return isObject(value) && typeof value.threshold === "number" && isObject(value.rule) &&
    (CRITERIA as readonly unknown[]).includes(value.rule.criterion) &&
    isNumbers(value.rule.temperatures) && isNumbers(value.rule.exits);
}
