"""PyTorch's side of the comparison: `python3 torch.py --case matmul-512` prints a line of JSON.

`--threads 1` sets the threads, `--device cpu` leaves a CUDA device alone, `--seed 1` draws the numbers.

The file is named after the engine it measures, so its own folder must not be searched for `torch`.
"""

import json
import math
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


def given(option, otherwise):
    return next((value for flag, value in zip(sys.argv, sys.argv[1:]) if flag == option), otherwise)


DEVICE = given("--device", "cuda" if torch.cuda.is_available() else "cpu")
SEED = int(given("--seed", 1))
THREADS = int(given("--threads", os.cpu_count() or 1))


def adapter():
    if DEVICE == "cuda":
        return torch.cuda.get_device_name()
    name = platform.processor() or platform.machine()
    information = pathlib.Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        name = models[0].split(":")[1].strip() if models else name
    threads = torch.get_num_threads()
    return f"{name}, {threads} thread{'' if threads == 1 else 's'}"


def mixed(input, size):
    """Hashed indices: the numbers that all engines compute with, as in numbers.ts."""
    start = SEED * 0x85EBCA6B + (input + 1) * 0xC2B2AE35 & 0xFFFFFFFF
    bits = torch.arange(size) + start & 0xFFFFFFFF
    bits = (bits ^ bits >> 16) * 0x21F0AAAD & 0xFFFFFFFF
    bits = (bits ^ bits >> 15) * 0x735A2D97 & 0xFFFFFFFF
    return bits ^ bits >> 15


def random(input, *shape, low=-1.0, high=1.0):
    fractions = (mixed(input, math.prod(shape)) >> 8).double() / 2**24
    return (low + (high - low) * fractions).float().reshape(shape).to(DEVICE)


def words(input, rows, *shape):
    """Whole numbers from 1, since 0 is the padding of texts."""
    return (1 + mixed(input, math.prod(shape)) % (rows - 1)).reshape(shape).to(DEVICE)


def sample(values):
    values = values.detach().flatten().double().cpu()
    places = [(2 * i + 1) * len(values) // 32 for i in range(16)]
    return [values.abs().mean().item(), *(values[place].item() for place in places)]


def changes(parameter, step):
    """A step that changes a parameter, and how to sample what its first run changes."""

    def result():
        before = parameter.detach().clone()
        step()
        return sample(parameter.detach() - before)

    return step, result


def computes(step):
    """A step that returns its result, and how to sample that."""
    return step, lambda: sample(step())


def make_adam(parameters):
    """The fastest Adam that this PyTorch has for the device."""
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, lr=1e-3)


def matmul(m, k, n):
    a, b = random(0, m, k), random(1, k, n)
    return computes(lambda: torch.matmul(a, b))


def add(size):
    a, b = random(0, size), random(1, size)
    return computes(lambda: torch.add(a, b))


def tanh(size):
    x = random(0, size, low=-3.0, high=3.0)
    return computes(lambda: torch.tanh(x))


def softmax(rows, columns):
    x = random(0, rows, columns, low=-3.0, high=3.0)
    return computes(lambda: torch.softmax(x, -1))


def layer_norm(rows, columns):
    x = random(0, rows, columns, low=-3.0, high=3.0)
    scale, shift = random(1, columns, low=0.5, high=1.5), random(2, columns)
    return computes(lambda: functional.layer_norm(x, (columns,), scale, shift, 1e-5))


def adam(size):
    parameter = nn.Parameter(random(0, size))
    parameter.grad = random(1, size)
    return changes(parameter, make_adam([parameter]).step)


def embedding(rows, width, batch, time):
    table = nn.Embedding(rows, width, _weight=random(0, rows, width))
    indices = words(2, rows, batch, time)
    weights = random(1, batch, width)
    optimizer = make_adam(table.parameters())

    def step():
        optimizer.zero_grad()
        table(indices).mean(1).backward(weights)
        optimizer.step()

    return changes(table.weight, step)


def embedding_sparse(rows, width, batch, time):
    table = nn.Embedding(rows, width, sparse=True, _weight=random(0, rows, width))
    # Each row once, so that every engine changes as many of them.
    indices = (torch.arange(batch * time, device=DEVICE) * 7919 % rows).reshape(batch, time)
    weights = random(1, batch, width)
    optimizer = torch.optim.SparseAdam(list(table.parameters()), lr=1e-3)

    def step():
        optimizer.zero_grad()
        table(indices).mean(1).backward(weights)
        optimizer.step()

    return changes(table.weight, step)


