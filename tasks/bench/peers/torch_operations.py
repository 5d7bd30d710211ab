"""The cases that are operations or single layers: a step, and how to sample what its first run gives."""

import torch
from torch import nn
from torch.nn import functional

from torch_numbers import DEVICE, random, sample, words


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


def learn_rows(table, indices, optimizer):
    """A step on a table of rows: the mean of each text's rows, its gradient, the optimizer."""
    weights = random(1, indices.shape[0], table.embedding_dim)

    def step():
        optimizer.zero_grad()
        table(indices).mean(1).backward(weights)
        optimizer.step()

    return changes(table.weight, step)


def embedding(rows, width, batch, time):
    table = nn.Embedding(rows, width, _weight=random(0, rows, width))
    return learn_rows(table, words(2, rows, batch, time), make_adam(table.parameters()))


def embedding_sparse(rows, width, batch, time):
    table = nn.Embedding(rows, width, sparse=True, _weight=random(0, rows, width))
    # Each row once, so that every engine changes as many of them.
    indices = (torch.arange(batch * time, device=DEVICE) * 7919 % rows).reshape(batch, time)
    return learn_rows(table, indices, torch.optim.SparseAdam(list(table.parameters()), lr=1e-3))


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
    """`of` each weight or its gradient, in the order of all engines: a map's weight before its bias."""
    attention = layer.self_attn
    # Queries, keys and values are one tensor here.
    for weight, bias in zip(of(attention.in_proj_weight).chunk(3), of(attention.in_proj_bias).chunk(3)):
        yield from (weight, bias)
    for module in [attention.out_proj, layer.linear1, layer.linear2, layer.norm1, layer.norm2]:
        yield from (of(module.weight), of(module.bias))


# Places of the scales of the two norms among the tensors.
NORM_SCALES = (12, 14)


def encoder(batch, time, width, heads, hidden):
    layer = nn.TransformerEncoderLayer(width, heads, hidden, dropout=0.0, batch_first=True).to(DEVICE)
    for i, tensor in enumerate(encoder_tensors(layer, torch.Tensor.detach)):
        low, high = (0.5, 1.5) if i in NORM_SCALES else (-0.1, 0.1)
        tensor.copy_(random(2 + i, *tensor.t().shape, low=low, high=high).t())
    x, weights = random(0, batch, time, width).requires_grad_(), random(1, batch, time, width)

    def step():
        x.grad = None
        layer.zero_grad()
        layer(x).backward(weights)

    def result():
        step()
        gradients = [tensor.t() for tensor in encoder_tensors(layer, lambda parameter: parameter.grad)]
        # The gradient of the keys' bias is 0 but for rounding: it is left out.
        return [number for gradient in [x.grad, *gradients[:3], *gradients[4:]] for number in sample(gradient)]

    return step, result


OPERATIONS = {
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
}
