"""The cases of images. Numbers are drawn and sampled with channels last, as all engines have them."""

import torch
from torch.nn import functional, grad

from torch_numbers import random, sample


def channels_first(x):
    return x.permute(0, 3, 1, 2).contiguous()


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def window_last(weight):
    """[out, in, rows, columns] as [rows, columns, in, out]."""
    return weight.permute(2, 3, 1, 0)


def inputs_of(batch, side, inputs, outputs, window, stride):
    """Images, weight, weights of the results, and how windows move."""
    across = -(-side // stride)
    x = channels_first(random(0, batch, side, side, inputs))
    weight = random(1, window, window, inputs, outputs, low=-0.1, high=0.1)
    weights = channels_first(random(2, batch, across, across, outputs))
    moves = {"stride": stride, "padding": window // 2}
    return x, weight.permute(3, 2, 0, 1).contiguous(), weights, moves


def conv_forward(**sizes):
    x, weight, _, moves = inputs_of(**sizes)

    def step():
        with torch.no_grad():
            return functional.conv2d(x, weight, **moves)

    return step, lambda: sample(channels_last(step()).contiguous())


def conv_input(**sizes):
    x, weight, weights, moves = inputs_of(**sizes)
    step = lambda: grad.conv2d_input(x.shape, weight, weights, **moves)
    return step, lambda: sample(channels_last(step()).contiguous())


def conv_weight(**sizes):
    x, weight, weights, moves = inputs_of(**sizes)
    step = lambda: grad.conv2d_weight(x, weight.shape, weights, **moves)
    return step, lambda: sample(window_last(step()).contiguous())


def learned(inputs, forward, weights, turns):
    """A step forward and backward, and its gradients in the order of all engines."""

    def step():
        for tensor in inputs:
            tensor.grad = None
        forward().backward(weights)

    def result():
        step()
        gradients = [turn(tensor.grad).contiguous() for tensor, turn in zip(inputs, turns)]
        return [number for gradient in gradients for number in sample(gradient)]

    return step, result


def conv(**sizes):
    x, weight, weights, moves = inputs_of(**sizes)
    x.requires_grad_()
    weight.requires_grad_()
    forward = lambda: functional.conv2d(x, weight, **moves)
    return learned([x, weight], forward, weights, [channels_last, window_last])


def batch_norm(batch, side, channels):
    x = channels_first(random(0, batch, side, side, channels, low=-3.0, high=3.0)).requires_grad_()
    scale = random(1, channels, low=0.5, high=1.5).requires_grad_()
    shift = random(2, channels).requires_grad_()
    weights = channels_first(random(3, batch, side, side, channels))
    forward = lambda: functional.batch_norm(x, None, None, scale, shift, training=True)
    same = lambda gradient: gradient
    return learned([x, scale, shift], forward, weights, [channels_last, same, same])


def max_pool(batch, side, channels):
    x = channels_first(random(0, batch, side, side, channels)).requires_grad_()
    weights = channels_first(random(1, batch, side // 2, side // 2, channels))
    return learned([x], lambda: functional.max_pool2d(x, 2), weights, [channels_last])


IMAGES = {
    "conv": conv,
    "conv-forward": conv_forward,
    "conv-input": conv_input,
    "conv-weight": conv_weight,
    "batch-norm": batch_norm,
    "max-pool": max_pool,
}
