/**
 * Opens the WebGPU device; only this file and the files of the folder `webgpu` call WebGPU.
 *
 * @module
 */
import type { Device, DeviceOptions } from "./device.ts";
import { KernelError } from "../error.ts";
import { checkGiven } from "../options.ts";
import { DeviceFront } from "./front.ts";
import { WebGPUBackend } from "./webgpu/backend.ts";

/** Which adapter to take, and the options of all devices. */
export interface WebGPUOptions extends DeviceOptions {
  /** `hardware` refuses software adapters, `software` takes nothing else; default `any`. */
  readonly adapter?: "any" | "hardware" | "software";
}

/**
 * Opens the WebGPU device of this machine.
 *
 * @throws {KernelError} When there is no adapter of the wanted kind.
 * @throws {ShapeError} When there is no such kind.
 *
 * @example
 * ```ts
 * import { KernelError, openWebGPU } from "@associated/learning";
 *
 * const device = await openWebGPU().catch((error) => error);
 * console.assert(device instanceof KernelError || device.traits.kind !== "cpu");
 * if (!(device instanceof KernelError)) device.destroy();
 * ```
 */
export async function openWebGPU(options: WebGPUOptions = {}): Promise<Device> {
  checkGiven("open a WebGPU device", options, { adapter: ["any", "hardware", "software"] });
  const wanted = options.adapter ?? "any";
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({
    powerPreference: "high-performance",
    forceFallbackAdapter: wanted === "software",
  });
  const software = adapter ? isSoftware(adapter.info) : false;
  if (!adapter || (wanted === "hardware" && software)) {
    const state = adapter ? `only the software adapter ${adapter.info.description}` : "no adapter";
    const sought = wanted === "any" ? "" : ` where a ${wanted} one was looked for`;
    throw new KernelError(
      `Cannot open a WebGPU device: ${state} answers${sought}, ` +
        "install its driver (a software one on Debian and Ubuntu: apt-get install " +
        "mesa-vulkan-drivers), or take the processors (openCpu())",
    );
  }
  const limits = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has("timestamp-query") ? ["timestamp-query"] : [],
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    },
  });
  const backend = new WebGPUBackend(device, {
    name: adapter.info.description || adapter.info.device || adapter.info.vendor || "unnamed",
    kind: software ? "software" : "gpu",
    maxBinding: limits.maxStorageBufferBindingSize,
    maxGroups: limits.maxComputeWorkgroupsPerDimension,
    workgroupMemory: limits.maxComputeWorkgroupStorageSize,
    maxInvocations: limits.maxComputeInvocationsPerWorkgroup,
  }, options);
  return new DeviceFront(backend, options);
}

function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|softpipe/i.test(info.description);
}
