/**
 * Lists of the commands that take the same options.
 *
 * @module
 */

/** Commands that train a new model. */
export const training = ["train", "accumulate"] as const;

/** Commands that train. */
export const learning = [...training, "grow"] as const;

/** Commands that make a model from options. */
export const building = [...training, "summary"] as const;

/** Commands that answer texts. */
export const using = ["eval", "predict"] as const;

/** Commands that can let texts leave early. */
export const adapting = ["adapt", ...using] as const;

/** Commands that run kernels. */
export const running = [...learning, "work", ...adapting, "gducheck", "bench"] as const;

/** Commands that may connect to a NATS server. */
export const spreading = [...training, "work"] as const;
