/**
 * The steps of an LSTM layer by wide tiles, for processors whose runtime joins neighbouring vectors to wider
 * ones. They add up the same terms in the same order as those by narrow panels, so that the bits are the
 * same.
 *
 * @module
 */
import type { Device, Kernel } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { byConstants } from "../kernels/variants.ts";
import { shortestSpan, spanOf, stretchOf, type Tile } from "../matmul/wide.ts";
import { packed } from "./pack.ts";
import type { LstmBackward, LstmForward, LstmSizes } from "./steps.ts";
import cellCode from "../../../shaders/lstm/lstm_cell.wgsl" with { type: "text" };
import forwardCode from "../../../shaders/lstm/lstm_wide.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/lstm/lstm_gradient_wide.wgsl" with { type: "text" };
import stretchCode from "../../../shaders/lstm/lstm_stretch.wgsl" with { type: "text" };
import tileCode from "../../../shaders/parts/wide_tile.wgsl" with { type: "text" };

/** Two gates of two rows, or a gate's gradient of twice the units. */
const tile: Tile = { rows: 2, columns: 32, weight: 4.8, visit: 50 };

/** Units of a gate in a panel, and tiles of a workgroup at most. */
const lanes = 16, most = 48;

/** Whether the steps are to be run by wide tiles: a device that joins vectors, and enough rows and terms. */
export function isWide({ traits }: Device, { batch, hidden }: LstmSizes): boolean {
  return traits.kind === "cpu" && traits.vectorBits === 256 &&
    batch >= tile.rows && hidden >= shortestSpan;
}

const whole = (own: string) => [own, stretchCode, tileCode, cellCode].join("\n");
const common = { entry: "wide", constants: { TILES: most, LANES: lanes, VECTORS: 2 } };
const [batch, time, hidden, directions, stretch] = ["u32", "u32", "u32", "u32", "u32"] as const;

/** Kernels for each height of a tile and number of terms. */
const forward = byConstants({
  name: "lstm",
  code: whole(forwardCode),
  reads: 5,
  writes: 5,
  uniforms: { batch, time, hidden, directions, step: "u32", stretch },
  ...common,
});

const gradient = byConstants({
  name: "lstm_gradient",
  code: whole(gradientCode),
  reads: 6,
  writes: 4,
  uniforms: { batch, time, hidden, directions, step: "i32", has_dy: "u32", stretch },
  ...common,
});

/** The kernel for some sizes, terms of a sum and units of a workgroup, the tiles of a stretch, and the workgroups. */
function choose(
  device: Device,
  kernels: ReturnType<typeof byConstants>,
  { batch, hidden, directions }: LstmSizes,
  terms: number,
  units: number,
): { kernel: Kernel; stretch: number; groups: [number, number, number] } {
  const down = Math.ceil(batch / tile.rows), panels = Math.ceil(hidden / units);
  const stretch = stretchOf(device, down, panels * directions, most);
  // Stretches come first: then a thread gets all rows of some units, and their weights stay in its cache.
  const groups = [Math.ceil(down / stretch), panels, directions] as const;
  return { kernel: kernels({ SPAN: spanOf(terms, tile) }), stretch, groups: [...groups] };
}

/** Two buffers, of which a step reads one and writes the other, and gives the one that it reads. */
function pair(device: Device, shape: readonly number[]): (step: number) => [Signal, Signal] {
  const [even, odd] = [empty(device, shape), empty(device, shape)];
  return (step) => step % 2 ? [odd, even] : [even, odd];
}

/** Runs all steps, each by a dispatch of its own. */
export function runWide(sizes: LstmSizes, steps: LstmForward): void {
  const { batch, time, hidden, directions } = sizes;
  const { weight, bias, lengths, h, c, gates, previous, cells, last } = steps;
  const { device } = weight;
  const laid = packed(weight, sizes, lanes);
  const { kernel, stretch, groups } = choose(device, forward, sizes, hidden, lanes);
  const states = pair(device, h.shape);
  for (let step = 0; step < time; step++) {
    const [before, after] = states(step);
    device.run(kernel, {
      reads: [laid, bias, lengths, c, step ? before : h].map(({ storage }) => storage),
      writes: [gates, previous, cells, last, after].map(({ storage }) => storage),
      uniforms: { batch, time, hidden, directions, step, stretch },
      groups,
      flops: 8 * directions * batch * hidden * hidden,
    });
  }
}

/** Runs all steps from the last to `first`, each by a dispatch of its own. */
export function runWideGradient(sizes: LstmSizes, steps: LstmBackward, first: number): void {
  const { batch, time, hidden, directions } = sizes;
  const { weight, lengths, c, gates, cells, dy, dh, dc } = steps;
  const { device } = weight;
  const turned = packed(weight, sizes, lanes, true);
  const { kernel, stretch, groups } = choose(device, gradient, sizes, 4 * hidden, tile.columns);
  const gradients = pair(device, [directions, batch, 4 * hidden]);
  for (let step = time - 1; step >= first; step--) {
    const [before, after] = gradients(time - step);
    device.run(kernel, {
      // Where no gradient reaches y, another buffer is bound in its place, and not read.
      reads: [turned, lengths, c, cells, dy ?? cells, before].map(({ storage }) => storage),
      writes: [gates, dh, dc, after].map(({ storage }) => storage),
      uniforms: { batch, time, hidden, directions, step, has_dy: dy ? 1 : 0, stretch },
      groups,
      flops: 8 * directions * batch * hidden * hidden,
    });
  }
}
