/**
 * The functions that kernels of products apply to their results, in the lines that `pointwise` has of
 * them.
 *
 * @module
 */
import {
  eluFormula,
  type Formula,
  reluFormula,
  sigmoidFormula,
  tanhFormula,
} from "../pointwise/formulas.ts";
import foursCode from "../../../shaders/pointwise/activate.wgsl" with { type: "text" };

/** Functions that kernels can apply to their results. */
export type FusedActivation = "none" | "relu" | "tanh" | "sigmoid" | "elu";

/** Each function by its name. */
export const formulas: Readonly<Record<FusedActivation, Formula>> = {
  none: { forward: "x", slope: "1.0", reference: (x) => x },
  relu: reluFormula,
  tanh: tanhFormula,
  sigmoid: sigmoidFormula,
  elu: eluFormula,
};

/** In the order of `ACTIVATION` of {@linkcode activateCode}. */
export const activations: readonly FusedActivation[] = Object.keys(formulas) as FusedActivation[];

const sources = Object.values(formulas);
const cases = sources.map(({ forward }, i) =>
  `    ${i ? `case ${i}` : "default"}: { return ${forward}; }`
);

/** WGSL: `activate` and `activate_four`, of the function that the constant `ACTIVATION` chooses. */
export const activateCode: string = `${foursCode}
${sources.map(({ prelude = "" }) => prelude).join("")}

fn activate(x: f32) -> f32 {
  switch ACTIVATION {
${cases.join("\n")}
  }
}
`;

/** WGSL: for each of {@linkcode activations}, `slope` of its result `y`. */
export const slopeCodes: readonly string[] = sources.map(({ slope, slopeOfResult = slope }) =>
  `fn slope(y: f32) -> f32 { return ${slopeOfResult}; }\n`
);
