/**
 * Spreads the blocks of a run over workers, as its options say.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { Learner } from "../../engine/mod.ts";
import type { ModelName } from "../../models/mod.ts";
import { modalityOf } from "../modalities.ts";
import type { Prepared } from "../modality.ts";
import { baseModel } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import { openRun } from "../run/folder.ts";
import { type Credentials, readAddress } from "./address.ts";
import { Broker } from "./broker.ts";
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
  /** Its net, whose blocks learn by themselves. */
  readonly learner: Learner;
}

/**
 * Connects to the server that `--blocks-on` names.
 *
 * @param tell Receives a line when the server goes away or comes back.
 * @throws {OptionError} when it is no address
 * @throws {DataError} when the server cannot be used
 */
export function openBroker(
  url: string,
  options: Credentials,
  tell: (line: string) => void,
): Promise<Broker> {
  return Broker.open(readAddress("--blocks-on", url, options), tell);
}

/** The steps of a run by workers. */
export async function spreadOver(broker: Broker, run: SpreadRun): Promise<Spread> {
  const { learner, tell, busy } = run;
  const sessions = await sessionsOf(run);
  return new Spread({ chain: learner.chain!, sessions, tell, busy }, broker);
}

/** What the worker of each part needs. */
async function sessionsOf({ path, options, data, learner, tell }: SpreadRun): Promise<Session[]> {
  const { traits, choices } = learner.device;
  const { encoders } = learner;
  const shared = {
    run: await nameOf(path),
    start: crypto.randomUUID().slice(0, 8),
    precision: options.wire,
    saveEvery: options.workerSave ?? SAVE_EVERY,
    device: { name: traits.name, choices: [...choices] },
  };
  // A net that learns block by block is of a model of blocks.
  const model = baseModel(options.model) as ModelName;
  const written = plain(
    modalityOf(options).modelOptions(options, data.encoding, data.train),
  );
  const blocks = encoders.length, { workers = blocks } = options;
  if (workers > blocks) tell(`${blocks} blocks take ${blocks} workers, not ${workers} (--workers)`);
  const ranges = splitBlocks(blocks, workers);
  return ranges.map(([first, end], part) => ({
    ...shared,
    part,
    parts: ranges.length,
    spec: {
      model,
      options: written,
      first,
      end,
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
  const sum = crc32(JSON.stringify(options)).toString(16);
  return `${created.replace(/\D/g, "")}-${sum}`;
}
