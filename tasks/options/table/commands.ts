/**
 * Commands that take the same options, under one name.
 *
 * @module
 */

/** Those that train a new model. */
export const training = ["train", "accumulate"] as const;

/** Those that train. */
export const learning = [...training, "grow"] as const;

/** Those that make a model from options. */
export const building = [...training, "summary"] as const;

/** Those that answer for single texts. */
export const using = ["eval", "predict"] as const;

/** Those that know adaptive inference. */
export const adapting = ["adapt", ...using] as const;

/** Those that run kernels. */
export const running = [...learning, ...adapting, "bench"] as const;
