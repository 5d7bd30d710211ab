/**
 * Makes the groups of parameters of a block, and steps them.
 *
 * @module
 */
import type { Module } from "../nn/module.ts";
import { clipByNorm } from "../optim/clip.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Encoder } from "./encoder.ts";
import type { BlockGroup, Role } from "./learner.ts";

/** How a block's parameters learn. */
export interface GroupOptions {
  /** Rate of f and b. */
  readonly rate: number;
  /** Rate of the tables among the parameters of f; the rate of the weights where absent. */
  readonly tableRate?: number;
  /** Whether tables learn as weights do: then they need no group of their own unless their rate differs. */
  readonly alike?: boolean;
  /** Makes the optimizer of some parameters. */
  readonly optimizer: (
    parameters: readonly Parameter[],
    options: { readonly rate: number; readonly role: Role },
  ) => Optimizer;
}

/**
 * The groups of the encoder side: the weights, and a group of tables where these learn at another rate or in
 * another way.
 *
 * @param name Name of the group of weights.
 * @param encoders The forward maps, which know their tables.
 * @param parameters The parameters that learn; statistics among them are left out.
 *
 * @example
 * ```ts
 * import {
 *   Adam,
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   encoderGroups,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const { chain } = buildModel(device, "linearal", options);
 * const [table] = chain!.encoders;
 * const groups = encoderGroups("words", [table], table.parameters, {
 *   rate: 0.001,
 *   tableRate: 0.01,
 *   optimizer: (parameters, { rate }) => new Adam(parameters, { rate }),
 * });
 * console.assert(groups.length === 1 && groups[0].role === "table" && groups[0].rate === 0.01);
 * device.destroy();
 * ```
 */
export function encoderGroups(
  name: string,
  encoders: readonly Encoder[],
  parameters: readonly Parameter[],
  { rate, tableRate = rate, alike = false, optimizer }: GroupOptions,
): BlockGroup[] {
  const of = (kind: ReturnType<Encoder["learning"]>) =>
    new Set(encoders.flatMap((f) => f.parameters.filter((own) => f.learning(own) === kind)));
  const tables = of("table"), statistics = of("statistic");
  const learning = parameters.filter((parameter) => !statistics.has(parameter));
  const group = (name: string, role: Role, parameters: readonly Parameter[], rate: number) =>
    parameters.length
      ? [{ name, role, rate, optimizer: optimizer(parameters, { rate, role }) }]
      : [];
  if (alike && rate === tableRate) return group(name, "encoder", learning, rate);
  const [own, rest] = [true, false].map((isTable) =>
    learning.filter((parameter) => tables.has(parameter) === isTable)
  );
  if (!rest.length) return group(name, "table", own, tableRate);
  return [
    ...group(name, "encoder", rest, rate),
    ...group(`${name} tables`, "table", own, tableRate),
  ];
}

/**
 * The group of the label side: g and h.
 *
 * @example
 * ```ts
 * import { labelGroup, Linear, openCpu, Place, Random, Sgd, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const g = new Linear(place.at("g"), { inputs: 2, outputs: 4 });
 * const h = new Linear(place.at("h"), { inputs: 4, outputs: 2 });
 * const group = labelGroup({ g, h }, {
 *   rate: 0.001,
 *   optimizer: (parameters, { rate }) => new Sgd(parameters, { rate }),
 * });
 * console.assert(group.role === "labels" && group.optimizer.parameters.length === 4);
 * device.destroy();
 * ```
 */
export function labelGroup(
  { g, h }: { readonly g: Module; readonly h: Module },
  { rate, optimizer }: Pick<GroupOptions, "rate" | "optimizer">,
): BlockGroup {
  const role = "labels";
  const parameters = [...g.parameters, ...h.parameters];
  return { name: "auto-encoder", role, rate, optimizer: optimizer(parameters, { rate, role }) };
}

/**
 * Steps the optimizers of all groups, the groups of the label side first.
 *
 * @param clip Greatest norm of the gradients of the label side, and of all other gradients; 0 for no limit.
 */
export function stepGroups(groups: readonly BlockGroup[], clip: number): void {
  const isLabels = ({ role }: BlockGroup) => role === "labels";
  for (const side of [groups.filter(isLabels), groups.filter((group) => !isLabels(group))]) {
    const parameters = side.flatMap(({ optimizer }) => optimizer.parameters);
    if (clip && parameters.length) clipByNorm(parameters, clip);
    for (const { optimizer } of side) optimizer.step();
  }
}
