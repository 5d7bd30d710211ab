"""PyTorch's side of the comparison: `python3 torch_program.py --case matmul-512` prints a line of JSON.

`--case` may stand several times; `--threads 1` sets the threads, `--device cpu` leaves a CUDA device
alone, `--seed 1` draws the numbers.
"""

import json
import pathlib
import statistics
import sys
import time

import torch

from torch_image_models import IMAGE_MODELS
from torch_images import IMAGES
from torch_equilibrium import SETTLING
from torch_models import MODELS
from torch_numbers import DEVICE, THREADS, adapter
from torch_operations import OPERATIONS

CASES = pathlib.Path(__file__).with_name("cases.json")
# By the kind of a case: its sizes to a step, and to a sample of what the first step gives or None.
WRITTEN = {**OPERATIONS, **IMAGES, **MODELS, **IMAGE_MODELS, **SETTLING}

# Runs of a case, and how many when one step takes longer than LONG seconds.
RUNS, FEW, LONG = 5, 2, 10.0
# Steps are added to a run until it takes LEAST seconds and settling is under one part in SHARE of it.
LEAST, SHARE, MOST_STEPS = 0.1, 20, 1000
# Seconds of steps before any is timed, as in measure.ts.
WARM = 2


def settle():
    """Waits until everything enqueued is done."""
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def timed(step, steps):
    """Seconds that so many steps and their settling take."""
    start = time.perf_counter()
    for _ in range(steps):
        step()
    settle()
    return time.perf_counter() - start


def warm_up(step):
    spent = timed(step, 1)
    if spent >= LONG:
        return
    for _ in range(MOST_STEPS):
        spent += timed(step, 1)
        if spent >= WARM:
            return


def measure(step):
    """Warms up, chooses how many steps make a run, and times the runs, as in measure.ts."""
    warm_up(step)
    idle = statistics.median(timed(step, 0) for _ in range(RUNS))
    one = timed(step, 1)
    steps = min(MOST_STEPS, max(1, round(max(LEAST, SHARE * idle) / one)))
    seconds = [timed(step, steps) / steps for _ in range(FEW if one > LONG else RUNS)]
    return {"seconds": seconds, "steps": steps, "settle": idle}


def run(case):
    """The line of JSON of a case, without what it is measured on."""
    step, result = WRITTEN[case["kind"]](**case["sizes"])
    # The first step gives the sample: it comes before the steps that are timed.
    sampled = {"result": result()} if result else {}
    return {"case": case["name"], "flops": case["flops"], "bytes": case["bytes"], **sampled, **measure(step)}


def main(arguments):
    # Left alone, some builds use one core of several.
    torch.set_num_threads(THREADS)
    cases = {case["name"]: case for case in json.loads(CASES.read_text())}
    about = {"peer": "torch", "version": torch.__version__, "adapter": adapter()}
    for flag, name in zip(arguments, arguments[1:]):
        if flag == "--case":
            print(json.dumps({**about, **run(cases[name])}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
