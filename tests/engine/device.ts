/** The devices that tests run on, one of each for the whole process, and the kinds they can play. */
import * as engine from "../../engine/mod.ts";
import {
  type Device,
  type DeviceKind,
  type DeviceOptions,
  openWebGPU,
  type Traits,
} from "../../engine/mod.ts";

const openCpu =
  (engine as unknown as { openCpu?: (options?: DeviceOptions) => Promise<Device> }).openCpu;

/** A device with the name that tests give it. */
export interface Place {
  readonly name: string;
  readonly device: Device;
}

/** The WebGPU adapter of this machine, or null where none answers. */
export const webgpu: Device | null = await navigator.gpu?.requestAdapter()
  ? await openWebGPU()
  : null;

/** The processors of this machine. */
export const processors: Device = openCpu ? await openCpu() : webgpu!;

/** The devices that are here. */
export const devices: readonly Place[] = [
  ...(webgpu ? [{ name: "WebGPU", device: webgpu }] : []),
  ...(openCpu ? [{ name: "processors", device: processors }] : []),
];

/** The device that the test at hand runs on; what commands take on their own outside of {@linkcode onDevices}. */
export let device: Device = webgpu?.traits.kind === "gpu" ? webgpu : processors;

/** Opens another device like the one that the test at hand runs on, for it to destroy. */
export function openAnother(options: DeviceOptions = {}): Promise<Device> {
  return device === webgpu ? openWebGPU(options) : openCpu!(options);
}

/** A device said to be another: the kernels of each kind run on any device. */
export function play(traits: Partial<Traits>, device: Device): Device {
  return new Proxy(device, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (key === "traits") return { ...target.traits, ...traits };
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The device, said to be a graphics card. */
export const asHardware: Device = play({ kind: "gpu" }, device);

/** The device, said to be the processors. */
export const asProcessor: Device = play({ kind: "cpu" }, device);

async function on(place: Device, body: (device: Device) => void | Promise<void>): Promise<void> {
  const before = device;
  device = place;
  try {
    await body(place);
  } finally {
    device = before;
  }
}

/**
 * A test on each device, which is `device` meanwhile. Where there is no WebGPU adapter the test on it
 * is ignored, by its name.
 */
export function onDevices(name: string, body: (device: Device) => void | Promise<void>): void {
  Deno.test({
    name: `${name}, on WebGPU`,
    ignore: webgpu === null,
    fn: () => on(webgpu!, body),
  });
  if (openCpu) Deno.test(`${name}, on processors`, () => on(processors, body));
}

const kinds: readonly DeviceKind[] = ["gpu", "software", "cpu"];

/** The same with the kernels of each kind of device. */
export function onKinds(name: string, body: (device: Device) => void | Promise<void>): void {
  for (const kind of kinds) {
    onDevices(`${name} with kernels for ${kind}`, (device) => on(play({ kind }, device), body));
  }
}
