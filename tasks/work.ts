/**
 * `work`: hosts blocks of a run that another process trains.
 *
 * @module
 */
import { Broker, pause } from "./nats/broker.ts";
import { GoneError } from "./nats/faults.ts";
import { readAddress } from "./nats/address.ts";
import { TakenError } from "./nats/messages.ts";
import { hostPart } from "./nats/host.ts";
import { type Leaving, type Taken, takeSeat } from "./nats/seat.ts";
import { blocksText, busyShare, type Report } from "./nats/session.ts";
import type { Device } from "../engine/mod.ts";
import { deviceText, openDevice } from "./model/device.ts";
import type { OptionsOf } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { DataError } from "../datasets/mod.ts";
import { escaped } from "../datasets/printable.ts";
import { count, wholePercent } from "./terminal/figures.ts";
import { tell } from "./terminal/output.ts";

/** How often a worker tells how far it is, in milliseconds. */
const EVERY = 10_000;

/** How long a worker waits after it had to let go, in milliseconds: a run takes a moment to find out why. */
const BREAK = 2000;

/** Hosts blocks of whatever run needs a worker, one run after the other, or of one with `--once`. */
export async function work(options: OptionsOf<"work">): Promise<void> {
  const { nats = Deno.env.get("NATS_URL"), device: wanted, threads, once, quiet } = options;
  if (nats === undefined) {
    throw new OptionError("Cannot work: no server is named, give --nats nats://HOST:4222");
  }
  const say = (line: string) => quiet ? undefined : tell(`${escaped(line)}\n`);
  await using broker = await Broker.open(readAddress("--nats", nats, options), say);
  const device = await openDevice(wanted, threads);
  try {
    say(`Working on ${deviceText(device, wanted)}`);
    for (;;) {
      const worker = crypto.randomUUID().slice(0, 8);
      using taken = await takeSeat(broker, { worker, tell: say });
      if (await host(broker, device, taken, { worker, say }) && once) return;
    }
  } finally {
    device.destroy();
  }
}

/** Hosts the part that was taken; gives back whether the run came to its end. */
async function host(
  broker: Broker,
  device: Device,
  { session, leave }: Taken,
  { worker, say }: { readonly worker: string; readonly say: (line: string) => void },
): Promise<boolean> {
  const { name, choices } = session.device;
  if (name === device.traits.name) {
    for (const [kernel, choice] of choices) device.choices.set(kernel, choice);
  } else say(`The run was begun on ${name}: figures agree to rounding with those on one device`);
  const blocks = blocksText(session.spec);
  const left = (why: string) => say(`No longer hosting ${blocks}: ${why}`);
  try {
    const options = { session, attempt: worker, signal: leave, tell: say };
    await hostPart(broker, device, { ...options, done: progressOf(blocks, say) });
    left(leave.reason as Leaving);
  } catch (error) {
    if (error instanceof GoneError) left("its run has ended, or goes on anew");
    else if (error instanceof TakenError) left("another worker took it over");
    else if (error instanceof DataError) left(error.message);
    else throw error;
    await pause(BREAK);
  }
  return leave.reason === "the run is over" satisfies Leaving;
}

/** Tells now and then how far a part is, and how much of the time it computed. */
function progressOf(blocks: string, say: (line: string) => void): (report: Report) => void {
  let [told, busy, waited] = [performance.now(), 0, 0];
  return (report) => {
    busy += report.busy;
    waited += report.waited;
    if (performance.now() - told < EVERY) return;
    const share = wholePercent(busyShare({ busy, waited }));
    say(`${blocks}: item ${count(report.item)}, busy ${share} of the time, else waiting`);
    [told, busy, waited] = [performance.now(), 0, 0];
  };
}
