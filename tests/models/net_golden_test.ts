/** Ten steps of chains and of the baseline against PyTorch's losses, parameters and logits. */
import type { Learner } from "../../engine/mod.ts";
import { onKinds } from "../engine/device.ts";
import { type ChainGolden, readBaseline, readChains } from "../golden/golden.ts";
import { follow } from "./follow.ts";
import { netOf } from "./text/options.ts";

const follows = (learner: Learner, golden: ChainGolden) => follow(learner, golden, golden.batches);

onKinds(
  "linearal follows PyTorch over ten steps",
  () => follows(netOf("linearal"), readChains().chain),
);

onKinds(
  "linearal follows PyTorch with the target not detached",
  () =>
    follows(
      netOf("linearal", { labels: { detachTarget: false } }),
      readChains().chain_undetached,
    ),
);

onKinds("lstmal follows PyTorch over ten steps, states handed on", () => {
  const learner = netOf("lstmal", { blocks: 3, above: { hidden: 3, readout: "sum" } });
  return follows(learner, readChains().chain_lstm);
});

onKinds(
  "the baseline follows PyTorch's backpropagation over ten steps",
  () => follows(netOf("linearal", { mode: "bp" }), readBaseline()),
);
