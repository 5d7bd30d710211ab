/** Compiles kernels, once each, and reports what is wrong with them by file and line. */
import { compileError } from "../compile_error.ts";
import type { Kernel } from "../device.ts";
import { uniformBytes } from "../dispatch.ts";
import { KernelError } from "../../error.ts";
import { listing, PerKernel } from "../per_kernel.ts";

/** A compiled kernel. */
export interface Pipeline {
  readonly id: number;
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Equal for pipelines whose bind groups are interchangeable. */
  readonly layoutKey: string;
}

/** The pipelines of one device. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #pipelines = new PerKernel((kernel) => this.#compile(kernel));
  readonly #layouts = new Map<string, [GPUBindGroupLayout, GPUPipelineLayout]>();
  readonly #check: (verdict: Promise<KernelError | null>) => void;
  readonly #show?: (line: string) => void;

  /** Pipelines of a device; `check` gets the verdict on each, `show` its source. */
  constructor(
    device: GPUDevice,
    check: (verdict: Promise<KernelError | null>) => void,
    show?: (line: string) => void,
  ) {
    this.#device = device;
    this.#check = check;
    this.#show = show;
  }

  /** The number of compiled pipelines. */
  get count(): number {
    return this.#pipelines.count;
  }

  /** The pipeline of a kernel, compiled when first asked for. */
  get(kernel: Kernel): Pipeline {
    return this.#pipelines.get(kernel);
  }

  #compile(kernel: Kernel): Pipeline {
    const device = this.#device;
    this.#show?.(listing(kernel));
    const layoutKey = `${kernel.reads} ${kernel.writes} ${uniformBytes(kernel)}`;
    const [layout, pipelineLayout] = this.#layout(kernel, layoutKey);
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label: kernel.name, code: kernel.code });
    const pipeline = device.createComputePipeline({
      label: kernel.name,
      layout: pipelineLayout,
      compute: { module, entryPoint: kernel.entry, constants: { ...kernel.constants } },
    });
    const fault = device.popErrorScope();
    this.#check(fault.then((error) => error && explain(kernel, module, error)));
    return { id: this.count, kernel, pipeline, layout, layoutKey };
  }

  #layout(kernel: Kernel, key: string): [GPUBindGroupLayout, GPUPipelineLayout] {
    const known = this.#layouts.get(key);
    if (known) return known;
    const bytes = uniformBytes(kernel);
    // The uniform's size is stated. Left open, it is checked at each dispatch, and wgpu 29 checks it wrongly
    // when kernels with uniforms of two sizes follow each other in one pass.
    const buffers: GPUBufferBindingLayout[] = [
      ...new Array(kernel.reads).fill({ type: "read-only-storage" }),
      ...new Array(kernel.writes).fill({ type: "storage" }),
      ...(bytes ? [{ type: "uniform" as const, minBindingSize: bytes }] : []),
    ];
    const layout = this.#device.createBindGroupLayout({
      label: key,
      entries: buffers.map((buffer, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer,
      })),
    });
    const made: [GPUBindGroupLayout, GPUPipelineLayout] = [
      layout,
      this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    ];
    this.#layouts.set(key, made);
    return made;
  }
}

/** An error that names the kernel's file and shows the line of its source. */
async function explain(
  kernel: Kernel,
  module: GPUShaderModule,
  error: GPUError,
): Promise<KernelError> {
  const messages = (await module.getCompilationInfo()).messages;
  const first = messages.find((message) => message.type === "error");
  const summary = (first?.message ?? error.message).trim();
  const number = first?.lineNum || Number(/wgsl:(\d+):/.exec(error.message)?.[1] ?? 0);
  const reason = summary.split("\n")[0];
  if (number) return compileError(kernel, number, reason);
  return new KernelError(`Cannot compile kernel "${kernel.name}": ${reason}, ${error.message}`);
}
