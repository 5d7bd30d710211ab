/**
 * Compiles kernels of the engine for the processors, each after a line with its name, so that the trace of
 * a V8 that joins vectors tells which operations of which kernel it joined. To be run with the flags of
 * joined_test.ts, and `--vectors 256` or 128.
 */
import {
  Adam,
  backward,
  type Device,
  type Kernel,
  layerNorm,
  lstm,
  matmul,
  openCpu,
  Parameter,
  softmax,
  sum,
  tanh,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { compile } from "../../../../engine/device/cpu/compile.ts";
import { hasRelaxed } from "../../../../engine/device/cpu/features.ts";
import { workgroupRange } from "../../../../engine/device/cpu/layout.ts";

/** The kernels that some operations take, of each name the first; none of them is run. */
function kernelsOf(device: Device): Map<string, Kernel> {
  const kernels = new Map<string, Kernel>();
  device.run = (kernel) => {
    if (!kernels.has(kernel.name)) kernels.set(kernel.name, kernel);
  };
  const x = tensor(device, new Float32Array(256 * 256), [256, 256]);
  const row = tensor(device, new Float32Array(256));
  const parameter = new Parameter(device, new Tape("test"), "x", [256], new Float32Array(256));
  parameter.gradient = row;
  matmul(x, x);
  tanh(x);
  softmax(x);
  layerNorm(x, row, row);
  new Adam([parameter]).step();
  layer(device);
  return kernels;
}

/** An LSTM layer of 64 units over 12 rows, forward and backward. */
function layer(device: Device): void {
  const tape = new Tape("layer");
  const parameter = (name: string, ...shape: number[]) => {
    const size = shape.reduce((a, b) => a * b);
    return new Parameter(device, tape, name, shape, new Float32Array(size));
  };
  const weights = {
    inputWeight: parameter("inputs", 1, 8, 256),
    recurrentWeight: parameter("recurrent", 1, 64, 256),
    bias: parameter("bias", 1, 256),
  };
  const lengths = tensor(device, new Uint32Array(12).fill(2));
  backward(sum(lstm(tensor(device, new Float32Array(192), [12, 2, 8]), weights, lengths).y));
}

const device = await openCpu({ threads: 1, choices: { vectors: Deno.args[1] } });
const features = { relaxed: hasRelaxed(), shared: false, workgroup: workgroupRange(1) };
for (const [name, kernel] of kernelsOf(device)) {
  const { bytes } = compile(kernel, features);
  console.log(`kernel ${name}`);
  new WebAssembly.Module(bytes);
}
