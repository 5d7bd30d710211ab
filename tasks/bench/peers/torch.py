"""PyTorch's side of the comparison: `python3 torch.py --case matmul-512` prints a line of JSON.

The file is named after the engine it measures, so its own folder must not be searched for `torch`.
"""

import json
import os
import pathlib
import platform
import statistics
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path = [entry for entry in sys.path if pathlib.Path(entry).resolve() != FOLDER]

import torch
from torch import nn
from torch.nn import functional

RUNS, FEW, LONG, SHARE, MOST_STEPS = 5, 2, 10.0, 20, 1000
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def adapter():
    if DEVICE == "cuda":
        return torch.cuda.get_device_name()
    name = platform.processor() or platform.machine()
    information = pathlib.Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        name = models[0].split(":")[1].strip() if models else name
    return f"{name}, {torch.get_num_threads()} threads"


def random(*shape, low=0.0, high=1.0):
    return torch.empty(shape, device=DEVICE).uniform_(low, high)


def make_adam(parameters):
    """The fastest Adam that this PyTorch has for the device."""
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, lr=1e-3)


def matmul(m, k, n):
    a, b = random(m, k), random(k, n)
    return lambda: torch.matmul(a, b)


def add(size):
    a, b = random(size), random(size)
    return lambda: torch.add(a, b)


def softmax(rows, columns):
    x = random(rows, columns)
    return lambda: torch.softmax(x, -1)


def adam(size):
    parameter = nn.Parameter(random(size))
    parameter.grad = random(size)
    optimizer = make_adam([parameter])
    return optimizer.step


def embedding(rows, width, batch, time):
    table = nn.Embedding(rows, width).to(DEVICE)
    indices = torch.randint(0, rows, (batch, time), device=DEVICE)
    weights = random(batch, width)
    optimizer = make_adam(table.parameters())

    def step():
        optimizer.zero_grad()
        table(indices).mean(1).backward(weights)
        optimizer.step()

    return step


def embedding_sparse(rows, width, batch, time):
    table = nn.Embedding(rows, width, sparse=True).to(DEVICE)
    # Each row once, so that every engine changes as many of them.
    indices = torch.randperm(rows, device=DEVICE)[: batch * time].reshape(batch, time)
    weights = random(batch, width)
    optimizer = torch.optim.SparseAdam(list(table.parameters()), lr=1e-3)

    def step():
        optimizer.zero_grad()
        table(indices).mean(1).backward(weights)
        optimizer.step()

    return step


def lstm(batch, time, input, hidden):
    module = nn.LSTM(input, hidden, batch_first=True).to(DEVICE)
    x = random(batch, time, input, low=-1.0).requires_grad_()
    weights = random(batch, time, hidden, low=-1.0)

    def step():
        x.grad = None
        module.zero_grad()
        module(x)[0].backward(weights)

    return step


class Block(nn.Module):
    """One block of the chain: f, bridge b, label encoder g and decoder h, with two optimizers."""

    def __init__(self, f, width, label, target, sparse=False):
        super().__init__()
        self.f, self.b = f, nn.Linear(width, label)
        self.g, self.h = nn.Linear(target, label), nn.Linear(label, target)
        self.to(DEVICE)
        self.auto = make_adam([*self.g.parameters(), *self.h.parameters()])
        own = [*self.b.parameters()] + ([] if sparse else [*self.f.parameters()])
        self.encoders = [make_adam(own)]
        if sparse:
            self.encoders.append(torch.optim.SparseAdam(list(self.f.parameters()), lr=1e-3))

    def learn(self, pooled, target, rebuilt):
        code = torch.tanh(self.g(target))
        steps = [self.auto, *self.encoders]
        for optimizer in steps:
            optimizer.zero_grad()
        associated = functional.mse_loss(torch.tanh(self.b(pooled)), code.detach())
        (associated + rebuilt(self.h(code))).backward()
        for optimizer in steps:
            optimizer.step()
        return code.detach()


def batch_of(rows, classes, batch, time):
    indices = torch.randint(0, rows, (batch, time), device=DEVICE)
    return indices, torch.randint(0, classes, (batch,), device=DEVICE)


def first_block(rows, width, label, classes, sparse):
    table = nn.Embedding(rows, width, sparse=bool(sparse))
    return Block(table, width, label, classes, bool(sparse))


def al_linear(batch, time, width, label, classes, rows, blocks, sparse):
    first = first_block(rows, width, label, classes, sparse)
    rest = [Block(nn.Linear(width, width), width, label, label) for _ in range(blocks - 1)]
    indices, labels = batch_of(rows, classes, batch, time)

    def step():
        target = functional.one_hot(labels, classes).float()
        x = first.f(indices).mean(1)
        target = first.learn(x, target, lambda y: functional.cross_entropy(y, labels))
        for block in rest:
            x = functional.elu(block.f(x.detach()))
            target = block.learn(x, target, lambda y, t=target: functional.mse_loss(y, t))

    return step


def al_lstm(batch, time, width, label, classes, rows, blocks, sparse):
    first = first_block(rows, width, label, classes, sparse)
    make = lambda inputs: nn.LSTM(inputs, width, batch_first=True, bidirectional=True)
    rest = [Block(make(width * (2 if place else 1)), width, label, label) for place in range(blocks - 1)]
    indices, labels = batch_of(rows, classes, batch, time)

    def step():
        target = functional.one_hot(labels, classes).float()
        x, states = first.f(indices), None
        target = first.learn(x.mean(1), target, lambda y: functional.cross_entropy(y, labels))
        for block in rest:
            x, (h, c) = block.f(x.detach(), states)
            states = (h.detach(), c.detach())
            target = block.learn(h[0] + h[1], target, lambda y, t=target: functional.mse_loss(y, t))

    return step


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


WRITTEN = {
    "matmul": matmul,
    "lstm": lstm,
    "embedding": embedding,
    "embedding-sparse": embedding_sparse,
    "adam": adam,
    "add": add,
    "softmax": softmax,
    "al-linear": al_linear,
    "al-lstm": al_lstm,
}


def main(arguments):
    # Left alone, some builds use one core of several.
    torch.set_num_threads(os.cpu_count() or 1)
    cases = {case["name"]: case for case in json.loads((FOLDER / "cases.json").read_text())}
    names = [value for flag, value in zip(arguments, arguments[1:]) if flag == "--case"]
    for case in [cases[name] for name in names]:
        about = {"peer": "torch", "version": torch.__version__, "adapter": adapter(), "case": case["name"]}
        times = measure(WRITTEN[case["kind"]](**case["sizes"]))
        print(json.dumps({**about, "flops": case["flops"], "bytes": case["bytes"], **times}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
