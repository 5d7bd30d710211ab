"""Where PyTorch computes, and on which numbers."""

import math
import os
import pathlib
import platform
import sys

import torch


def given(option, otherwise):
    return next((value for flag, value in zip(sys.argv, sys.argv[1:]) if flag == option), otherwise)


DEVICE = given("--device", "cuda" if torch.cuda.is_available() else "cpu")
SEED = int(given("--seed", 1))
THREADS = int(given("--threads", os.cpu_count() or 1))


def adapter():
    if DEVICE == "cuda":
        return torch.cuda.get_device_name()
    name = platform.processor() or platform.machine()
    information = pathlib.Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        name = models[0].split(":")[1].strip() if models else name
    threads = torch.get_num_threads()
    return f"{name}, {threads} thread{'' if threads == 1 else 's'}"


def mixed(input, size):
    """Hashed indices: the numbers that all engines compute with, as in numbers.ts."""
    start = SEED * 0x85EBCA6B + (input + 1) * 0xC2B2AE35 & 0xFFFFFFFF
    bits = torch.arange(size) + start & 0xFFFFFFFF
    bits = (bits ^ bits >> 16) * 0x21F0AAAD & 0xFFFFFFFF
    bits = (bits ^ bits >> 15) * 0x735A2D97 & 0xFFFFFFFF
    return bits ^ bits >> 15


def random(input, *shape, low=-1.0, high=1.0):
    fractions = (mixed(input, math.prod(shape)) >> 8).double() / 2**24
    return (low + (high - low) * fractions).float().reshape(shape).to(DEVICE)


def words(input, rows, *shape):
    """Whole numbers from 1, since 0 is the padding of texts."""
    return (1 + mixed(input, math.prod(shape)) % (rows - 1)).reshape(shape).to(DEVICE)


def sample(values):
    values = values.detach().flatten().double().cpu()
    places = [(2 * i + 1) * len(values) // 32 for i in range(16)]
    return [values.abs().mean().item(), *(values[place].item() for place in places)]
