/** Buffers of a WebGPU device, and the bind groups that hand them to kernels. */
import type { Block } from "../pool.ts";
import { Uniforms } from "../uniforms.ts";
import type { Pipeline } from "./pipelines.ts";

/** A buffer of the device. */
export interface BufferBlock extends Block {
  readonly buffer: GPUBuffer;
}

/** Makes buffers, uniforms and bind groups; equal uniforms and groups are made once. */
export class Bindings {
  readonly uniforms: Uniforms<BufferBlock>;
  readonly #device: GPUDevice;
  readonly #groups = new Map<string, GPUBindGroup>();
  #blocks = 0;
  /** Bind groups made so far. */
  made = 0;

  /** Bindings of a device. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.uniforms = new Uniforms((words) => {
      const block = this.create(words.byteLength, GPUBufferUsage.UNIFORM);
      device.queue.writeBuffer(block.buffer, 0, words);
      return block;
    });
  }

  /** A new buffer of exactly `size` bytes. */
  create(size: number, kind: number = GPUBufferUsage.STORAGE): BufferBlock {
    const usage = kind | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return { id: this.#blocks++, bytes: size, buffer: this.#device.createBuffer({ size, usage }) };
  }

  /** Frees a buffer; all groups are made anew then, since some may hold it. */
  destroy(block: BufferBlock): void {
    block.buffer.destroy();
    this.#groups.clear();
  }

  /** The bind group of a pipeline with buffers in the order of its bindings. */
  group(pipeline: Pipeline, blocks: readonly BufferBlock[]): GPUBindGroup {
    let key = pipeline.layoutKey;
    for (const block of blocks) key += `,${block.id}`;
    let group = this.#groups.get(key);
    if (!group) {
      group = this.#device.createBindGroup({
        layout: pipeline.layout,
        entries: blocks.map(({ buffer }, binding) => ({ binding, resource: { buffer } })),
      });
      this.#groups.set(key, group);
      this.made += 1;
    }
    return group;
  }
}
