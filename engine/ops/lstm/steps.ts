/**
 * What the steps of an LSTM layer read and write.
 *
 * @module
 */
import type { Signal } from "../../tensor/tensor.ts";

/** Sizes of an LSTM layer's computation. */
export interface LstmSizes {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly directions: number;
}

/** Buffers that the steps have both ways. */
interface LstmBuffers {
  /** `[directions, hidden, 4 * hidden]`. */
  readonly weight: Signal;
  /** u32 `[batch]`. */
  readonly lengths: Signal;
  /** State before the first token: `[directions, batch, hidden]`. */
  readonly c: Signal;
  /** `[directions, batch, time, 4 * hidden]`: products, then gates, then their gradients. */
  readonly gates: Signal;
  /** `[directions, batch, time, hidden]`. */
  readonly cells: Signal;
}

/** Buffers of the steps forwards. */
export interface LstmForward extends LstmBuffers {
  /** `[directions, 4 * hidden]`. */
  readonly bias: Signal;
  /** State before the first token: `[directions, batch, hidden]`. */
  readonly h: Signal;
  /** State before each token, `[directions, batch, time, hidden]`. */
  readonly previous: Signal;
  /** State behind the last token of each row, like `h`. */
  readonly last: Signal;
}

/** Buffers of the steps backwards, and gradients that reach the layer; a missing one is 0. */
export interface LstmGradients extends LstmBuffers {
  /** Gradient of `y`; `null` where none reaches it. */
  readonly dy: Signal | null;
  /** Gradients of the last state, which become those of the first: `[directions, batch, hidden]`. */
  readonly dh: Signal | null;
  /** Like `dh`. */
  readonly dc: Signal | null;
}

/** The same with buffers for the gradients of the states. */
export interface LstmBackward extends LstmGradients {
  readonly dh: Signal;
  readonly dc: Signal;
}
