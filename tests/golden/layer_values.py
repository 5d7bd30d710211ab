"""Layers, activations and losses: values and gradients."""

import torch
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from recording import Source, digits, flat, gradients, record, state

# Away from the kinks of relu, relu6, hard sigmoid and leaky relu.
POINTS = [-7.5, -4.0, -3.25, -2.5, -1.75, -1.0, -0.625, -0.25, -0.0625, -0.001,
          0.001, 0.0625, 0.25, 0.625, 1.0, 1.75, 2.5, 3.25, 4.0, 7.5]

ACTIVATIONS = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": functional.relu,
    "relu6": functional.relu6,
    "leaky_relu": lambda x: functional.leaky_relu(x, 0.01),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "prelu": lambda x: functional.prelu(x, torch.tensor([0.25], dtype=torch.float64)),
    "selu": functional.selu,
    "softplus": functional.softplus,
    "hardsigmoid": functional.hardsigmoid,
    "tanhshrink": functional.tanhshrink,
}


def activation_values():
    values = {}
    for name, function in ACTIVATIONS.items():
        x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
        y = function(x)
        y.sum().backward()
        values[name] = {"y": flat(y), "slope": flat(x.grad)}
    return {"x": POINTS, "functions": values}


def weighted(source, x, output):
    """Takes the gradient of sum(output * weights) and records everything but the parameters."""
    weights = source.normal(*output.shape)
    (output * weights).sum().backward()
    return {
        "x": record(x),
        "weights": record(weights),
        "output": record(output),
        "gradient": record(x.grad),
    }


def layer_case(source, module, x):
    source.fill(module)
    x.requires_grad_()
    values = weighted(source, x, module(x))
    return {**values, "parameters": state(module), "gradients": gradients(module)}


def masked_mean(vectors, lengths):
    """Mean over time of the first `lengths` vectors of [batch, time, features]; 0 of none."""
    mask = (torch.arange(vectors.shape[1])[None] < lengths[:, None]).to(vectors.dtype)
    return (vectors * mask[:, :, None]).sum(1) / lengths[:, None].clamp(min=1)


def embedding_case(source):
    table = torch.nn.Parameter(source.normal(8, 5))
    indices, lengths = source.integers(0, 8, 3, 4), torch.tensor([4, 1, 2])
    output = masked_mean(functional.embedding(indices, table), lengths)
    weights = source.normal(*output.shape)
    (output * weights).sum().backward()
    return {
        "table": record(table),
        "indices": record(indices),
        "lengths": lengths.tolist(),
        "weights": record(weights),
        "output": record(output),
        "gradient": record(table.grad),
    }


def lstm_case(source, bidirectional, initial):
    lengths = torch.tensor([5, 2, 1])
    lstm = torch.nn.LSTM(4, 3, batch_first=True, bidirectional=bidirectional)
    module = source.fill(lstm.double())
    directions = 2 if bidirectional else 1
    x = source.normal(3, 5, 4).requires_grad_()
    start = [source.normal(directions, 3, 3).requires_grad_() for _ in range(2)] if initial else []
    packed = pack_padded_sequence(x, lengths, batch_first=True)
    result, last = module(packed, tuple(start) or None)
    outputs = [pad_packed_sequence(result, batch_first=True)[0], *last]
    weights = [source.normal(*output.shape) for output in outputs]
    sum((output * weight).sum() for output, weight in zip(outputs, weights)).backward()
    names = ["outputs", "h_n", "c_n"]
    return {
        "bidirectional": bidirectional,
        "lengths": lengths.tolist(),
        "x": record(x),
        "initial": {name: record(value) for name, value in zip(["h_0", "c_0"], start)},
        "parameters": state(module),
        "results": {name: record(value) for name, value in zip(names, outputs)},
        "weights": {name: record(value) for name, value in zip(names, weights)},
        "gradient": record(x.grad),
        "initial_gradients": {n: record(v.grad) for n, v in zip(["h_0", "c_0"], start)},
        "gradients": gradients(module),
    }


def lstm_cases(source):
    return {
        "lstm": lstm_case(source, False, False),
        "lstm_initial": lstm_case(source, False, True),
        "bilstm": lstm_case(source, True, False),
        "bilstm_initial": lstm_case(source, True, True),
    }


def attention_case(source):
    """Queries and keys of different times; what the padding of a row holds does not matter."""
    lengths = torch.tensor([6, 2])
    module = source.fill(torch.nn.MultiheadAttention(6, 2, batch_first=True).double())
    x = source.normal(2, 5, 6).requires_grad_()
    memory = source.normal(2, 6, 6).requires_grad_()
    output = module(x, memory, memory, key_padding_mask=padding(memory, lengths), need_weights=False)[0]
    values = weighted(source, x, output)
    return {
        "heads": 2,
        "lengths": lengths.tolist(),
        **values,
        "memory": record(memory),
        "memory_gradient": record(memory.grad),
        "parameters": state(module),
        "gradients": gradients(module),
    }


def encoder_case(source, before, activation):
    lengths = torch.tensor([5, 2, 1])
    module = torch.nn.TransformerEncoderLayer(
        6, 2, 8, dropout=0.0, activation=activation, batch_first=True, norm_first=before,
    )
    source.fill(module.double())
    x = source.normal(3, 5, 6).requires_grad_()
    values = weighted(source, x, module(x, src_key_padding_mask=padding(x, lengths)))
    return {
        "heads": 2,
        "norm": "pre" if before else "post",
        "activation": activation,
        "lengths": lengths.tolist(),
        **values,
        "parameters": state(module),
        "gradients": gradients(module),
    }


def padding(x, lengths):
    return torch.arange(x.shape[1])[None] >= lengths[:, None]


def attention_cases(source):
    return {
        "attention": attention_case(source),
        "encoder_post": encoder_case(source, False, "relu"),
        "encoder_pre": encoder_case(source, True, "gelu"),
    }


def softmax_case(source, function):
    x = source.normal(4, 6, scale=3.0).requires_grad_()
    return weighted(source, x, function(x, dim=-1))


def loss_values(source):
    logits = source.normal(5, 4, scale=2.0).requires_grad_()
    classes = source.integers(0, 4, 5)
    entropy = functional.cross_entropy(logits, classes)
    entropy.backward()
    x, target = source.normal(3, 4).requires_grad_(), source.normal(3, 4)
    error = functional.mse_loss(x, target)
    error.backward()
    return {
        "cross_entropy": {
            "x": record(logits),
            "classes": classes.tolist(),
            "loss": digits(entropy),
            "gradient": record(logits.grad),
        },
        "mse_loss": {
            "x": record(x),
            "target": record(target),
            "loss": digits(error),
            "gradient": record(x.grad),
        },
    }


def layer_values():
    source = Source(21)
    return {
        "linear": layer_case(source, torch.nn.Linear(6, 5).double(), source.normal(4, 6)),
        "layer_norm": layer_case(source, torch.nn.LayerNorm(7).double(), source.normal(2, 3, 7, scale=2.0)),
        "embedding_mean": embedding_case(source),
        **lstm_cases(Source(22)),
        "activations": activation_values(),
        "softmax": softmax_case(source, functional.softmax),
        "log_softmax": softmax_case(source, functional.log_softmax),
        **loss_values(Source(23)),
        **attention_cases(Source(24)),
    }
