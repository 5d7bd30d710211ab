"""The cases that are training steps of image models: by blocks with their own losses, or end to end."""

import torch
from torch import nn
from torch.nn import functional

from torch_models import Block
from torch_numbers import DEVICE
from torch_operations import make_adam


def conv(inputs, outputs, stride=1, window=3, activation=nn.ReLU):
    """A convolution with batch normalization."""
    layers = [nn.Conv2d(inputs, outputs, window, stride, window // 2, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class Residual(nn.Module):
    """Two convolutions whose input is added to their result."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.path = nn.Sequential(conv(inputs, outputs, stride), conv(outputs, outputs, activation=None))
        changes = stride != 1 or inputs != outputs
        self.shortcut = conv(inputs, outputs, stride, 1, None) if changes else nn.Identity()

    def forward(self, x):
        return torch.relu(self.path(x) + self.shortcut(x))


def dense(units):
    """A dense layer with batch normalization; it finds the number of its inputs when it first runs."""
    return [nn.LazyLinear(units, bias=False), nn.BatchNorm1d(units), nn.ReLU()]


def mlp(_, times):
    return [[nn.Flatten(), *dense(times(512))], *[dense(times(512)) for _ in range(3)]]


def cnn(channels, times):
    return [
        [conv(channels, times(32)), conv(times(32), times(32))],
        [conv(times(32), times(32)), conv(times(32), times(32), 2)],
        [conv(times(32), times(64)), conv(times(64), times(64))],
        [conv(times(64), times(64)), conv(times(64), times(64), 2)],
    ]


def vgg(channels, times):
    pool = lambda: nn.MaxPool2d(2)
    return [
        [conv(channels, times(128)), conv(times(128), times(256)), pool()],
        [conv(times(256), times(256)), conv(times(256), times(512)), pool()],
        [conv(times(512), times(512)), pool()],
        [conv(times(512), times(512)), pool()],
    ]


def resnet(channels, times):
    return [
        [conv(channels, times(64)), Residual(times(64), times(64)), Residual(times(64), times(64))],
        [Residual(times(64), times(128), 2), Residual(times(128), times(128))],
        [Residual(times(128), times(256), 2), Residual(times(256), times(256))],
        [Residual(times(256), times(512), 2), Residual(times(512), times(512))],
    ]


def resnet_20(channels, times):
    stage = lambda inputs, outputs, stride: [
        Residual(times(inputs), times(outputs), stride),
        *[Residual(times(outputs), times(outputs)) for _ in range(2)],
    ]
    return [[conv(channels, times(16))], stage(16, 16, 1), stage(16, 32, 2), stage(32, 64, 2)]


def draw(batch, side, channels, classes):
    """Images as they enter, and their classes."""
    x = torch.rand(batch, channels, side, side, device=DEVICE) * 4 - 2
    return x, torch.randint(0, classes, (batch,), device=DEVICE)


def pooled(x):
    is_wide = x.dim() == 4 and x.shape[2] > 4
    return functional.avg_pool2d(x, x.shape[2] // 4).flatten(1) if is_wide else x.flatten(1)


def parts(trunk, x, channels, width, label):
    """f of each block, and its bridge of two layers; `width` is a multiple of all channels and units."""
    for layers in trunk(channels, lambda count: max(1, round(width * count))):
        f = nn.Sequential(*layers).to(DEVICE)
        with torch.no_grad():
            x = f(x)
        size = pooled(x).shape[1]
        yield f, nn.Sequential(nn.Linear(size, 5 * label), nn.Tanh(), nn.Linear(5 * label, label))


def associated(trunk):
    def prepare(batch, side, channels, width, label, classes):
        images, labels = draw(batch, side, channels, classes)
        blocks = [
            Block(f, 0, label, label if place else classes, bridge=bridge)
            for place, (f, bridge) in enumerate(parts(trunk, images, channels, width, label))
        ]

        def step():
            x, target = images, functional.one_hot(labels, classes).float()
            for place, block in enumerate(blocks):
                x = block.f(x.detach())
                loss = lambda y, t=target: functional.mse_loss(y, t)
                first = lambda y: functional.cross_entropy(y, labels)
                target = block.learn(pooled(x), target, loss if place else first)

        return step, None

    return prepare


def end_to_end(trunk):
    def prepare(batch, side, channels, width, label, classes):
        images, labels = draw(batch, side, channels, classes)
        found = list(parts(trunk, images, channels, width, label))
        encoders, bridge = nn.Sequential(*[f for f, _ in found]), found[-1][1].to(DEVICE)
        decoders = [nn.Linear(label, label) for _ in found[1:]] + [nn.Linear(label, classes)]
        decode = nn.Sequential(nn.Tanh(), *decoders).to(DEVICE)
        optimizer = make_adam([*encoders.parameters(), *bridge.parameters(), *decode.parameters()])

        def step():
            optimizer.zero_grad()
            functional.cross_entropy(decode(bridge(pooled(encoders(images)))), labels).backward()
            optimizer.step()

        return step, None

    return prepare


TRUNKS = {"mlp": mlp, "cnn": cnn, "vgg": vgg, "resnet": resnet, "resnet-20": resnet_20}
IMAGE_MODELS = {
    **{f"al-{name}": associated(trunk) for name, trunk in TRUNKS.items()},
    **{f"bp-{name}": end_to_end(trunk) for name, trunk in TRUNKS.items()},
}
