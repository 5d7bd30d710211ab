/**
 * Spreads the blocks of a run over workers, as its options say.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import { Crc32 } from "../../datasets/crc.ts";
import { modalityOf } from "../modalities.ts";
import type { Prepared } from "../modality.ts";
import { baseModel } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { OptionError } from "../options/value.ts";
import { openRun } from "../run/folder.ts";
import { readAddress } from "./address.ts";
import { type Session, splitBlocks } from "./session.ts";
import { Spread, type SpreadOptions } from "./spread.ts";

/** Items between two checkpoints of a worker, where no number is given. */
const SAVE_EVERY = 100;

/** A run whose blocks are to learn in other processes. */
export interface SpreadRun extends Pick<SpreadOptions, "tell" | "busy"> {
  /** Its folder. */
  readonly path: string;
  /** Its options. */
  readonly options: OptionsOf<"train">;
  /** Its data. */
  readonly data: Prepared;
  /** Its net. */
  readonly learner: Learner;
}

/**
 * The steps of a run by workers.
 *
 * @param url The server.
 * @throws {DataError} when the server cannot be used
 * @throws {OptionError} when the net has no blocks that learn by themselves
 */
export async function openSpread(url: string, run: SpreadRun): Promise<Spread> {
  const { options, learner: { chain }, tell, busy } = run;
  if (!chain) {
    throw new OptionError(
      "Cannot use --blocks-on with --mode bp: there no block learns by itself, leave it out",
    );
  }
  const address = readAddress("--blocks-on", url, options);
  const sessions = await sessionsOf(run);
  const how = `./al work --nats ${address.shown}`;
  return await Spread.open({ address, chain, sessions, how, tell, busy });
}

/** What the worker of each part needs. */
async function sessionsOf({ path, options, data, learner }: SpreadRun): Promise<Session[]> {
  const { traits, choices } = learner.device;
  const { encoders } = learner;
  const shared = {
    run: await nameOf(path),
    precision: options.wire ?? "f32",
    saveEvery: options.workerSave ?? SAVE_EVERY,
    device: { name: traits.name, choices: [...choices] },
  };
  const model = baseModel(options.model);
  const written = plain(modalityOf(options).modelOptions(options, data.encoding));
  const ranges = splitBlocks(encoders.length, options.workers ?? encoders.length);
  return ranges.map(([first, end], part) => ({
    ...shared,
    part,
    parts: ranges.length,
    spec: {
      ...{ model, options: written, first, end },
      ...(first && { input: encoders[first - 1].out }),
    },
  }));
}

/** Options as JSON holds them, without the first values of tables: workers get them with the state. */
function plain(options: object): unknown {
  return JSON.parse(JSON.stringify(options, (_, value) => {
    if (!ArrayBuffer.isView(value)) return value;
    return value instanceof Float64Array ? [...value] : undefined;
  }));
}

/** A name of a run that is the same whenever it goes on, and unlike those of others. */
async function nameOf(path: string): Promise<string> {
  const { created, options: { epoch: _, ...options } } = await openRun(path);
  const sum = new Crc32().add(new TextEncoder().encode(JSON.stringify(options))).value;
  return `${created.replace(/\D/g, "")}-${sum.toString(16)}`;
}
