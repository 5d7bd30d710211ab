"""The cases of nets that settle: the net for pairs of texts, in closed form, which is its fastest in PyTorch."""

import math

import torch

from torch_numbers import DEVICE, random, sample
from torch_operations import make_adam

# The sequence that each projection reads, and the one that its states are retrieved from.
READS, LOOKS_AT = (0, 1, 0, 1), (1, 0, 0, 1)
SCALE, BETA = 0.16, 0.5


class Net:
    """Four projections, a hidden layer and an output; weights are [inputs, outputs]."""

    def __init__(self, batch, time, width, hidden, classes):
        self.shape, tokens = (batch, 4, time, width), 4 * time * width
        draw = lambda i, inputs, *shape: random(i, *shape, low=-1 / math.sqrt(inputs), high=1 / math.sqrt(inputs))
        self.projections = [draw(2 + i, width, width, width) for i in range(4)]
        self.dense = [
            (draw(6, tokens, tokens, hidden), draw(7, tokens, hidden)),
            (draw(8, hidden, hidden, classes), draw(9, hidden, classes)),
        ]
        self.parameters = [*self.projections, *(tensor for pair in self.dense for tensor in pair)]
        self.sequences = [random(i, batch, time, width) for i in range(2)]
        self.patterns = torch.stack([self.sequences[i] for i in LOOKS_AT], 1)
        self.target = torch.eye(classes, device=DEVICE)[torch.arange(batch, device=DEVICE) % classes]

    def project(self):
        """What does not depend on states."""
        self.constant = torch.stack([self.sequences[i] @ p for i, p in zip(READS, self.projections)], 1)

    def next(self, states, beta=0.0):
        """All states one time step later."""
        tokens, hidden, output = states
        (w1, b1), (w2, b2) = self.dense
        queries = self.constant + (hidden @ w1.T).view(self.shape)
        weights = torch.softmax(SCALE * queries @ self.patterns.transpose(-1, -2), -1)
        drive = torch.addmm(b2, hidden, w2)
        if beta:
            drive = drive + beta * (self.target - output)
        up = torch.addmm(b1, tokens.flatten(1), w1) + output @ w2.T
        return weights @ self.patterns, up.clamp(0, 2) / 2, drive.clamp(0, 2) / 2

    def relax(self, states, steps, beta=0.0):
        for _ in range(steps):
            states = self.next(states, beta)
        return states

    def estimate(self, minus, plus):
        """Sets the gradients by contrast of two states."""
        weight = 1 / (2 * BETA * self.shape[0])
        change = weight * (minus[0] - plus[0])
        for i, (projection, read) in enumerate(zip(self.projections, READS)):
            projection.grad = self.sequences[read].flatten(0, 1).T @ change[:, i].flatten(0, 1)
        for i, (w, b) in enumerate(self.dense):
            below = torch.cat([minus[i].flatten(1), plus[i].flatten(1)])
            above = torch.cat([weight * minus[i + 1], -weight * plus[i + 1]])
            w.grad, b.grad = below.T @ above, above.sum(0)


@torch.no_grad()
def relax(batch, time, width, hidden, classes):
    net = Net(batch, time, width, hidden, classes)
    net.project()
    shapes = (net.shape, (batch, hidden), (batch, classes))
    states = [random(20 + i, *shape, low=0.0, high=1.0) for i, shape in enumerate(shapes)]

    def step():
        with torch.no_grad():
            return net.next(states)

    return step, lambda: [number for state in step() for number in sample(state)]


def equilibrium(batch, time, width, hidden, classes, free, nudged):
    net = Net(batch, time, width, hidden, classes)
    optimizer = make_adam(net.parameters)
    shapes = (net.shape, (batch, hidden), (batch, classes))

    @torch.no_grad()
    def step():
        net.project()
        rest = net.relax([torch.zeros(shape, device=DEVICE) for shape in shapes], free)
        net.estimate(net.relax(rest, nudged, -BETA), net.relax(rest, nudged, BETA))
        optimizer.step()
        return rest[-1]

    def result():
        output = step()
        gradients = [tensor.grad for tensor in net.parameters[-2:]]
        return [number for tensor in [output, *gradients] for number in sample(tensor)]

    return step, result


SETTLING = {"relax": relax, "equilibrium": equilibrium}
