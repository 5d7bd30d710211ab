/**
 * Random zeros (Srivastava et al., 2014).
 *
 * @module
 */
import { type Device, Kernel } from "../../device/device.ts";
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule } from "../../tensor/op.ts";
import { type Random, threefry } from "../../random.ts";
import { empty, type Signal, type Tensor, tensor } from "../../tensor/tensor.ts";
import { PointKernel } from "../kernels/point.ts";
import code from "../../../shaders/pointwise/dropout.wgsl" with { type: "text" };
import ticketCode from "../../../shaders/pointwise/dropout_ticket.wgsl" with { type: "text" };
import threefryCode from "../../../shaders/parts/threefry.wgsl" with { type: "text" };

const kernel = new PointKernel({
  name: "dropout",
  code: `${code}\n${threefryCode}`,
  reads: 2,
  writes: 1,
  uniforms: { threshold: "u32", scale: "f32" },
}, { fours: false });
const draw = new Kernel({ name: "dropout_ticket", code: ticketCode, reads: 0, writes: 2 });

/**
 * The source of the masks of a dropout layer: a key and a count of the masks drawn so far. It lies on the
 * device, so that a replayed step draws new masks.
 *
 * @example
 * ```ts
 * import { DropoutStream, openCpu, Random } from "@associated/learning";
 *
 * const device = await openCpu();
 * const stream = new DropoutStream(device, new Random(1));
 * const [one, other] = [stream.ticket(), stream.ticket()];
 * console.assert((await one.words()).join() !== (await other.words()).join());
 * device.destroy();
 * ```
 */
export class DropoutStream {
  /** `u32[3]`: two words of the key, and the count; write it back to continue a saved stream. */
  readonly state: Signal;

  /** A stream named by the key of a random stream. */
  constructor(device: Device, random: Random) {
    this.state = device.keep(tensor(device, Uint32Array.of(...random.key, 0)));
  }

  /** The key and number of the next mask, `u32[3]`. */
  ticket(): Signal {
    const { device } = this.state;
    const ticket = empty(device, [3], "u32");
    device.run(draw, { reads: [], writes: [this.state.storage, ticket.storage], groups: [1] });
    return ticket;
  }
}

/** The threshold for a rate: an element is kept if its random word, below 2^32, reaches it. */
export const thresholdOf = (rate: number) => Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);

function mask(x: Signal, ticket: Signal, rate: number): Signal {
  const y = empty(x.device, x.shape);
  kernel.run(x.device, {
    reads: [x.storage, ticket.storage],
    writes: [y.storage],
    elements: x.size,
    uniforms: { threshold: thresholdOf(rate), scale: 1 / (1 - rate) },
  });
  return y;
}

const someTicket: Fill = () => Uint32Array.of(7, 11, 13);

const rule: Rule<number> = {
  name: "dropout",
  dtypes: ["f32", "u32"],
  shapes: ([x], rate) => {
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError(
        `Cannot drop elements at rate ${rate}: give a number from 0 up to, not including, 1`,
      );
    }
    return [x];
  },
  forward: ([x, ticket], rate) => ({ outputs: [mask(x, ticket, rate)] }),
  backward: ({ gradients: [dy], inputs: [, ticket], options: rate }) => [
    mask(dy!, ticket, rate),
    null,
  ],
  reference: ([x, { data: [k0, k1, count] }], rate) => [
    hostArray(
      x.shape,
      (i) => threefry(k0, k1, i, count)[0] >= thresholdOf(rate) ? x.data[i] / (1 - rate) : 0,
    ),
  ],
  samples: [[], [0], [3, 5], [130, 3]].flatMap((shape) =>
    [0, 0.3, 0.9].map((rate) => ({
      shapes: [shape, [3]],
      options: rate,
      fill: [null, someTicket],
    }))
  ),
  refuses: [1, -0.1].map((rate) => ({
    shapes: [[3], [3]],
    options: rate,
    fill: [null, someTicket],
  })),
};

/** Random zeros. */
export interface DropoutOperation {
  /** Of a signal, a signal. */
  (x: Signal, rate: number, stream: DropoutStream): Signal;
  /**
   * Sets each element to 0 with probability `rate`, from 0 up to but not including 1, and divides all other
   * elements by `1 - rate`. Each call draws a new mask from the stream; rate 0 gives x back.
   */
  (x: Tensor, rate: number, stream: DropoutStream): Tensor;
  /** The operation; its option is the rate, its second input a ticket of the stream. */
  readonly rule: Rule<number>;
}

/**
 * Random zeros.
 *
 * @example
 * ```ts
 * import { dropout, DropoutStream, full, openCpu, Random } from "@associated/learning";
 *
 * const device = await openCpu();
 * const stream = new DropoutStream(device, new Random(1));
 * const y = await dropout(full(device, [100], 1), 0.5, stream).data();
 * console.assert(y.every((value) => value === 0 || value === 2));
 * device.destroy();
 * ```
 */
export const dropout: DropoutOperation = Object.assign(
  ((x: Tensor, rate: number, stream: DropoutStream) =>
    rate === 0 ? x : apply(rule, [x, stream.ticket()], rate)[0]) as DropoutOperation,
  { rule },
);
