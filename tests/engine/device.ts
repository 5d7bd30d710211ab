/** The devices that tests run on, one of each for the whole process, and the kinds they can play. */
import {
  type Device,
  type DeviceKind,
  type DeviceOptions,
  openCpu,
  openWebGPU,
  type Traits,
} from "../../engine/mod.ts";

/** The WebGPU adapter of this machine, or null where none answers. */
export const webgpu: Device | null = await navigator.gpu?.requestAdapter()
  ? await openWebGPU()
  : null;

/** The processors of this machine. */
export const processors: Device = await openCpu();

/** The device of the test at hand; outside of {@linkcode onDevices} the one that commands take on their own. */
export let device: Device = webgpu?.traits.kind === "gpu" ? webgpu : processors;

/** Opens another device like the one of the test at hand, for the test to destroy. */
export function openAnother(options: DeviceOptions = {}): Promise<Device> {
  return device === webgpu ? openWebGPU(options) : openCpu(options);
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

type Body = (device: Device) => void | Promise<void>;

/** Runs the body of a test with a device as `device`. */
async function on(place: Device, body: Body): Promise<void> {
  const before = device;
  device = place;
  try {
    await body(place);
  } finally {
    device = before;
  }
}

/**
 * A test on each device, which is `device` meanwhile. Where no WebGPU adapter answers the test on it is
 * ignored, by its name.
 */
export function onDevices(name: string, body: Body): void {
  const ignore = webgpu === null;
  Deno.test({ name: `${name}, on WebGPU`, ignore, fn: () => on(webgpu!, body) });
  onProcessors(name, body);
}

/** A test on the processors, which are `device` meanwhile. */
export function onProcessors(name: string, body: Body): void {
  Deno.test(`${name}, on processors`, () => on(processors, body));
}

const kinds: readonly DeviceKind[] = ["gpu", "software", "cpu"];

/** The same with the kernels of each kind of device. */
export function onKinds(name: string, body: Body): void {
  for (const kind of kinds) {
    onDevices(`${name} with kernels for ${kind}`, (device) => on(play({ kind }, device), body));
  }
}
