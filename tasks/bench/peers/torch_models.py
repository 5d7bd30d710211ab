"""The cases that are training steps of models: chains of blocks, each with its own losses."""

import torch
from torch import nn
from torch.nn import functional

from torch_numbers import DEVICE, words
from torch_operations import make_adam


class Block(nn.Module):
    """One block of the chain: f, bridge b, label encoder g and decoder h, with two optimizers."""

    def __init__(self, f, width, label, target, sparse=False, bridge=None):
        super().__init__()
        self.f, self.b = f, bridge or nn.Linear(width, label)
        self.g, self.h = nn.Linear(target, label), nn.Linear(label, target)
        self.to(DEVICE)
        self.auto = make_adam([*self.g.parameters(), *self.h.parameters()])
        own = [*self.b.parameters()] + ([] if sparse else [*self.f.parameters()])
        self.encoders = [make_adam(own)]
        if sparse:
            self.encoders.append(torch.optim.SparseAdam(list(self.f.parameters()), lr=1e-3))

    def learn(self, pooled, target, rebuilt):
        """Steps the block's optimizers; `rebuilt` is the loss of what h makes of the code, which it gives."""
        code = torch.tanh(self.g(target))
        steps = [self.auto, *self.encoders]
        for optimizer in steps:
            optimizer.zero_grad()
        associated = functional.mse_loss(torch.tanh(self.b(pooled)), code.detach())
        (associated + rebuilt(self.h(code))).backward()
        for optimizer in steps:
            optimizer.step()
        return code.detach()


def draw_batch(rows, classes, batch, time):
    return words(2, rows, batch, time), torch.randint(0, classes, (batch,), device=DEVICE)


def first_block(rows, width, label, classes, sparse):
    table = nn.Embedding(rows, width, sparse=bool(sparse))
    return Block(table, width, label, classes, bool(sparse))


def al_linear(batch, time, width, label, classes, rows, blocks, sparse):
    first = first_block(rows, width, label, classes, sparse)
    rest = [Block(nn.Linear(width, width), width, label, label) for _ in range(blocks - 1)]
    indices, labels = draw_batch(rows, classes, batch, time)

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
    indices, labels = draw_batch(rows, classes, batch, time)

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
    indices, labels = draw_batch(rows, classes, batch, time)

    def step():
        target = functional.one_hot(labels, classes).float()
        x = first.f(indices)
        target = first.learn(x.mean(1), target, lambda y: functional.cross_entropy(y, labels))
        for block in rest:
            x = block.f(x.detach())
            target = block.learn(x.mean(1), target, lambda y, t=target: functional.mse_loss(y, t))

    return step, None


MODELS = {"al-linear": al_linear, "al-lstm": al_lstm, "al-transformer": al_transformer}
