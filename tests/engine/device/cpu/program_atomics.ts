/** Atomic operations of generated programs. */
import { type Piece, statement, text } from "./program_tree.ts";
import { type Type, type } from "./program_types.ts";
import { Writes } from "./program_writes.ts";

/** Makes atomic operations beside what {@linkcode Writes} makes. */
export abstract class Atomics extends Writes {
  /** An atomic operation whose order does not matter, or one on an own atomic. */
  protected count(): Piece[] {
    const { random, scope } = this;
    const { counters } = scope.world;
    if (!scope.main || counters.length === 0) return this.store();
    const { name, length, element, operation, space } = random.pick(counters);
    const value = () => this.expressions.of(type(element), 2);
    if (operation === "own") return this.exchange(name, type(element));
    const place = text(`(&${name}[`, this.expressions.below(length), "]");
    if (space === "workgroup" && scope.tilesFull) {
      return this.take(type(element), text("atomicLoad", place, ")"));
    }
    return [statement(operation, place, ", ", value(), ");")];
  }

  /** An operation on an own atomic, with its result. */
  protected exchange(name: string, of: Type): Piece[] {
    const { random } = this;
    const value = () => this.expressions.of(of, 1);
    const place = `(&${name}[i]`;
    const operation = random.pick(["Exchange", "Add", "Sub", "Min", "Max", "And", "Or", "Xor"]);
    if (random.chance(0.2)) return [statement(`atomicStore${place}, `, value(), ");")];
    if (random.chance(0.2)) return this.take(of, text(`atomicLoad${place})`));
    if (random.chance(0.7)) {
      return this.take(of, text(`atomic${operation}${place}, `, value(), ")"));
    }
    const call = text(`atomicCompareExchangeWeak${place}, `, value(), ", ", value(), ")");
    const swapped = random.chance(0.5);
    return this.take(
      swapped ? type("bool") : of,
      text(call, swapped ? ".exchanged" : ".old_value"),
    );
  }
}
