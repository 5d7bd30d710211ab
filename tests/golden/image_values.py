"""Image models of small widths: their tables written once more, in PyTorch, by Associated Learning and end to end.

Parameters have the names and the layouts of the project: convolutions [rows, columns, inputs, outputs], linear
maps [inputs, outputs]. First values follow from the name and the place, so that they are not recorded.
"""

import math

import torch
from torch.nn import functional

from recording import digits

CLASSES, LABEL, BATCH, STEPS, RATE = 3, 4, 4, 10, 2e-3
MEAN, DEVIATION = [0.5, 0.4, 0.3], [0.25, 0.2, 0.5]


def scattered(seed, count):
    """Whole numbers below 256."""
    return [(31 * i * i + 17 * i + 1) * (2 * seed + 1) % 16381 % 256 for i in range(count)]


def first_value(name, shape):
    """Numbers from -1/2 on, smaller for units of many inputs."""
    seed = sum((place + 1) * byte for place, byte in enumerate(name.encode()))
    inputs = math.prod(shape[:-1]) if len(shape) > 1 else 1
    scale = 512 if inputs > 64 else 256
    drawn = torch.tensor(scattered(seed, math.prod(shape))).double().reshape(shape)
    return (drawn - 128) / scale + name.endswith("norm.weight")


