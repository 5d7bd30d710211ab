/** A worker that builds blocks and steps them as it is asked. */
import { answer, type Jobs } from "./block_alone.ts";

const worker = self as unknown as Worker;
worker.onmessage = async ({ data }: MessageEvent<Jobs>) => worker.postMessage(await answer(data));
