"""Images resized by PyTorch's bilinear interpolation with antialiasing."""

import torch

from recording import flat

CASES = [((7, 5, 3), (3, 4)), ((4, 6, 1), (9, 7)), ((13, 21, 3), (5, 30)), ((1, 3, 1), (2, 2)), ((16, 16, 3), (8, 8))]


def resize_values():
    return {"cases": [resized(shape, size) for shape, size in CASES]}


def resized(shape, size):
    """Two images of bytes `(73 i + 37 (i^2 mod 91)) mod 256`, channels last."""
    height, width, channels = shape
    data = [(i * 73 + (i * i) % 91 * 37) % 256 for i in range(2 * height * width * channels)]
    images = torch.tensor(data, dtype=torch.float64).reshape(2, height, width, channels)
    values = torch.nn.functional.interpolate(
        images.permute(0, 3, 1, 2), size=size, mode="bilinear", align_corners=False, antialias=True
    ).permute(0, 2, 3, 1)
    return {"shape": list(shape), "size": list(size), "values": flat(values)}
