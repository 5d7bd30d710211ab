/**
 * What a text model's parameters learn by.
 *
 * @module
 */
import { Adam, type Optimizer, type Parameter, Sgd, type Tensor } from "../engine/mod.ts";
import type { TextModelOptions } from "./text/options.ts";

/**
 * The optimizer of a block's parameters. Word tables do not decay: a row is changed only where its
 * word comes up, so decay would shrink frequent words and spare those that a table has learned by
 * heart.
 *
 * @param rate Learning rate of all but the tables.
 * @param tables Word tables, which learn at the embedding block's rate; those that are not among the
 *   parameters are left out.
 */
export function optimizerOf(
  options: TextModelOptions,
  parameters: readonly Parameter[],
  rate: number,
  tables: readonly Parameter[] = [],
): Optimizer {
  const { embeddingRate, decay } = options;
  // Both may be 0.
  const multiple = rate === embeddingRate ? 1 : embeddingRate / rate;
  const words = parameters.filter((parameter) => tables.includes(parameter));
  const rest = parameters.filter((parameter) => !words.includes(parameter));
  if (!words.length || (multiple === 1 && !decay)) return plain(options, parameters, rate, decay);
  if (!rest.length) return plain(options, words, embeddingRate, 0);
  return new WithTables(
    plain(options, rest, rate, decay),
    plain(options, words, embeddingRate, 0),
    multiple,
  );
}

function plain(
  { optimizer }: TextModelOptions,
  parameters: readonly Parameter[],
  rate: number,
  decay: number,
): Optimizer {
  return optimizer === "sgd"
    ? new Sgd(parameters, { rate, decay })
    : new Adam(parameters, { rate, decay, decoupled: true });
}

/** Two optimizers as one, of which that of the tables has a multiple of the other's rate. */
class WithTables implements Optimizer {
  readonly parameters: readonly Parameter[];
  readonly state: ReadonlyMap<string, Tensor>;
  readonly #rest: Optimizer;
  readonly #tables: Optimizer;
  readonly #multiple: number;

  constructor(rest: Optimizer, tables: Optimizer, multiple: number) {
    this.parameters = [...rest.parameters, ...tables.parameters];
    this.state = new Map([
      ...rest.state,
      ...[...tables.state].map(([name, tensor]) => [`tables: ${name}`, tensor] as const),
    ]);
    this.#rest = rest;
    this.#tables = tables;
    this.#multiple = multiple;
  }

  setRate(rate: number): void {
    this.#rest.setRate(rate);
    this.#tables.setRate(rate * this.#multiple);
  }

  step(): void {
    this.#rest.step();
    this.#tables.step();
  }
}
