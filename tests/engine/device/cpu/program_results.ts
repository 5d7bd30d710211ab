/** What generated programs store at their end. */
import type { Expressions } from "./program_expressions.ts";
import type { Value } from "./program_scope.ts";
import { expression, type Piece } from "./program_tree.ts";
import { type Random, type } from "./program_types.ts";

/** A value, or a component of it, as a word that tells it from all others. */
export function wordOfValue(random: Random, { text, type: { element, size } }: Value): string {
  const scalar = size > 1 ? `${text}.${"xyzw"[random.range(0, size - 1)]}` : text;
  // Floats in variables are quarters; this way 0 and -0 are the same.
  if (element === "f32") return `bitcast<u32>(i32(${scalar} * 4.0))`;
  if (element === "bool") return `select(3u, 5u, ${scalar})`;
  return element === "i32" ? `bitcast<u32>(${scalar})` : scalar;
}

/** A float whose last bits differ between implementations, of arguments that are exact. */
export function loose(expressions: Expressions): Piece {
  const exact = () => expressions.of(type("f32"), 2);
  const made = Array.from({ length: 2 }, () => {
    const call = (before: string, after: string) => expression("f32", before, exact(), after);
    const choices = [
      () => call("exp((", ") / 64.0)"),
      () => call("exp2((", ") / 40.0)"),
      () => call("log(abs(", ") + 1.0)"),
      () => call("log2(abs(", ") + 0.5)"),
      () => call("sqrt(abs(", "))"),
      () => call("inverseSqrt(abs(", ") + 0.25)"),
      () => call("tanh((", ") / 50.0)"),
      () => call("sin((", ") / 90.0)"),
      () => call("cos((", ") / 90.0)"),
      () => call("pow(1.25, (", ") / 16.0)"),
      () => call("pow(abs(", ") + 0.125, 3.0) / 1048576.0"),
      () => call("length(vec2f(3.0, ", "))"),
      () => expression("f32", "(", exact(), ") / (abs(", exact(), ") + 1.0)"),
    ];
    return expressions.random.pick(choices)();
  });
  return expression("f32", made[0], " + ", made[1]);
}
