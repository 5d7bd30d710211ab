/**
 * What a text model's parameters learn by.
 *
 * @module
 */
import { Adam, type Optimizer, type Parameter, Sgd, type Tensor } from "../engine/mod.ts";
import type { TextModelOptions } from "./options.ts";

/**
 * The optimizer of a block's parameters.
 *
 * @param rate Learning rate of all but the tables.
 * @param tables Word tables among the parameters: they learn at the embedding block's rate.
 */
export function optimizerOf(
  options: TextModelOptions,
  parameters: readonly Parameter[],
  rate: number,
  tables: readonly Parameter[] = [],
): Optimizer {
  if (!tables.length) return plain(options, parameters, rate);
  const rest = parameters.filter((parameter) => !tables.includes(parameter));
  const multiple = options.embeddingRate / options.rate;
  return new WithTables(
    plain(options, rest, rate),
    plain(options, tables, rate * multiple),
    multiple,
  );
}

function plain(
  { optimizer, decay }: TextModelOptions,
  parameters: readonly Parameter[],
  rate: number,
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
