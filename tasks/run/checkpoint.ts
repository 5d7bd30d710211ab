/**
 * Checkpoints: all that a run needs to go on, as one safetensors file.
 *
 * @module
 */
import type { Learner, Module, Tensor, Totals } from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { type Epoch, type Position, START } from "../loop/position.ts";
import { type NamedTensors, tensorsOf, weightsOf } from "../loop/tensors.ts";
import type { Keeper } from "../loop/trainer.ts";
import { decodeSafetensors, type Safetensors } from "../loop/safetensors.ts";
import { shaped } from "./json_object.ts";
import { epoch as epochShape, position as positionShape } from "./position.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import { all, listOf, type Shape, text, where } from "./shape.ts";

const format = "associated-learning-checkpoint 1";

const way = "take another copy or train again";

/** Choices of kernels by name. */
const shape = listOf(
  all(listOf(text), where((pair: unknown[]) => pair.length === 2, "is no pair")),
);

function dtypeOf({ dtype }: Tensor): "U32" | "F32" {
  return dtype === "u32" ? "U32" : "F32";
}

function write(
  path: string,
  tensors: NamedTensors,
  metadata: Record<string, string>,
): Promise<void> {
  const sources = [...tensors].map(([name, tensor]) => ({
    name,
    dtype: dtypeOf(tensor),
    shape: tensor.shape,
    data: async () => tensor.dtype === "u32" ? await tensor.words() : await tensor.data(),
  }));
  return writeSafetensors(path, sources, { format, ...metadata });
}

/** Writes all that is needed to go on exactly where the run is. */
export function saveCheckpoint(
  path: string,
  learner: Learner,
  totals: Totals,
  position: Position,
): Promise<void> {
  return write(path, tensorsOf(learner, totals), {
    position: JSON.stringify(position),
    device: learner.device.traits.name,
    kernels: JSON.stringify([...learner.device.choices]),
  });
}

/** Keeps the weights of the best epoch and the last checkpoint in two files. */
export function filesKeeper(paths: { readonly best: string; readonly last: string }): Keeper {
  return {
    best: (learner, epoch) => saveWeights(paths.best, learner, epoch),
    checkpoint: (learner, totals, position) =>
      saveCheckpoint(paths.last, learner, totals, position),
  };
}

/** Writes the weights alone, for testing and predicting. */
export function saveWeights(path: string, learner: Learner, about: Epoch): Promise<void> {
  return write(path, weightsOf(learner), { position: JSON.stringify(about) });
}

/** Reads the weights of any checkpoint into a model or a part of one. */
export async function loadWeights(path: string, module: Module): Promise<void> {
  fill(path, await readSafetensors(path), weightsOf(module));
}

/** Copies the weights of the bytes of any checkpoint into a model or a part of one. */
export function weightsFrom(path: string, bytes: Uint8Array, module: Module): void {
  fill(path, decodeSafetensors(bytes, path), weightsOf(module));
}

/** Reads a file of {@linkcode saveWeights} into a model, and gives its epoch. */
export async function loadEpoch(path: string, module: Module): Promise<Epoch> {
  const file = await readSafetensors(path);
  fill(path, file, weightsOf(module));
  return positionOf<Epoch>(path, file, epochShape);
}

/**
 * Reads only the weights of a checkpoint of {@linkcode saveCheckpoint}: codes and features are made of them
 * before training goes on. Gives the position, and brings the choices of kernels back.
 */
export async function loadPosition(path: string, learner: Learner): Promise<Position> {
  const file = await readSafetensors(path);
  fill(path, file, weightsOf(learner));
  return resumedAt(path, file, learner);
}

/**
 * Reads a checkpoint into a model and its sums; gives the position, and brings the choices of kernels back.
 */
export async function loadCheckpoint(
  path: string,
  learner: Learner,
  totals: Totals,
): Promise<Position> {
  const file = await readSafetensors(path);
  fill(path, file, tensorsOf(learner, totals));
  return resumedAt(path, file, learner);
}

function resumedAt(path: string, file: Safetensors, { device }: Learner): Position {
  // Positions of earlier versions know no stages.
  const position = { ...START, ...positionOf<Position>(path, file, positionShape) };
  if (file.metadata.device !== device.traits.name) return position;
  // Another variant of a kernel may round otherwise: on the same device a run keeps the variants that it
  // began with.
  const { kernels: written = "[]" } = file.metadata;
  const kernels = shaped<[string, string][]>(written, `the kernels of ${path}`, { shape, way });
  for (const [name, choice] of kernels) device.choices.set(name, choice);
  return position;
}

function positionOf<P>(path: string, { metadata: { position } }: Safetensors, shape: Shape): P {
  if (position !== undefined) {
    return shaped<P>(position, `the position of ${path}`, { shape, way });
  }
  throw new DataError(
    `Cannot read ${path}: it does not say where in its run it was written, ${way}`,
  );
}

/** Copies tensors of a file over those of a model. */
function fill(path: string, file: Safetensors, into: NamedTensors): void {
  if (file.metadata.format !== format) {
    throw new DataError(
      `Cannot read ${path}: its format is "${file.metadata.format ?? "unknown"}" and not ` +
        `"${format}", give a checkpoint of this program`,
    );
  }
  for (const [name, tensor] of into) {
    const found = file.tensors.get(name);
    const has = found && `${found.dtype}[${found.shape.join(", ")}]`;
    const wants = `${dtypeOf(tensor)}[${tensor.shape.join(", ")}]`;
    if (has !== wants) {
      throw new DataError(
        `Cannot read ${path}: it has ${has ? `${has} for` : "no"} "${name}" and the model ` +
          `wants ${wants}, give a checkpoint of the same model`,
      );
    }
    if (tensor.size) {
      tensor.device.write(tensor.storage, found!.data as Float32Array | Uint32Array);
    }
  }
}
