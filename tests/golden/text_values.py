"""Text models of three blocks: encoder layers, side inputs, and the same nets by backpropagation."""

import math

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from chain_values import CLASSES, LABEL, RATE, STEPS, Block, local_optimizers, logits, losses, train
from layer_values import masked_mean
from recording import Source, record

VOCABULARY, WIDTH, HEADS, HIDDEN, ROWS, TIME, SIDES = 8, 4, 2, 3, 3, 4, {1: (6, 3), 2: (5, 2)}


def blocks_of(layer, read, sides=()):
    """The word table's block and two of `layer`; blocks in `sides` have a table of their own."""
    table = Block(nn.Embedding(VOCABULARY, WIDTH), WIDTH, CLASSES)
    blocks = nn.ModuleList([table, *(Block(layer(), read, LABEL) for _ in range(2))])
    for place in sides:
        blocks[place].side = nn.Embedding(SIDES[place][0], WIDTH)
    return blocks


def encoder(**more):
    return nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, dropout=0.0, batch_first=True, **more)


def encoder_before():
    """Norms before its parts, and a last one."""
    return nn.TransformerEncoder(encoder(norm_first=True), 1, nn.LayerNorm(WIDTH))


def recurrent(hidden, bidirectional):
    """One trained bias: PyTorch has two that add up, which Adam would move twice as far."""
    lstm = nn.LSTM(WIDTH, hidden, batch_first=True, bidirectional=bidirectional)
    for name, parameter in lstm.named_parameters():
        parameter.requires_grad_("bias_hh" not in name)
    return lstm


def joined(x, lengths, words, more):
    """Each row's real steps, then its real words, zeros behind."""
    time = x.shape[1] + words.shape[1]
    rows = [torch.cat([a[:n], b[:m]]) for a, n, b, m in zip(x, lengths, words, more)]
    return torch.stack([functional.pad(row, (0, 0, 0, time - len(row))) for row in rows]), lengths + more


def greatest(x, words, lengths):
    return torch.stack([torch.cat([a[None], b[:n]]).max(0).values for a, b, n in zip(x, words, lengths)])


def positions(time):
    angle = torch.arange(time)[:, None] / 10_000 ** (2 * (torch.arange(WIDTH) // 2) / WIDTH).double()
    return torch.where(torch.arange(WIDTH) % 2 == 0, torch.sin(angle), torch.cos(angle))


def own_words(blocks, batch, place):
    indices, lengths = batch["sides"][place]
    return blocks[place].side(indices), lengths


def linear_features(merge):
    def features(blocks, batch, cut):
        x = masked_mean(blocks[0].f(batch["indices"]), batch["lengths"])
        found = [x]
        for place in (1, 2):
            x = functional.elu(blocks[place].f(merge(cut(x), *own_words(blocks, batch, place))))
            found.append(x)
        return found

    return features


def lstm_features(pooled, sides):
    def features(blocks, batch, cut):
        x, lengths, states = blocks[0].f(batch["indices"]), batch["lengths"], None
        found = [masked_mean(x, lengths)]
        for place in (1, 2):
            x = cut(x)
            if sides:
                x, lengths = joined(x, lengths, *own_words(blocks, batch, place))
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            y, (h, c) = blocks[place].f(packed, states)
            x = pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])[0]
            states = (cut(h), cut(c))
            found.append(pooled(x, lengths, h))
        return found

    return features


def encoder_features(sides):
    """With `sides` the words there have vectors of the first block's table, and all words positions."""

    def features(blocks, batch, cut):
        x, lengths = blocks[0].f(batch["indices"]), batch["lengths"]
        found = [masked_mean(x, lengths)]
        for place in (1, 2):
            x = cut(x)
            if sides:
                indices, more = batch["sides"][place]
                words = blocks[0].f(indices).detach() + positions(indices.shape[1])
                x = x + positions(x.shape[1]) if place == 1 else x
                x, lengths = joined(x, lengths, words, more)
            padding = torch.arange(x.shape[1])[None] >= lengths[:, None]
            x = blocks[place].f(x, src_key_padding_mask=padding)
            found.append(masked_mean(x, lengths))
        return found

    return features


def padded(source, vocabulary, time, lengths):
    indices = source.integers(1, vocabulary, ROWS, time)
    indices[torch.arange(time)[None] >= lengths[:, None]] = 0
    return indices


