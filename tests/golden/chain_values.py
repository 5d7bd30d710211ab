"""Chains of Associated Learning blocks, and the same net trained by backpropagation."""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from layer_values import masked_mean
from recording import Source, digits, record, state

VOCABULARY, WIDTH, CLASSES, LABEL, STEPS, RATE = 12, 6, 3, 5, 10, 1e-2


class Block(nn.Module):
    """f maps x on, b bridges it into label space, g encodes the target, h decodes it."""

    def __init__(self, f, features, target):
        super().__init__()
        self.f = f
        self.b = nn.Linear(features, LABEL)
        self.g = nn.Linear(target, LABEL)
        self.h = nn.Linear(LABEL, target)

    def bridge(self, pooled):
        return torch.tanh(self.b(pooled))

    def encode(self, target):
        return torch.tanh(self.g(target))


def linear_blocks():
    return nn.ModuleList([
        Block(nn.Embedding(VOCABULARY, WIDTH), WIDTH, CLASSES),
        Block(nn.Linear(WIDTH, 4), 4, LABEL),
    ])


def lstm_blocks():
    def recurrent():
        """One trained bias: PyTorch has two that add up, which Adam would move twice as far."""
        lstm = nn.LSTM(WIDTH, WIDTH // 2, batch_first=True, bidirectional=True)
        for name, parameter in lstm.named_parameters():
            parameter.requires_grad_("bias_hh" not in name)
        return lstm

    return nn.ModuleList([
        Block(nn.Embedding(VOCABULARY, WIDTH), WIDTH, CLASSES),
        Block(recurrent(), WIDTH // 2, LABEL),
        Block(recurrent(), WIDTH // 2, LABEL),
    ])


def linear_features(blocks, batch, cut):
    """What each block's bridge reads, with `cut` applied between blocks."""
    pooled = masked_mean(blocks[0].f(batch["indices"]), batch["lengths"])
    return [pooled, functional.elu(blocks[1].f(cut(pooled)))]


def lstm_features(blocks, batch, cut):
    """The same for recurrent blocks: a bridge reads the sum of both last hidden states."""
    x, states = blocks[0].f(batch["indices"]), None
    features = [masked_mean(x, batch["lengths"])]
    for block in blocks[1:]:
        packed = pack_padded_sequence(cut(x), batch["lengths"], batch_first=True, enforce_sorted=False)
        result, (h, c) = block.f(packed, states)
        x = pad_packed_sequence(result, batch_first=True, total_length=x.shape[1])[0]
        states = (cut(h), cut(c))
        features.append(h[0] + h[1])
    return features


def losses(blocks, features, batch, detached):
    """The associated and the reconstruction loss of every block."""
    target = functional.one_hot(batch["classes"], CLASSES).to(torch.float64)
    pairs = []
    for place, (block, x) in enumerate(zip(blocks, features)):
        code = block.encode(target)
        associated = functional.mse_loss(block.bridge(x), code.detach() if detached else code)
        decoded = block.h(code)
        rebuilt = functional.cross_entropy(decoded, batch["classes"]) if place == 0 \
            else functional.mse_loss(decoded, target)
        pairs.append((associated, rebuilt))
        target = code.detach()
    return pairs


def logits(blocks, features, depth):
    y = blocks[depth - 1].bridge(features[depth - 1])
    for block in reversed(blocks[:depth]):
        y = block.h(y)
    return y


def batches(source):
    made = []
    for _ in range(STEPS):
        lengths = source.integers(1, 6, 4)
        lengths[int(source.integers(0, 4, 1))] = 5
        indices = source.integers(1, VOCABULARY, 4, 5)
        indices[torch.arange(5)[None] >= lengths[:, None]] = 0
        made.append({"indices": indices, "lengths": lengths, "classes": source.integers(0, CLASSES, 4)})
    return made


def batch_record(batch):
    return {
        "indices": record(batch["indices"]),
        "lengths": batch["lengths"].tolist(),
        "classes": batch["classes"].tolist(),
    }


def local_optimizers(blocks):
    """Two Adams a block: one for the auto-encoder g, h and one for the encoder f, b."""
    adam = lambda *modules: torch.optim.Adam([p for m in modules for p in m.parameters()], lr=RATE)
    return [adam(*pair) for block in blocks for pair in [(block.g, block.h), (block.f, block.b)]]


def train(blocks, optimizers, data, loss_of):
    rows = []
    for batch in data:
        terms = loss_of(blocks, batch)
        for optimizer in optimizers:
            optimizer.zero_grad()
        sum(terms).backward()
        for optimizer in optimizers:
            optimizer.step()
        rows.append([digits(term.item()) for term in terms])
    return rows


def recording(blocks, optimizers, data, features_of, loss_of, names, depths):
    initial = state(blocks)
    rows = train(blocks, optimizers, data, loss_of)
    with torch.no_grad():
        features = features_of(blocks, data[-1], lambda x: x)
        last = {str(depth): record(logits(blocks, features, depth)) for depth in depths}
    return {
        "lr": RATE,
        "loss_names": names,
        "batches": [batch_record(batch) for batch in data],
        "initial": initial,
        "losses": rows,
        "final": state(blocks),
        "logits": last,
    }


def chain(make, features_of, detached, seed):
    source = Source(seed)
    blocks = source.fill(make().double())
    data = batches(source)

    def loss_of(blocks, batch):
        features = features_of(blocks, batch, lambda x: x.detach())
        return [loss for pair in losses(blocks, features, batch, detached) for loss in pair]

    optimizers = local_optimizers(blocks) if detached \
        else [torch.optim.Adam(blocks.parameters(), lr=RATE)]
    depths = range(1, len(blocks) + 1)
    names = [f"{kind}{depth}" for depth in depths for kind in "AR"]
    return recording(blocks, optimizers, data, features_of, loss_of, names, depths)


def chain_values():
    return {
        "chain": chain(linear_blocks, linear_features, True, 31),
        "chain_undetached": chain(linear_blocks, linear_features, False, 31),
        "chain_lstm": chain(lstm_blocks, lstm_features, True, 32),
    }


def baseline_values():
    """The inference path of the linear chain as one net; parameters off the path stay as they are."""
    source = Source(31)
    blocks = source.fill(linear_blocks().double())
    data = batches(source)

    def loss_of(blocks, batch):
        features = linear_features(blocks, batch, lambda x: x)
        return [functional.cross_entropy(logits(blocks, features, 2), batch["classes"])]

    optimizers = [torch.optim.Adam(blocks.parameters(), lr=RATE)]
    return recording(blocks, optimizers, data, linear_features, loss_of, ["cross_entropy"], [2])
