"""What the golden files are made of: float32 inputs, nine significant digits, flat values."""

import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent
WIDTH = 100


class Source:
    """Normal values from one seed, each exactly a float32, so that a file's inputs are the inputs."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape, scale=1.0):
        values = torch.randn(shape, generator=self.generator, dtype=torch.float64) * scale
        return values.to(torch.float32).to(torch.float64)

    def integers(self, low, high, *shape):
        return torch.randint(low, high, shape, generator=self.generator)

    def fill(self, module, scale=0.5):
        """Gives every parameter of a module normal values, in the order of registration."""
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.copy_(self.normal(*parameter.shape, scale=scale))
        return module


def digits(value):
    """A number of nine significant digits, which every float32 survives."""
    return int(value) if isinstance(value, int) else float(f"{float(value):.9g}")


def flat(tensor):
    return [digits(value) for value in tensor.detach().reshape(-1).tolist()]


def record(tensor):
    """A tensor as {shape, values}, row-major."""
    return {"shape": list(tensor.shape), "values": flat(tensor)}


def state(module):
    """The parameters of a module by name, copied."""
    return {name: record(parameter) for name, parameter in module.named_parameters()}


def gradients(module):
    return {name: record(parameter.grad) for name, parameter in module.named_parameters()}


def lines(value, indent):
    """JSON in which an object takes a line per member and lists of numbers fill the width."""
    pad = " " * (indent + 2)
    short = json.dumps(value)
    if not isinstance(value, (dict, list)) or not value:
        return short
    if isinstance(value, dict):
        members = [f"{pad}{json.dumps(key)}: {lines(item, indent + 2)}" for key, item in value.items()]
        return "{\n" + ",\n".join(members) + "\n" + " " * indent + "}"
    if all(isinstance(item, (int, float)) for item in value):
        if len(short) + indent + 20 <= WIDTH:
            return short
        return "[\n" + filled([json.dumps(item) for item in value], pad) + "\n" + " " * indent + "]"
    return "[\n" + ",\n".join(pad + lines(item, indent + 2) for item in value) + "\n" + " " * indent + "]"


def filled(words, pad):
    rows, row = [], pad
    for place, word in enumerate(words):
        word += "," if place < len(words) - 1 else ""
        if len(row) + len(word) + 1 > WIDTH:
            rows.append(row.rstrip())
            row = pad
        row += word + " "
    return "\n".join(rows + [row.rstrip()])


def write(name, content):
    path = FOLDER / f"{name}.json"
    path.write_text(lines({"torch": torch.__version__, **content}, 0) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")
