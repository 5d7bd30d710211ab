# README: `python3 tests/golden/write.py` (needs PyTorch 1.13 or later) rewrites the JSON files beside it.
"""Writes the values that the tests compare with. The tests themselves need no PyTorch.

All arithmetic is float64 on inputs that are exactly float32; the files hold the inputs as well,
so they depend on no random generator. Weights have PyTorch's layout: Linear [out, in], LSTM
[4 * hidden, in] with the gates in the order input, forget, cell, output.
"""

import torch

from chain_values import baseline_values, chain_values
from conv_values import conv_values
from image_values import image_values
from layer_values import layer_values
from optim_values import optim_values
from recording import write
from resize_values import resize_values
from text_values import text_values

if __name__ == "__main__":
    torch.set_num_threads(1)
    write("optim", optim_values())
    write("layers", layer_values())
    write("conv", conv_values())
    write("chain", chain_values())
    write("baseline", baseline_values())
    write("text", text_values())
    write("image", image_values())
    write("resize", resize_values())