def lstm_layer(input, hidden):
    module = nn.LSTM(input, hidden, batch_first=True).to(DEVICE)
    draw = lambda number, *shape: random(number, *shape, low=-0.05, high=0.05)
    with torch.no_grad():
        module.weight_ih_l0.copy_(draw(1, input, 4 * hidden).T)
        module.weight_hh_l0.copy_(draw(2, hidden, 4 * hidden).T)
        module.bias_ih_l0.copy_(draw(3, 4 * hidden))
        module.bias_hh_l0.zero_()
    return module


def lstm_forward(batch, time, input, hidden):
    module, x = lstm_layer(input, hidden), random(0, batch, time, input)

    def step():
        with torch.no_grad():
            return module(x)[0]

    return computes(step)


def lstm(batch, time, input, hidden):
    module, x = lstm_layer(input, hidden), random(0, batch, time, input).requires_grad_()
    weights = random(4, batch, time, hidden)

    def step():
        x.grad = None
        module.zero_grad()
        module(x)[0].backward(weights)

    def result():
        step()
        turned = [module.weight_ih_l0.grad.T, module.weight_hh_l0.grad.T, module.bias_ih_l0.grad]
        return [number for gradient in [x.grad, *turned] for number in sample(gradient)]

    return step, result


def attention(batch, time, width, heads):
    inputs = [random(i, batch, time, width).requires_grad_() for i in range(3)]
    weights = random(3, batch, time, width)
    split = lambda x: x.reshape(batch, time, heads, width // heads).transpose(1, 2)

    def step():
        for x in inputs:
            x.grad = None
        y = functional.scaled_dot_product_attention(*map(split, inputs))
        y.transpose(1, 2).reshape(batch, time, width).backward(weights)

    def result():
        step()
        return [number for x in inputs for number in sample(x.grad)]

    return step, result


def encoder_tensors(layer, of):
    """Weights, or their gradients, in the order of all engines."""
    attention = layer.self_attn
    yield from (part for parts in zip(of(attention.in_proj_weight).chunk(3), of(attention.in_proj_bias).chunk(3))
                for part in parts)
    for module in [attention.out_proj, layer.linear1, layer.linear2, layer.norm1, layer.norm2]:
        yield from (of(module.weight), of(module.bias))


def encoder(batch, time, width, heads, hidden):
    layer = nn.TransformerEncoderLayer(width, heads, hidden, dropout=0.0, batch_first=True).to(DEVICE)
    for i, tensor in enumerate(encoder_tensors(layer, torch.Tensor.detach)):
        low, high = (0.5, 1.5) if i in (12, 14) else (-0.1, 0.1)
        tensor.copy_(random(2 + i, *tensor.t().shape, low=low, high=high).t())
    x, weights = random(0, batch, time, width).requires_grad_(), random(1, batch, time, width)

    def step():
        x.grad = None
        layer.zero_grad()
        layer(x).backward(weights)

    def result():
        step()
        gradients = [tensor.t() for tensor in encoder_tensors(layer, lambda parameter: parameter.grad)]
        # That of the keys' bias is 0 but for rounding.
        return [number for gradient in [x.grad, *gradients[:3], *gradients[4:]] for number in sample(gradient)]

    return step, result


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
    return words(2, rows, batch, time), torch.randint(0, classes, (batch,), device=DEVICE)


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

    return step, None


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

    return step, None


def al_transformer(batch, time, width, heads, hidden, label, classes, rows, blocks, sparse):
    first = first_block(rows, width, label, classes, sparse)
    make = lambda: nn.TransformerEncoderLayer(width, heads, hidden, dropout=0.0, batch_first=True)
    rest = [Block(make(), width, label, label) for _ in range(blocks - 1)]
    indices, labels = batch_of(rows, classes, batch, time)

    def step():
        target = functional.one_hot(labels, classes).float()
        x = first.f(indices)
        target = first.learn(x.mean(1), target, lambda y: functional.cross_entropy(y, labels))
        for block in rest:
            x = block.f(x.detach())
            target = block.learn(x.mean(1), target, lambda y, t=target: functional.mse_loss(y, t))

    return step, None


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
    "lstm-forward": lstm_forward,
    "attention": attention,
    "encoder": encoder,
    "embedding": embedding,
    "embedding-sparse": embedding_sparse,
    "adam": adam,
    "add": add,
    "tanh": tanh,
    "softmax": softmax,
    "layer-norm": layer_norm,
    "al-linear": al_linear,
    "al-lstm": al_lstm,
    "al-transformer": al_transformer,
}


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
