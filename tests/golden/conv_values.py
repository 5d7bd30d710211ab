"""Convolutions, pooling and batch normalization: values, gradients, running statistics.

Images are recorded as [batch, height, width, channels] and weights of convolutions as [rows, columns,
in, out]; PyTorch has them as [batch, channels, height, width] and [out, in, rows, columns].
"""

import torch
from torch.nn import functional

from recording import Source, record

# Name, [batch, height, width, in], [rows, columns, out], stride, padding.
CONVOLUTIONS = [
    ("3 x 3", [2, 5, 6, 3], [3, 3, 4], 1, 1),
    ("3 x 3 of 8 channels", [1, 8, 8, 8], [3, 3, 8], 1, 1),
    ("3 x 3, no padding, one image of one channel", [1, 6, 5, 1], [3, 3, 2], 1, 0),
    ("3 x 3, stride 2", [1, 7, 6, 2], [3, 3, 3], 2, 1),
    ("1 x 1", [2, 3, 4, 3], [1, 1, 2], 1, 0),
    ("1 x 1, stride 2", [1, 5, 4, 3], [1, 1, 2], 2, 0),
    ("5 x 5", [1, 6, 5, 1], [5, 5, 2], 1, 2),
    ("2 x 3, stride 3", [2, 6, 7, 2], [2, 3, 3], 3, 1),
    ("window larger than the image", [2, 2, 3, 2], [5, 5, 2], 1, 2),
    ("window of the whole image", [3, 3, 4, 2], [3, 4, 5], 1, 0),
]

# Name, function, [batch, height, width, channels], size, stride, padding.
POOLINGS = [
    ("max of 2 x 2", functional.max_pool2d, [2, 4, 6, 3], 2, 2, 0),
    ("max of 3 x 3 that overlap, padded", functional.max_pool2d, [1, 5, 7, 2], 3, 2, 1),
    ("average of 2 x 2", functional.avg_pool2d, [2, 5, 4, 3], 2, 2, 0),
    ("average of 3 x 3 that overlap, padded", functional.avg_pool2d, [1, 5, 7, 2], 3, 2, 1),
]


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def weighted(source, x, output):
    """Takes the gradient of sum(output * weights)."""
    weights = source.normal(*output.shape)
    (output * weights).sum().backward()
    return {
        "x": record(x),
        "weights": record(weights),
        "output": record(output),
        "gradient": record(x.grad),
    }


def convolution(source, name, image, window, stride, padding):
    rows, columns, outputs = window
    x = source.normal(*image).requires_grad_()
    weight = source.normal(rows, columns, image[3], outputs, scale=0.5).requires_grad_()
    bias = source.normal(outputs, scale=0.5).requires_grad_()
    kernel = weight.permute(3, 2, 0, 1)
    y = functional.conv2d(channels_first(x), kernel, bias, stride=stride, padding=padding)
    values = weighted(source, x, channels_last(y))
    parameters = {"weight": weight, "bias": bias}
    return {
        "name": name,
        "stride": stride,
        "padding": padding,
        **values,
        "parameters": {key: record(value) for key, value in parameters.items()},
        "gradients": {key: record(value.grad) for key, value in parameters.items()},
    }


def pooling(source, name, function, image, size, stride, padding):
    x = source.normal(*image).requires_grad_()
    y = function(channels_first(x), size, stride=stride, padding=padding)
    values = weighted(source, x, channels_last(y))
    kind = "max" if function is functional.max_pool2d else "average"
    return {"name": name, "kind": kind, "size": size, "stride": stride, "padding": padding, **values}


def global_pooling(source):
    x = source.normal(2, 3, 4, 3).requires_grad_()
    return weighted(source, x, functional.adaptive_avg_pool2d(channels_first(x), 1).flatten(1))


def running(module):
    return {"mean": record(module.running_mean), "variance": record(module.running_var)}


def normalization(source):
    """Two batches while training, with the running statistics after each, then one that is only looked at."""
    module = source.fill(torch.nn.BatchNorm2d(3).double())
    parameters = {name: record(value) for name, value in module.named_parameters()}
    steps = []
    for size in (2, 3):
        module.zero_grad()
        x = (source.normal(size, 3, 2, 3, scale=2.0) + 1).requires_grad_()
        values = weighted(source, x, channels_last(module(channels_first(x))))
        gradients = {name: record(value.grad) for name, value in module.named_parameters()}
        steps.append({**values, "gradients": gradients, "running": running(module)})
    module.eval()
    module.zero_grad()
    x = source.normal(1, 3, 2, 3, scale=2.0).requires_grad_()
    evaluated = weighted(source, x, channels_last(module(channels_first(x))))
    return {"parameters": parameters, "steps": steps, "evaluated": evaluated}


def conv_values():
    source = Source(31)
    return {
        "convolutions": [convolution(source, *case) for case in CONVOLUTIONS],
        "poolings": [pooling(source, *case) for case in POOLINGS],
        "global_average": global_pooling(source),
        "batch_norm": normalization(source),
    }
