/**
 * How texts and pairs of texts enter a net that settles: as word numbers, whose vectors are looked up on the
 * device.
 *
 * @module
 */
import {
  detach,
  embedding,
  type Entry,
  type Features,
  type HostInput,
  type Named,
  type Parameter,
  type Sequences,
  ShapeError,
  type Signal,
} from "../../engine/mod.ts";
import { inputName } from "../text/names.ts";
import { type EquilibriumOptions, projections } from "./options.ts";

/** The second sequence among features. */
const SECOND = "second";

/**
 * `x` are word numbers `[batch, any time]` and `lengths` the words of each row; `1/tokens` and `1/lengths` are
 * those of the second text of a pair. Rows are cut or filled up to the net's time.
 *
 * @example
 * ```ts
 * import { EquilibriumEntry, defaultEquilibrium, openCpu, Parameter } from "@associated/learning";
 *
 * const device = await openCpu();
 * const table = new Parameter(device, null, "words", [9, 4], new Float32Array(36));
 * const words = { vocabulary: 9, width: 4 };
 * const entry = new EquilibriumEntry({ ...defaultEquilibrium, classes: 2, time: 3, words }, table);
 * const x = { data: Uint32Array.of(5, 1), shape: [1, 2] }, lengths = { data: Uint32Array.of(2), shape: [1] };
 * console.assert(entry.host({ x, lengths }).x.data.join() === "5,1,0");
 * device.destroy();
 * ```
 */
export class EquilibriumEntry implements Entry {
  readonly #options: EquilibriumOptions;
  readonly #table: Parameter;

  /** The entry of a net whose words have their vectors in a table `[vocabulary, width]`. */
  constructor(options: EquilibriumOptions, table: Parameter) {
    this.#options = options;
    this.#table = table;
  }

  /**
   * Word numbers `[batch, time]`, and the stored patterns of each part that count `[batch, parts]`.
   *
   * @throws {ShapeError} When a text is missing, or a word has no row in the table.
   */
  host(inputs: Named<HostInput>): Record<string, HostInput> {
    const { input, time, mask } = this.#options;
    const names = input === "text" ? [["x", "lengths"]] : [
      ["x", "lengths"],
      [inputName(1, "tokens"), inputName(1, "lengths")],
    ];
    const texts = names.map(([words, lengths]) => ({
      words: this.#fitted(words, inputs[words], inputs[lengths]),
      lengths: inputs[lengths].data,
    }));
    const parts = projections[input], batch = texts[0].lengths.length;
    const counts = Uint32Array.from({ length: batch * parts.length }, (_, i) => {
      const { patterns } = parts[i % parts.length], row = Math.floor(i / parts.length);
      return mask ? Math.min(texts[patterns].lengths[row], time) : time;
    });
    const shape = [batch, time];
    return {
      x: { data: texts[0].words, shape },
      ...(texts[1] && { [SECOND]: { data: texts[1].words, shape } }),
      lengths: { data: counts, shape: [batch, parts.length] },
    };
  }

  /** The vectors of the words `[batch, time, width]`. */
  features({ x, [SECOND]: second, lengths }: Named<Signal>): Features<Signal> {
    const vectors = (words: Signal) => embedding(detach(this.#table), words);
    const rows = { lengths, ...(second && { [SECOND]: vectors(second) }) };
    return { x: vectors(x), rows, shared: {} };
  }

  /** A text cut or filled up to the net's time. */
  #fitted(name: string, words?: HostInput, lengths?: HostInput): Uint32Array {
    const { time, words: { vocabulary } } = this.#options;
    if (!words || !lengths) {
      throw new ShapeError(`Cannot read a text: "${name}" or its lengths are missing, pass both`);
    }
    const [batch, given] = words.shape;
    const fitted = new Uint32Array(batch * time);
    for (let row = 0; row < batch; row++) {
      const count = Math.min(lengths.data[row], time, given);
      for (let t = 0; t < count; t++) fitted[row * time + t] = words.data[row * given + t];
    }
    const wrong = fitted.findIndex((word) => word >= vocabulary);
    if (wrong < 0) return fitted;
    throw new ShapeError(
      `Cannot read word ${fitted[wrong]} of "${name}": the table has ${vocabulary} rows, ` +
        "number the words by the vocabulary of the model",
    );
  }
}

/** The sequences that features are. */
export function sequencesOf({ x, rows }: Features<Signal>): Sequences {
  const second = rows[SECOND] as Signal | undefined;
  return { vectors: second ? [x, second] : [x], lengths: rows.lengths as Signal };
}
