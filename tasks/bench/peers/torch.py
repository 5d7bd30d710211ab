"""PyTorch's side of the comparison: `python3 torch.py --case matmul-512` prints a line of JSON.

`--threads 1` sets the threads, `--device cpu` leaves a CUDA device alone, `--seed 1` draws the numbers.

The file is named after the engine it measures, so its own folder must not be searched for `torch`.
"""

import json
import pathlib
import statistics
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path = [entry for entry in sys.path if pathlib.Path(entry).resolve() != FOLDER]

import torch

sys.path.append(str(FOLDER))

from torch_models import MODELS
from torch_numbers import DEVICE, THREADS, adapter
from torch_operations import OPERATIONS

WRITTEN = {**OPERATIONS, **MODELS}
RUNS, FEW, LONG, SHARE, MOST_STEPS = 5, 2, 10.0, 20, 1000


def settle():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def timed(step, steps):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    settle()
    return time.perf_counter() - start


def measure(step):
    """Warms up, chooses how many steps make a run of a tenth of a second, and times the runs."""
    if timed(step, 1) < LONG:
        timed(step, 1)
    idle = statistics.median(timed(step, 0) for _ in range(RUNS))
    one = timed(step, 1)
    steps = min(MOST_STEPS, max(1, round(max(0.1, SHARE * idle) / one)))
    seconds = [timed(step, steps) / steps for _ in range(FEW if one > LONG else RUNS)]
    return {"seconds": seconds, "steps": steps, "settle": idle}


def main(arguments):
    # Left alone, some builds use one core of several.
    torch.set_num_threads(THREADS)
    cases = {case["name"]: case for case in json.loads((FOLDER / "cases.json").read_text())}
    names = [value for flag, value in zip(arguments, arguments[1:]) if flag == "--case"]
    for case in [cases[name] for name in names]:
        about = {"peer": "torch", "version": torch.__version__, "adapter": adapter(), "case": case["name"]}
        about |= {"flops": case["flops"], "bytes": case["bytes"]}
        step, result = WRITTEN[case["kind"]](**case["sizes"])
        about |= {"result": result()} if result else {}
        print(json.dumps({**about, **measure(step)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