class Net:
    """Parameters by name, made when they are first met; running statistics too."""

    def __init__(self):
        self.parameters, self.statistics, self.training = {}, {}, True

    def parameter(self, name, *shape):
        if name not in self.parameters:
            self.parameters[name] = first_value(name, shape).requires_grad_()
        return self.parameters[name]

    def linear(self, name, x, outputs):
        weight = self.parameter(f"{name}.weight", x.shape[1], outputs)
        return x @ weight + self.parameter(f"{name}.bias", outputs)

    def norm(self, name, x, momentum, epsilon):
        """Over all axes but the second."""
        size = x.shape[1]
        mean, variance = self.statistics.setdefault(
            name, (torch.zeros(size).double(), torch.ones(size).double()))
        weight, bias = self.parameter(f"{name}.weight", size), self.parameter(f"{name}.bias", size)
        return functional.batch_norm(
            x, mean, variance, weight, bias, self.training, momentum, epsilon)

    def conv(self, name, x, outputs, stride, style, size=3, norm=None, act=None, bias=None):
        norm = style["norm"] if norm is None else norm
        inner = f"{name}/conv" if norm else name
        weight = self.parameter(f"{inner}.weight", size, size, x.shape[1], outputs)
        has_bias = not norm if bias is None else bias
        shift = self.parameter(f"{inner}.bias", outputs) if has_bias else None
        if style["same"] and size == 3:
            extra = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[2:]]
            (top, left), padding = (extra[0] // 2, extra[1] // 2), 0
            x = functional.pad(x, (left, extra[1] - left, top, extra[0] - top))
        else:
            padding = 1 if size == 3 else 0
        y = functional.conv2d(x, weight.permute(3, 2, 0, 1).contiguous(), shift, stride, padding)
        if norm:
            y = self.norm(f"{name}/norm", y, style["momentum"], style["epsilon"])
        return (style["act"] if act is None else act)(y)

    def residual(self, name, x, outputs, stride, style):
        twice, nothing = style["same"], lambda y: y
        y = self.conv(f"{name}/1", x, outputs, stride, style)
        y = self.conv(f"{name}/2", y, outputs, 1, style, act=style["act"] if twice else nothing)
        if stride != 1 or outputs != x.shape[1]:
            norm = style["norm"] and not twice
            x = self.conv(f"{name}/shortcut", x, outputs, stride, style, 1, norm=norm, act=nothing)
        return style["act"](y + x)

    def layer(self, name, layer, x, style):
        kind, *sizes = layer
        if kind == "conv":
            return self.conv(name, x, *sizes, style)
        if kind == "residual":
            return self.residual(name, x, *sizes, style)
        if kind == "pool":
            return functional.max_pool2d(x, 2)
        flat = flattened(x)
        if not style["norm"]:
            return style["act"](self.linear(name, flat, *sizes))
        y = flat @ self.parameter(f"{name}.weight", flat.shape[1], *sizes)
        return style["act"](self.norm(f"{name}/norm", y, style["momentum"], style["epsilon"]))


def flattened(x):
    """All numbers of an example in the project's order, channels last."""
    return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x


def features(net, case, image, cut):
    """x after each block, with `cut` applied between blocks."""
    x, found = image, []
    for place, layers in enumerate(case["blocks"]):
        x = cut(x)
        name = f"block {place + 1}/f"
        if case["sides"] and place:
            stride = image.shape[2] // x.shape[2]
            side = net.conv(f"{name}/side", image, x.shape[1], stride,
                            {"same": False}, norm=False, act=torch.relu, bias=False)
            x = x + side
        for i, layer in enumerate(layers):
            x = net.layer(f"{name}/{i + 1}", layer, x, case["style"])
        found.append(x)
    return found


def pooled(x, side):
    return flattened(functional.avg_pool2d(x, x.shape[2] // side) if side and x.shape[2] > side else x)


def code(net, case, place, x):
    """b: two layers, with normalization in between where the case has it."""
    name, x = f"block {place + 1}/b", pooled(x, case["pool"])
    if case["bridge norm"]:
        y = x @ net.parameter(f"{name}/1.weight", x.shape[1], 5 * LABEL)
        hidden = torch.relu(net.norm(f"{name}/1/norm", y, 0.1, 1e-5))
    else:
        hidden = case["label"](net.linear(f"{name}/1", x, 5 * LABEL))
    return case["label"](net.linear(f"{name}/2", hidden, LABEL))


def decoded(net, place, y):
    return net.linear(f"block {place + 1}/h", y, LABEL if place else CLASSES)


def logits(net, case, found, depth):
    y = code(net, case, depth - 1, found[depth - 1])
    for place in reversed(range(depth)):
        y = decoded(net, place, y)
    return y


def penalty(net, case, block=""):
    """L2 of the kernels of f."""
    kernels = [value for name, value in net.parameters.items()
               if f"{block}/f/" in name and value.dim() > 1]
    return case["l2"] / 2 * sum((kernel ** 2).sum() for kernel in kernels)


def local_losses(net, case, image, classes):
    target, terms = functional.one_hot(classes, CLASSES).double(), []
    for place, x in enumerate(features(net, case, image, lambda x: x.detach())):
        y = case["label"](net.linear(f"block {place + 1}/g", target, LABEL))
        missed = functional.mse_loss(code(net, case, place, x), y.detach())
        terms.append(missed + penalty(net, case, f"block {place + 1}"))
        rebuilt = decoded(net, place, y)
        terms.append(functional.mse_loss(rebuilt, target) if place
                     else functional.cross_entropy(rebuilt, classes))
        target = y.detach()
    return terms


def whole_loss(net, case, image, classes):
    found = features(net, case, image, lambda x: x)
    missed = functional.cross_entropy(logits(net, case, found, len(found)), classes)
    return [missed + penalty(net, case)]


def numbers(batch):
    """Bytes to what enters: [batch, channels, height, width]."""
    x = (batch["pixels"].double() / 255 - torch.tensor(MEAN).double()) / torch.tensor(DEVIATION).double()
    return x.permute(0, 3, 1, 2)


def summary(tensor):
    """The first and the last element, and sums that no element can miss."""
    flat = tensor.detach().reshape(-1)
    return [digits(round(x.item(), 5)) for x in (flat[0], flat[-1], flat.sum(), flat.abs().sum())]


def trained(case, end_to_end):
    net, losses = Net(), whole_loss if end_to_end else local_losses
    data = [(numbers(batch), batch["classes"]) for batch in case["batches"]]
    losses(net, case, *data[0])  # meets all parameters, and moves the statistics of normalization
    net.statistics = {}
    optimizer = torch.optim.Adam(net.parameters.values(), lr=RATE)
    rows = []
    for image, classes in data:
        terms = losses(net, case, image, classes)
        optimizer.zero_grad()
        sum(terms).backward()
        optimizer.step()
        rows.append([digits(term.item()) for term in terms])
    net.training = False
    with torch.no_grad():
        found = features(net, case, data[-1][0], lambda x: x)
    depths = [len(found)] if end_to_end else range(1, len(found) + 1)
    final = {name: summary(value) for name, value in net.parameters.items()}
    for name, (mean, variance) in net.statistics.items():
        final |= {f"{name}.mean": summary(mean), f"{name}.variance": summary(variance)}
    with torch.no_grad():
        last = {str(depth): [digits(x) for x in logits(net, case, found, depth).flatten().tolist()]
                for depth in depths}
    return {"losses": rows, "final": final, "logits": last}


def batches(size):
    shape = (STEPS, BATCH, size, size, 3)
    pixels = torch.tensor(scattered(size, math.prod(shape))).reshape(shape)
    classes = torch.tensor(scattered(1, STEPS * BATCH)).reshape(STEPS, BATCH) % CLASSES
    return [{"pixels": x, "classes": y} for x, y in zip(pixels, classes)]


def style(whose, norm, act):
    momentum, epsilon = (0.1, 1e-5) if whose == "thesis" else (0.01, 1e-3)
    return {"same": whose == "neco", "norm": norm, "act": act, "momentum": momentum, "epsilon": epsilon}


def conv(channels, stride=1):
    return ("conv", channels, stride)


def stage(count, channels, stride):
    return [("residual", channels, 1 if i else stride) for i in range(count)]


POOL = ("pool",)
CNN = [[conv(2), conv(2)], [conv(2), conv(2, 2)], [conv(4), conv(4)], [conv(4), conv(4, 2)]]
VGG = [[conv(1), conv(2), POOL], [conv(2), conv(4), POOL], [conv(4), POOL], [conv(4), POOL]]
VGG_DENSE = [*VGG[:2], [conv(4), POOL, conv(4), POOL], [("dense", 8), ("dense", 8)]]
RESNET_18 = [[conv(1), *stage(2, 1, 1)], stage(2, 2, 2), stage(2, 4, 2), stage(2, 8, 2)]


def resnet(count):
    return [[conv(2)], stage(count, 2, 1), stage(count, 4, 2), stage(count, 8, 2)]


def image_values():
    """Every model, in the style of the thesis or of NECO, with or without sides and pooled bridges."""
    relu, elu = torch.relu, functional.elu
    small, large = batches(8), batches(16)

    def case(blocks, data, own, pool=0, sides=False, label=torch.tanh, norm=False, l2=0):
        shared = {"blocks": blocks, "batches": data, "style": own, "pool": pool, "sides": sides}
        return {**shared, "label": label, "bridge norm": norm, "l2": l2}

    mlp = [[("dense", 5)], [("dense", 5)]]
    cases = {
        "mlp": case(mlp, small, style("thesis", True, relu)),
        "mlp_neco": case(mlp, small, style("thesis", False, elu), label=torch.sigmoid),
        "cnn": case(CNN, small, style("thesis", True, relu), pool=2),
        "cnn_normed_bridge": case(CNN, small, style("thesis", True, relu), pool=2, norm=True),
        "cnn_penalized": case(CNN, small, style("thesis", True, relu), pool=2, l2=0.25),
        "cnn_neco": case(CNN, small, style("neco", False, elu), label=torch.sigmoid),
        "cnn_side": case(CNN, small, style("thesis", False, elu), sides=True),
        "vgg": case(VGG, large, style("thesis", True, relu)),
        "vgg_neco": case(VGG_DENSE, large, style("neco", False, elu)),
        "vgg_side": case(VGG, large, style("thesis", True, relu), sides=True),
        "resnet": case(RESNET_18, small, style("thesis", True, functional.leaky_relu), pool=2),
        "resnet_20": case(resnet(3), small, style("thesis", True, relu), pool=2),
        "resnet_20_neco": case(resnet(3), small, style("neco", True, elu)),
        "resnet_32_neco": case(resnet(5), small, style("neco", True, elu), pool=1),
    }
    return {
        "lr": RATE,
        "cases": {name: {mode: trained(one, mode == "bp") for mode in ("al", "bp")}
                  for name, one in cases.items()},
    }
