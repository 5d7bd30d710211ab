/**
 * Compiles kernels of the engine for the processors, each after a line with its name, so that the trace of
 * a V8 that joins vectors tells which operations of which kernel it joined. To be run with the flags of
 * joined_test.ts, and `--vectors 256` or 128.
 */
import {
  Adam,
  attention,
  backward,
  type Device,
  type Kernel,
  layerNorm,
  matmul,
  openCpu,
  Parameter,
  softmax,
  tanh,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { compile } from "../../../../engine/device/cpu/compile.ts";
import { hasRelaxed } from "../../../../engine/device/cpu/features.ts";
import { workgroupRange } from "../../../../engine/device/cpu/layout.ts";

/** The kernels that some operations run, none of which is run. */
function kernelsOf(device: Device): Map<string, Kernel> {
  const kernels = new Map<string, Kernel>();
  device.run = (kernel) => void kernels.set(kernel.name, kernel);
  const x = tensor(device, new Float32Array(256 * 256), [256, 256]);
  const row = tensor(device, new Float32Array(256));
  const parameter = new Parameter(device, new Tape("test"), "x", [256], new Float32Array(256));
  parameter.gradient = row;
  matmul(x, x);
  tanh(x);
  softmax(x);
  layerNorm(x, row, row);
  new Adam([parameter]).step();
  const tokens = new Parameter(
    device,
    new Tape("test"),
    "x",
    [1, 64, 64],
    new Float32Array(64 * 64),
  );
  backward(attention(tokens, tokens, tokens, tensor(device, Uint32Array.of(64)), { heads: 2 }));
  return kernels;
}

const device = await openCpu({ threads: 1, choices: { vectors: Deno.args[1] } });
const features = { relaxed: hasRelaxed(), shared: false, workgroup: workgroupRange(1) };
for (const [name, kernel] of kernelsOf(device)) {
  const { bytes } = compile(kernel, features);
  console.log(`kernel ${name}`);
  new WebAssembly.Module(bytes);
}