def batches(source):
    """Texts with a side input of each later block, in which a row is empty and a row is full."""
    made = []
    for step in range(STEPS):
        lengths = source.integers(1, TIME + 1, ROWS)
        lengths[step % ROWS] = TIME
        batch = {"indices": padded(source, VOCABULARY, TIME, lengths), "lengths": lengths}
        batch["sides"] = {}
        for place, (vocabulary, time) in SIDES.items():
            more = source.integers(0, time + 1, ROWS)
            more[(step + place) % ROWS], more[(step + place + 1) % ROWS] = 0, time
            batch["sides"][place] = (padded(source, vocabulary, time, more), more)
        batch["classes"] = source.integers(0, CLASSES, ROWS)
        made.append(batch)
    return made


def batch_record(batch):
    words = lambda indices, lengths: {"indices": record(indices), "lengths": lengths.tolist()}
    return {
        **words(batch["indices"], batch["lengths"]),
        "sides": [None, *(words(*side) for side in batch["sides"].values())],
        "classes": batch["classes"].tolist(),
    }


def filled(source, blocks):
    """Values of six bits behind the point, which are short to write."""
    with torch.no_grad():
        for parameter in blocks.parameters():
            parameter.copy_(torch.round(64 * source.normal(*parameter.shape, scale=0.5)) / 64)
    return blocks


def short(tensor):
    """Five places behind the point: ten steps in float32 are held to fewer."""
    return {"shape": list(tensor.shape), "values": [round(x, 5) for x in tensor.reshape(-1).tolist()]}


def trained(data, seed, make, features_of, end_to_end=False):
    blocks = filled(Source(seed), make().double())
    initial = {name: record(parameter) for name, parameter in blocks.named_parameters()}

    def local(blocks, batch):
        pairs = losses(blocks, features_of(blocks, batch, lambda x: x.detach()), batch, True)
        return [loss for pair in pairs for loss in pair]

    def whole(blocks, batch):
        features = features_of(blocks, batch, lambda x: x)
        return [functional.cross_entropy(logits(blocks, features, len(blocks)), batch["classes"])]

    optimizers = [torch.optim.Adam(blocks.parameters(), lr=RATE)] if end_to_end else local_of(blocks)
    rows = train(blocks, optimizers, data, whole if end_to_end else local)
    used = [name for name, p in blocks.named_parameters() if p.grad is not None or not p.requires_grad]
    with torch.no_grad():
        features = features_of(blocks, data[-1], lambda x: x)
    depths = [len(blocks)] if end_to_end else range(1, len(blocks) + 1)
    last = {str(depth): record(logits(blocks, features, depth)) for depth in depths}
    return {
        "initial": {name: initial[name] for name in used},
        "losses": rows,
        "final": {name: short(p) for name, p in blocks.named_parameters() if name in used},
        "logits": last,
    }


def local_of(blocks):
    """Side tables learn with f and b."""
    optimizers = local_optimizers(blocks)
    for place, block in enumerate(blocks):
        if hasattr(block, "side"):
            optimizers[2 * place + 1].add_param_group({"params": block.side.parameters()})
    return optimizers


def text_values():
    data = batches(Source(41))
    concat = lambda x, words, lengths: torch.cat([x, masked_mean(words, lengths)], 1)
    mean = lambda x, lengths, h: masked_mean(x, lengths)
    linear = lambda inputs: lambda: blocks_of(lambda: nn.Linear(inputs, WIDTH), WIDTH, SIDES)
    lstm = lambda hidden, both: lambda: recurrent(hidden, both)
    run = lambda *args: trained(data, *args)
    return {
        "lr": RATE,
        "batches": [batch_record(batch) for batch in data],
        "cases": {
            "transformer": run(42, lambda: blocks_of(encoder, WIDTH), encoder_features(False)),
            "transformer_backprop":
                run(43, lambda: blocks_of(encoder, WIDTH), encoder_features(False), True),
            "lstm_backprop":
                run(44, lambda: blocks_of(lstm(2, True), WIDTH), lstm_features(mean, False), True),
            "linear_concat": run(45, linear(2 * WIDTH), linear_features(concat)),
            "linear_max": run(46, linear(WIDTH), linear_features(greatest)),
            "lstm_side": run(
                47,
                lambda: blocks_of(lstm(WIDTH, False), WIDTH, SIDES),
                lstm_features(lambda x, lengths, h: h[0], True),
            ),
            "transformer_same": run(48, lambda: blocks_of(encoder_before, WIDTH), encoder_features(True)),
            "linear_backprop": run(49, linear(2 * WIDTH), linear_features(concat), True),
        },
    }
